using Oack.Interop.Tests.Clients;
using Oack.Interop.Tests.Lab;
using Oack.Interop.Tests.Programs;
using Oack.Interop.Tests.Servers;

namespace Oack.Interop.Tests.Multicast;

/// <summary>Three atftp at once on one bridge, by RFC 2090 and by MTFTP, served by `oack serve`.</summary>
public sealed class AtftpGroupsAgainstOackTests
{
    private const int Clients = 3;
    private const string MtftpGroup = "239.255.1.1";

    [Theory]
    [InlineData("linux", 300_000)]
    [InlineData("linux", 1_428 * 40)]
    [InlineData("portable", 100_001)]
    public async Task AllHaveTheFile_When_TheyAskForMulticast(string engine, int bytes)
    {
        await using BridgeLab lab = await BridgeLab.CreateAsync(Clients);
        using ScratchDirectory scratch = new();
        scratch.MakeDirectory("root");
        string original = scratch.Write("root/image", bytes);
        await using TftpServerProgram server = await TftpServerProgram.StartOackAsync(
            lab.Server, scratch["root"], "--multicast", "239.255.0.0/28:1758-1760", "--engine", engine);
        AtftpClient atftp = new();

        CommandResult[] results = await Task.WhenAll(lab.Clients.Select((client, index) => atftp.GetAsync(
            client, server.Host, server.Port, "image", scratch[$"copy{index}"], "--option", "multicast", "--option", "blksize 1428")));

        for (int index = 0; index < Clients; index++)
        {
            ScratchDirectory.AssertSame(original, scratch[$"copy{index}"], results[index].Output + server.Program.Output);
            results[index].Succeeded();
        }

        await server.Program.WaitUntilAsync(
            () => server.Program.FindLines("\"protocol\":\"rfc2090\"").Length == Clients, "a record for each", TimeSpan.FromSeconds(20));
        Assert.NotNull(server.Program.FindLine("is the master client"));
        Assert.All(TransferRecord.Of(server), record => Assert.Equal("complete", record.Outcome));
    }

    [Fact]
    public async Task AllHaveTheFile_When_TheyUseMtftp()
    {
        await using BridgeLab lab = await BridgeLab.CreateAsync(Clients);
        using ScratchDirectory scratch = new();
        scratch.MakeDirectory("root");
        string original = scratch.Write("root/image", 200_000);
        await using TftpServerProgram server = await TftpServerProgram.StartOackAsync(
            lab.Server, scratch["root"], "--mtftp", $"image={MtftpGroup}:3001");
        string atftp = RealProgram.Require("atftp");

        CommandResult[] results = await Task.WhenAll(lab.Clients.Select((client, index) => Command.RunAsync(
            client, atftp, "--mtftp", "client-port 3001", "--mtftp", $"mcast-ip {MtftpGroup}", "--mget",
            "--remote-file", "image", "--local-file", scratch[$"copy{index}"], server.Host, "1759")));

        for (int index = 0; index < Clients; index++)
        {
            ScratchDirectory.AssertSame(original, scratch[$"copy{index}"], results[index].Output + server.Program.Output);
            results[index].Succeeded();
        }

        await server.Program.WaitForLineAsync("\"protocol\":\"mtftp\"", TimeSpan.FromSeconds(20));
    }
}
