using System.Text.Json;
using Oack.Interop.Tests.Clients;
using Oack.Interop.Tests.Lab;
using Oack.Interop.Tests.Programs;
using Oack.Interop.Tests.Servers;

namespace Oack.Interop.Tests.Multicast;

/// <summary>Three `oack get` on one bridge, by RFC 2090 in turn and by MTFTP at once, served by atftpd.</summary>
public sealed class OackGroupsAgainstAtftpdTests
{
    private const int Clients = 3;

    [Fact]
    public async Task AllHaveTheFile_When_TheyAskForMulticast()
    {
        await using BridgeLab lab = await BridgeLab.CreateAsync(Clients);
        using ScratchDirectory scratch = new();
        scratch.MakeDirectory("root");
        string original = scratch.Write("root/image", 300_000);
        await using TftpServerProgram server = await TftpServerProgram.StartAtftpdAsync(
            lab.Server, scratch["root"], "--mcast-addr", "239.255.0.0-255", "--mcast-port", "1758-1770");

        // Not at once: when a client joins while another one is served, atftpd 0.8 may send rubbish to the group (DATA of a block
        // far behind the end, of 0 bytes) and repeat the last block to a client that has gone, every 5 s for minutes.
        List<CommandResult> results = [];
        for (int index = 0; index < Clients; index++)
        {
            results.Add(await GetAsync(lab, index, server, scratch, "--multicast"));
        }

        AssertAllByGroup("rfc2090", original, scratch, results);
    }

    [Fact]
    public async Task AllHaveTheFile_When_TheyUseMtftp()
    {
        await using BridgeLab lab = await BridgeLab.CreateAsync(Clients);
        using ScratchDirectory scratch = new();
        string root = scratch.MakeDirectory("root");
        string original = scratch.Write("root/image", 200_000);
        await File.WriteAllTextAsync(
            scratch["mtftp.conf"], $"{root}/image 239.255.1.1 3001\n", TestContext.Current.CancellationToken);
        await using TftpServerProgram server = await TftpServerProgram.StartAtftpdAsync(
            lab.Server, root, "--mtftp", scratch["mtftp.conf"], "--mtftp-port", "1759");

        CommandResult[] results = await GetAllAsync(lab, server, scratch, "--mtftp", "239.255.1.1:3001,1759");

        AssertAllByGroup("mtftp", original, scratch, results);
    }

    private static Task<CommandResult[]> GetAllAsync(
        BridgeLab lab, TftpServerProgram server, ScratchDirectory scratch, params string[] options) =>
        Task.WhenAll(Enumerable.Range(0, Clients).Select(index => GetAsync(lab, index, server, scratch, options)));

    private static Task<CommandResult> GetAsync(
        BridgeLab lab, int index, TftpServerProgram server, ScratchDirectory scratch, params string[] options) =>
        new OackClient().GetAsync(
            lab.Clients[index], server.Host, server.Port, "image", scratch[$"copy{index}"], ["--json", .. options]);

    private static void AssertAllByGroup(string protocol, string original, ScratchDirectory scratch, IReadOnlyList<CommandResult> results)
    {
        for (int index = 0; index < results.Count; index++)
        {
            ScratchDirectory.AssertSame(original, scratch[$"copy{index}"], results[index].Output);
            using JsonDocument report = GroupRun.ReportOf(results[index].Succeeded());
            Assert.Equal(protocol, report.RootElement.GetProperty("multicast").GetProperty("protocol").GetString());
        }
    }
}
