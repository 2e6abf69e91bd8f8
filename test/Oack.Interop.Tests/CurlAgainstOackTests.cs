using Oack.Interop.Tests.Clients;
using Oack.Interop.Tests.Lab;
using Oack.Interop.Tests.Programs;
using Oack.Interop.Tests.Servers;

namespace Oack.Interop.Tests;

/// <summary>curl fetches from `oack serve` and stores on it, with each TFTP option that it has.</summary>
public abstract class CurlAgainstOackTests(OackFixture oack)
{
    public sealed class OnLinux(OackOnLinux oack) : CurlAgainstOackTests(oack), IClassFixture<OackOnLinux>;

    public sealed class OnPortable(OackOnPortable oack) : CurlAgainstOackTests(oack), IClassFixture<OackOnPortable>;

    public static TheoryData<int, string[]> Options => new()
    {
        { 512, [] },
        { 512, ["--tftp-no-options"] },
        { 8, ["--tftp-blksize", "8"] },
        { 512, ["--tftp-blksize", "512"] },
        { 1428, ["--tftp-blksize", "1428"] },
        { 8192, ["--tftp-blksize", "8192"] },
        { 65464, ["--tftp-blksize", "65464"] },
    };

    [Theory]
    [MemberData(nameof(Options))]
    public Task Get_DeliversEachByte_AroundBlockEdges(int blockBytes, string[] options) =>
        oack.GetEachSizeAsync(new CurlClient(), BlockEdges.For(blockBytes), options);

    [Theory]
    [MemberData(nameof(Options))]
    public Task Put_StoresEachByte_AroundBlockEdges(int blockBytes, string[] options) =>
        oack.PutEachSizeAsync(new CurlClient(), BlockEdges.For(blockBytes), options);

    [Fact]
    public async Task Get_Fails_WhenTheFileIsNotThere()
    {
        CommandResult result = await new CurlClient().GetAsync(
            Site.Machine, oack.Server.Host, oack.Server.Port, "missing", oack.Scratch["missing-copy"]);

        // 68: "TFTP: File Not Found", which is how curl reads ERROR 1.
        Assert.True(result.ExitCode == 68, result.Output);
    }

    [Fact]
    public async Task Put_IsRefused_WhenTheServerOnlyReads()
    {
        using ScratchDirectory scratch = new();
        string root = scratch.MakeDirectory("root");
        string original = scratch.Write("file", 10);
        await using TftpServerProgram server = await TftpServerProgram.StartOackAsync(
            Site.Machine, root, "--engine", oack.Engine);

        CommandResult result = await new CurlClient().PutAsync(Site.Machine, server.Host, server.Port, original, "file");

        // 69: "TFTP: Access Violation", which is how curl reads ERROR 2.
        Assert.True(result.ExitCode == 69, result.Output);
        Assert.Empty(Directory.EnumerateFileSystemEntries(root));
    }

    [Fact]
    public async Task Get_WorksOverIPv6_WhenTheServerListensThere()
    {
        CurlClient curl = new();
        using ScratchDirectory scratch = new();
        await using NetworkLab lab = await NetworkLab.CreateAsync();
        string root = scratch.MakeDirectory("root");
        string original = scratch.Write("root/file", 100_000);
        await using TftpServerProgram server = await TftpServerProgram.StartOackAsync(
            lab.Server, root, "--engine", oack.Engine, "--listen", $"[{NetworkLab.ServerV6}]:{RealProgram.Text(69)}");

        foreach (string host in (string[])[server.Host, NetworkLab.ServerV6])
        {
            CommandResult result = await curl.GetAsync(lab.Client, host, server.Port, "file", scratch["copy"]);
            ScratchDirectory.AssertSame(original, scratch["copy"], result.Output);
            File.Delete(scratch["copy"]);
        }
    }
}
