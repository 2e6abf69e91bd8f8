using System.Net;
using Oack.Interop.Tests.Clients;
using Oack.Interop.Tests.Lab;
using Oack.Interop.Tests.Programs;
using Oack.Interop.Tests.Servers;
using Oack.Protocol.Observe;
using Oack.Trace;

namespace Oack.Interop.Tests;

/// <summary>What `oack serve --capture` records of real clients is their whole conversation, and reads as one.</summary>
public sealed class OwnTrafficTests
{
    private const int FileBytes = 300_000;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    [Theory]
    [InlineData(OackFixture.Linux)]
    [InlineData(OackFixture.Portable)]
    public async Task Recording_HoldsEachTransferWhole(string engine)
    {
        using ScratchDirectory scratch = new();
        string root = scratch.MakeDirectory("root");
        string original = scratch.Write("root/file", FileBytes);
        string recording = scratch["server.pcapng"];
        await using TftpServerProgram server = await TftpServerProgram.StartOackAsync(
            Site.Machine, root, "--engine", engine, "--write", "create", "--capture", recording, "--shards", "2");

        foreach ((IClientProgram client, string[] options) in ((IClientProgram, string[])[])
            [(new CurlClient(), []), (new CurlClient(), ["--tftp-blksize", "8192"]), (new OackClient(), []), (new OackClient(), ["-w", "1", "-b", "1428"])])
        {
            (await client.GetAsync(Site.Machine, server.Host, server.Port, "file", scratch["copy"], options)).Succeeded();
            ScratchDirectory.AssertSame(original, scratch["copy"], "the file that was fetched");
            File.Delete(scratch["copy"]);
        }

        (await new CurlClient().PutAsync(Site.Machine, server.Host, server.Port, original, "from-curl")).Succeeded();
        (await new OackClient().PutAsync(Site.Machine, server.Host, server.Port, original, "from-oack")).Succeeded();
        await server.Program.WaitUntilAsync(() => server.Program.FindLines("\"outcome\":\"complete\"").Length == 6, "six records", s_patience);
        await server.Program.SignalAsync("TERM");
        await server.Program.WaitForLineAsync("\"stopped: 6 complete", s_patience);

        TraceRun run = Read(recording);
        Assert.Equal(6, run.Transfers.Count);
        Assert.All(run.Transfers, transfer =>
        {
            Assert.Equal((ObservedOutcome.Complete, (long)FileBytes), (transfer.Outcome, transfer.Bytes));
            Assert.Equal(server.Port, transfer.Server.Port);
            Assert.NotEqual(server.Port, transfer.ServerTid!.Value.Port);
            Assert.Equal(IPAddress.Loopback, transfer.ServerTid.Value.ToIPAddress());
            Assert.True(transfer.HasRequest);
            Assert.DoesNotContain(transfer.Findings, finding => finding.Severity == FindingSeverity.Error);
        });
    }

    private static TraceRun Read(string recording)
    {
        using FileStream stream = File.OpenRead(recording);
        TraceRun run = TraceRun.Run(stream);
        Assert.Empty(run.Problems);
        Assert.Equal(0, run.Counters.Skipped + run.Counters.CutFrames + run.Counters.IncompleteDatagrams);
        return run;
    }
}
