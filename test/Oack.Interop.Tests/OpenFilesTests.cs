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
}
