using Oack.Interop.Tests.Lab;
using Oack.Interop.Tests.Programs;
using Oack.Interop.Tests.Servers;

namespace Oack.Interop.Tests.Check;

/// <summary>`oack serve` passes every check that it is offered to, on both engines and in its modes.</summary>
[Collection(MeasuredAlone.Name)]
public sealed class CheckAgainstOackTests
{
    [Theory]
    [InlineData(OackFixture.Linux)]
    [InlineData(OackFixture.Portable)]
    public async Task Check_FindsNoFault_OnEitherEngine(string engine)
    {
        using ScratchDirectory scratch = new();
        string name = CheckRun.WriteMenu(scratch);
        await using TftpServerProgram server = await TftpServerProgram.StartOackAsync(
            Site.Machine, scratch["root"], "--write", "overwrite", "--grant-timeout", "--engine", engine);

        CheckRun run = await CheckRun.OfAsync(Site.Machine, server, "--file", name, "--write", "up.txt");

        Assert.Equal("", run.Failures);
        Assert.Equal(["habit-rollover"], run.Ids("skipped"));
        Assert.Empty(run.Ids("not_offered").Except(["rfc2090-multicast"]));
        Assert.False(server.Program.Output.Contains("fault", StringComparison.OrdinalIgnoreCase), server.Program.Output);
    }

    [Fact]
    public async Task Check_FindsNoFault_WhenAllComesFromOnePort()
    {
        using ScratchDirectory scratch = new();
        string name = CheckRun.WriteMenu(scratch);
        await using TftpServerProgram server = await TftpServerProgram.StartOackAsync(
            Site.Machine, scratch["root"], "--write", "create", "--single-port");

        CheckRun run = await CheckRun.OfAsync(Site.Machine, server, "--file", name, "--write", "up.txt");

        Assert.Equal("", run.Failures);
        Assert.Equal("not_offered", run["rfc1350-own-port"]);
        Assert.Equal("pass", run["rfc1350-write"]);
        Assert.True(File.Exists(scratch["root/up.txt.7"]), "each upload has a name of its own where nothing may be overwritten");
    }

    [Fact]
    public async Task Check_FindsNoFault_WhenOptionsAreOff()
    {
        using ScratchDirectory scratch = new();
        string name = CheckRun.WriteMenu(scratch);
        await using TftpServerProgram server = await TftpServerProgram.StartOackAsync(Site.Machine, scratch["root"], "--no-options");

        CheckRun run = await CheckRun.OfAsync(Site.Machine, server, "--file", name);

        Assert.Equal("", run.Failures);
        Assert.Equal(("not_offered", "not_offered", "pass"), (run["rfc2348-blksize-1428"], run["client-grub"], run["client-ipxe"]));
    }

    [Fact]
    public async Task Check_SeesTheRollover_WhenTheFileIsLongEnough()
    {
        using ScratchDirectory scratch = new();
        scratch.MakeDirectory("root");
        scratch.Write("root/image", 600_000);
        await using TftpServerProgram server = await TftpServerProgram.StartOackAsync(Site.Machine, scratch["root"]);

        CheckRun run = await CheckRun.OfAsync(Site.Machine, server, "--file", "image", "--only", "habit-rollover", "--only", "rfc2349-tsize");

        Assert.Equal(("pass", "pass"), (run["habit-rollover"], run["rfc2349-tsize"]));
        Assert.Equal("600,000 bytes", run.ReasonOf("rfc2349-tsize"));
    }
}
