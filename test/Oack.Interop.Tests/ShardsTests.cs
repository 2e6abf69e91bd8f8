using Oack.Interop.Tests.Clients;
using Oack.Interop.Tests.Lab;
using Oack.Interop.Tests.Programs;
using Oack.Interop.Tests.Servers;

namespace Oack.Interop.Tests;

/// <summary>Two threads behind one port: clients do not notice, and the port is still the server's own.</summary>
public abstract class ShardsTests(string engine)
{
    private const int Clients = 50;
    private const int FileBytes = 1_000_000;

    public sealed class OnLinux() : ShardsTests(OackFixture.Linux);

    public sealed class OnPortable() : ShardsTests(OackFixture.Portable);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Get_DeliversEachByte_When50ClientsAskTwoShards(bool singlePort)
    {
        CurlClient curl = new();
        AtftpClient atftp = new();
        using ScratchDirectory scratch = new();
        string root = scratch.MakeDirectory("root");
        string original = scratch.Write("root/file", FileBytes);
        await using TftpServerProgram server = await StartAsync(
            root, singlePort ? ["--single-port"] : []);

        CommandResult[] results = await Task.WhenAll(Enumerable.Range(0, Clients).Select(client => client % 2 == 0
            ? curl.GetAsync(
                Site.Machine, server.Host, server.Port, "file", scratch[$"copy-{client}"], "--tftp-blksize", "1428")
            : atftp.GetAsync(
                Site.Machine, server.Host, server.Port, "file", scratch[$"copy-{client}"],
                "--option", "blksize 1428", "--option", "windowsize 16")));

        for (int client = 0; client < Clients; client++)
        {
            ScratchDirectory.AssertSame(original, scratch[$"copy-{client}"], $"client {client}: {results[client].Output}");
            results[client].Succeeded();
        }
    }

    [Fact]
    public async Task SecondServer_IsRefused_WhenThePortHasShardsAlready()
    {
        using ScratchDirectory scratch = new();
        string root = scratch.MakeDirectory("root");
        await using TftpServerProgram server = await StartAsync(root);

        foreach (string shards in (string[])["1", "2"])
        {
            CommandResult second = await Command.RunAsync(
                Site.Machine, TimeSpan.FromSeconds(20), string.Empty, RealProgram.Oack,
                "serve", root, "--listen", $"{server.Host}:{server.PortText}", "--engine", engine, "--shards", shards);

            Assert.Contains(
                $"cannot bind {server.Host}:{server.PortText}: address already in use",
                second.Failed().Output, StringComparison.Ordinal);
        }
    }

    private Task<TftpServerProgram> StartAsync(string root, params string[] options) =>
        TftpServerProgram.StartOackAsync(Site.Machine, root, ["--engine", engine, "--shards", "2", .. options]);
}
