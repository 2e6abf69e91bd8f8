using Oack.Interop.Tests.Clients;
using Oack.Interop.Tests.Lab;
using Oack.Interop.Tests.Programs;
using Oack.Interop.Tests.Servers;
using Oack.Protocol.Observe;
using Oack.Trace;
using Oack.Trace.Capture;
using Oack.Trace.Live;
using Oack.Trace.Report;

namespace Oack.Interop.Tests.Tracing;

/// <summary>A transfer that is captured on its cable, and the file that is taken out of the capture again.</summary>
public sealed class LiveCaptureTests
{
    private const int FileBytes = 300_000;
    private static readonly TimeSpan s_quiet = TimeSpan.FromSeconds(1);

    [Theory]
    [InlineData(false, "1428")]
    [InlineData(true, "1428")]
    [InlineData(false, "8192")]
    public async Task Transfer_IsSeenWhole_AtEitherEnd(bool atServer, string blockSize)
    {
        await using NetworkLab lab = await NetworkLab.CreateAsync();

        TraceRun trace = await WatchAsync(lab, atServer, blockSize);

        AssertWhole(trace);
        Assert.Equal(blockSize == "8192", trace.Counters.ReassembledDatagrams > 0);
    }

    [Fact]
    public async Task Windows_AreCutIntoTheirDatagrams_WhenTheCardIsToCutThem()
    {
        await using NetworkLab lab = await NetworkLab.CreateAsync();
        await lab.LeaveCuttingToTheServersCardAsync();

        TraceRun trace = await WatchAsync(lab, atServer: true, "1428");

        AssertWhole(trace);
        if (trace.Counters.JoinedDatagrams == 0)
        {
            throw RealProgram.Unavailable("this kernel cuts windows before they reach the cable");
        }
    }

    private static void AssertWhole(TraceRun trace)
    {
        ObservedTransfer transfer = Assert.Single(trace.Transfers);
        Assert.Equal((ObservedOutcome.Complete, FileBytes, "file"), (transfer.Outcome, transfer.Bytes, transfer.Name));
        Assert.DoesNotContain(transfer.Findings, finding => finding.Severity == FindingSeverity.Error);
        Assert.Equal(0, trace.Counters.SkippedMalformed);
    }

    private static async Task<TraceRun> WatchAsync(NetworkLab lab, bool atServer, string blockSize)
    {
        using ScratchDirectory scratch = new();
        string root = scratch.MakeDirectory("root");
        string original = scratch.Write("root/file", FileBytes);
        using LiveCapture capture = lab.OpenLiveCapture(atServer);
        await using TftpServerProgram server = await TftpServerProgram.StartOackAsync(lab.Server, root);
        CommandResult result = await new OackClient().GetAsync(
            lab.Client, server.Host, server.Port, "file", scratch["copy"], "--blksize", blockSize, "--windowsize", "8");
        ScratchDirectory.AssertSame(original, scratch["copy"], result.Succeeded().Output);

        // The kernel has kept the frames; the last of them may be under way still.
        using TraceExtract extract = new(scratch.MakeDirectory("extracted"));
        TraceRun trace = new(extract);
        while (capture.TryRead(s_quiet, out CapturedFrame frame))
        {
            trace.HandleFrame(frame);
        }

        trace.Finish();
        ExtractedFile extracted = Assert.Single(extract.Finish(trace.Transfers));
        Assert.True(extracted.IsWhole);
        ScratchDirectory.AssertSame(original, extracted.Path!, "the file that was taken out of the capture");
        Assert.Equal(0, capture.DroppedFrames);
        return trace;
    }
}
