using Oack.Interop.Tests.Lab;
using Oack.Interop.Tests.Programs;
using Oack.Interop.Tests.Servers;
using Oack.Net;

namespace Oack.Interop.Tests;

/// <summary>A storm against a server that may have few files open: clients wait for their turn, none is turned away.</summary>
[Collection(MeasuredAlone.Name)]
public sealed class OpenFilesTests
{
    private const int UsualSoftLimit = 64;
    private const int LowHardLimit = 256;
    private static readonly int[] s_left = [2, 7, 0];

    [Fact]
    public async Task Limit_IsRaisedToWhatItMayBe_When_TheServerStarts()
    {
        using ScratchDirectory scratch = new();
        int hard = (int)Math.Min(OpenFileLimit.Raise() ?? throw RealProgram.Unavailable("the limit is known on Linux only"), 1 << 20);

        await using TftpServerProgram server = await TftpServerProgram.StartOackAsync(
            Site.Machine, scratch.MakeDirectory("root"), (UsualSoftLimit, hard));

        string limit = Assert.Single(
            await File.ReadAllLinesAsync($"/proc/{RealProgram.Text(server.Program.Id)}/limits", TestContext.Current.CancellationToken),
            line => line.StartsWith("Max open files", StringComparison.Ordinal));
        Assert.Equal([RealProgram.Text(hard), RealProgram.Text(hard)], limit.Split(' ', StringSplitOptions.RemoveEmptyEntries)[3..5]);
    }

    [Theory]
    [InlineData("best")]
    [InlineData("portable")]
    public async Task Storm_IsServedWhole_When_FewFilesMayBeOpen(string engine)
    {
        using ScratchDirectory scratch = new();
        string root = scratch.MakeDirectory("root");
        string file = scratch.Write("root/file", 200_000);
        await using TftpServerProgram server = await TftpServerProgram.StartOackAsync(
            Site.Machine, root, (LowHardLimit, LowHardLimit), "--engine", engine);

        await server.Program.WaitForLineAsync("may have 256 files open", TimeSpan.FromSeconds(10));
        CommandResult storm = await Command.RunAsync(
            Site.Machine, RealProgram.Oack, "bench", "-c", "300", "-n", "600", "-w", "1", "--expect", file, server.Url("file"));

        storm.Succeeded();
    }

    [Theory]
    [InlineData("best")]
    [InlineData("portable")]
    public async Task Server_ServesOn_When_ItCouldNotOpenAnythingForAWhile(string engine)
    {
        using ScratchDirectory scratch = new();
        string root = scratch.MakeDirectory("root");
        string file = scratch.Write("root/file", 1_000_000);
        await using TftpServerProgram server = await TftpServerProgram.StartOackAsync(
            Site.Machine, root, "--engine", engine, "--write", "create");
        int process = server.Program.Id;

        // It reckons with the limit that it found when it started, so this is met at each place where something is opened.
        foreach (int left in s_left)
        {
            await LeaveAsync(process, left);
            CommandResult[] uploads = await Task.WhenAll(Enumerable.Range(0, 4).Select(client => Command.RunAsync(
                Site.Machine, RealProgram.Oack, "put", file, server.Url($"{RealProgram.Text(left)}-{RealProgram.Text(client)}"))));
            CommandResult storm = await Command.RunAsync(
                Site.Machine, RealProgram.Oack, "bench", "-c", "20", "-n", "40", "--max-time", "40", server.Url("file"));
            foreach (CommandResult result in uploads.Append(storm))
            {
                Assert.True(result.ExitCode == 0 || result.Output.Contains("ERROR 0", StringComparison.Ordinal), result.Output);
            }
        }

        await LeaveAsync(process, 500);
        (await Command.RunAsync(Site.Machine, RealProgram.Oack, "put", file, server.Url("last"))).Succeeded();
        ScratchDirectory.AssertSame(file, scratch["root/last"], "the upload behind it all");
        (await Command.RunAsync(
            Site.Machine, RealProgram.Oack, "bench", "-c", "20", "-n", "200", "--expect", file, server.Url("file"))).Succeeded();
    }

    /// <summary>Lets a process open so many files more.</summary>
    private static async Task LeaveAsync(int process, int left)
    {
        int open = Directory.GetFileSystemEntries($"/proc/{RealProgram.Text(process)}/fd").Length;
        (await Command.RunAsync(
            Site.Machine, "prlimit", "--pid", RealProgram.Text(process), $"--nofile={RealProgram.Text(open + left)}:")).Succeeded();
    }
}
