using Oack.Interop.Tests.Clients;
using Oack.Interop.Tests.Lab;
using Oack.Interop.Tests.Programs;
using Oack.Interop.Tests.Servers;

namespace Oack.Interop.Tests;

/// <summary>
/// A 1 MB file at 1428 bytes a block over a path of the test's own that loses packets, in each direction. Every transfer
/// arrives whole; the times are the project's goals, of which the median of a few runs must be within.
/// </summary>
[Collection(MeasuredAlone.Name)]
public sealed class LossyPathTests
{
    private const long FileBytes = 1_000_000;
    private const int Runs = 5;
    private const double SideBySideFromSeconds = 10;

    [Theory]
    [InlineData(1, 5)]
    [InlineData(5, 5)]
    [InlineData(10, 15)]
    [InlineData(20, 40)]
    public Task Curl_GetsWhole_WhenPacketsAreLost(int lossPercent, double medianSeconds) =>
        MeasureAsync(new CurlClient(), lossPercent, medianSeconds, "--tftp-blksize", "1428");

    [Theory]
    [InlineData(1, 1)]
    [InlineData(5, 1)]
    [InlineData(10, 2)]
    [InlineData(20, 5)]
    public Task OackGet_GetsWholeInAWindow_WhenPacketsAreLost(int lossPercent, double medianSeconds) =>
        MeasureAsync(new OackClient(), lossPercent, medianSeconds, "--blksize", "1428", "--windowsize", "16");

    [Theory]
    [InlineData(1, 5)]
    [InlineData(5, 10)]
    [InlineData(10, 15)]
    [InlineData(20, 40)]
    public Task OackGet_GetsWholeInLockStep_WhenPacketsAreLost(int lossPercent, double medianSeconds) =>
        MeasureAsync(new OackClient(), lossPercent, medianSeconds, "--blksize", "1428", "--windowsize", "1");

    [Theory]
    [InlineData(5)]
    [InlineData(20)]
    public async Task OackPut_StoresWhole_WhenPacketsAreLost(int lossPercent)
    {
        using ScratchDirectory scratch = new();
        await using NetworkLab lab = await NetworkLab.CreateAsync();
        string original = scratch.Write("file", FileBytes);
        await using TftpServerProgram server = await TftpServerProgram.StartOackAsync(
            lab.Server, scratch.MakeDirectory("root"), "--write", "create");
        await lab.DropAsync(lossPercent);

        CommandResult result = await new OackClient().PutAsync(
            lab.Client, server.Host, server.Port, original, "file", "--blksize", "1428", "--windowsize", "16");

        ScratchDirectory.AssertSame(original, scratch["root/file"], result.Succeeded().Output);
    }

    [Theory]
    [InlineData(OackFixture.Linux)]
    [InlineData(OackFixture.Portable)]
    public async Task Get_DeliversEachByte_WhenALongWindowLosesPackets(string engine)
    {
        using ScratchDirectory scratch = new();
        await using NetworkLab lab = await NetworkLab.CreateAsync();
        string root = scratch.MakeDirectory("root");
        string original = scratch.Write("root/file", FileBytes);
        await using TftpServerProgram server = await TftpServerProgram.StartOackAsync(lab.Server, root, "--engine", engine);
        await lab.DropAsync(percent: 5);

        // Not atftp: it gives up at the second copy of an OACK, which is due where its ACK of the first was lost.
        CommandResult result = await new OackClient().GetAsync(
            lab.Client, server.Host, server.Port, "file", scratch["copy"], "--blksize", "1428", "--windowsize", "64");

        ScratchDirectory.AssertSame(original, scratch["copy"], result.Succeeded().Output);
    }

    private static async Task MeasureAsync(
        IClientProgram client, int lossPercent, double medianSeconds, params string[] options)
    {
        using ScratchDirectory scratch = new();
        await using NetworkLab lab = await NetworkLab.CreateAsync();
        string root = scratch.MakeDirectory("root");
        string original = scratch.Write("root/file", FileBytes);
        await using TftpServerProgram server = await TftpServerProgram.StartOackAsync(lab.Server, root);
        await lab.DropAsync(lossPercent);

        async Task<double> RunAsync(int run)
        {
            string copy = scratch[$"copy-{run}"];
            CommandResult result = await client.GetAsync(lab.Client, server.Host, server.Port, "file", copy, options);
            ScratchDirectory.AssertSame(original, copy, $"{lossPercent} %, run {run}: {result.Output}");
            result.Succeeded();
            return result.Elapsed.TotalSeconds;
        }

        // A lock-step transfer under loss mostly waits, so its runs need not wait for each other; each packet is lost or
        // not by itself. Where the goal is a moment, the start of the process counts, and each run is alone.
        List<double> seconds = [];
        if (medianSeconds >= SideBySideFromSeconds)
        {
            seconds.AddRange(await Task.WhenAll(Enumerable.Range(0, Runs).Select(RunAsync)));
        }
        else
        {
            for (int run = 0; run < Runs; run++)
            {
                seconds.Add(await RunAsync(run));
            }
        }

        double median = seconds.Order().ElementAt(Runs / 2);
        Assert.True(
            median <= medianSeconds,
            $"{lossPercent} % loss: the median is {median:F2} s, more than {medianSeconds} s, of "
            + string.Join(", ", seconds.Select(value => $"{value:F2}")));
    }
}
