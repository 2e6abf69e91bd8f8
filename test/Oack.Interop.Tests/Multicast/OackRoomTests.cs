using Oack.Interop.Tests.Clients;
using Oack.Interop.Tests.Lab;
using Oack.Interop.Tests.Programs;
using Oack.Interop.Tests.Servers;

namespace Oack.Interop.Tests.Multicast;

/// <summary>A room of `oack get --multicast` and `--mtftp` with `oack serve`: loss, IPv6, a master that dies, groups that do not arrive.</summary>
public sealed class OackRoomTests
{
    private const string Pool = "239.255.0.0/28:1758-1760";

    private readonly OackClient _oack = new();

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public async Task AllHaveTheFile_When_EachLosesSomethingElse(int lossPercent)
    {
        const int Clients = 5;
        await using BridgeLab lab = await BridgeLab.CreateAsync(Clients);
        using ScratchDirectory scratch = new();
        scratch.MakeDirectory("root");
        string original = scratch.Write("root/image", 1_000_000);
        if (lossPercent > 0)
        {
            foreach (Site client in lab.Clients)
            {
                await BridgeLab.DropAsync(client, lossPercent);
            }
        }

        await using TftpServerProgram server = await TftpServerProgram.StartOackAsync(lab.Server, scratch["root"], "--multicast", Pool);

        CommandResult[] results = await GetAllAsync(lab, server, scratch, "--multicast");

        AssertSame(original, scratch, results, server);
        Assert.All(results, result => Assert.True(GroupRun.CameByGroup(result), result.Output));
        string end = await server.Program.WaitForLineAsync("ended after", TimeSpan.FromSeconds(20));
        Assert.Contains("lost: 0", end, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AllHaveTheFile_When_TheGroupIsOfIPv6()
    {
        await using BridgeLab lab = await BridgeLab.CreateAsync(clients: 2);
        using ScratchDirectory scratch = new();
        scratch.MakeDirectory("root");
        string original = scratch.Write("root/image", 200_000);
        await using TftpServerProgram server = await TftpServerProgram.StartOackAsync(
            lab.Server, scratch["root"], "--listen", $"[{BridgeLab.ServerV6}]:69", "--multicast", "[ff15::1:0/120]:1758",
            "--multicast-interface", BridgeLab.ServerInterface, "--mtftp", "image=[ff15::2:1]:3001");

        CommandResult[] rooms = await Task.WhenAll(lab.Clients.Select((client, index) => _oack.GetAsync(
            client, BridgeLab.ServerV6, server.Port, "image", scratch[$"copy{index}"], "--json", "--multicast")));
        AssertSame(original, scratch, rooms, server);
        Assert.All(rooms, result => Assert.True(GroupRun.CameByGroup(result), result.Output));

        CommandResult[] rounds = await Task.WhenAll(lab.Clients.Select((client, index) => _oack.GetAsync(
            client, BridgeLab.ServerV6, server.Port, "image", scratch[$"copy{index}"], "--json", "--mtftp", "[ff15::2:1]:3001")));
        AssertSame(original, scratch, rounds, server);
        Assert.All(rounds, result => Assert.True(GroupRun.CameByGroup(result), result.Output));
    }

    [Fact]
    public async Task OthersHaveTheFile_When_TheMasterIsKilled()
    {
        await using BridgeLab lab = await BridgeLab.CreateAsync(clients: 3);
        using ScratchDirectory scratch = new();
        scratch.MakeDirectory("root");
        string original = scratch.Write("root/image", 2_000_000);
        await using TftpServerProgram server = await TftpServerProgram.StartOackAsync(
            lab.Server, scratch["root"], "--multicast", Pool, "--max-rate", "400K");
        await using RunningProgram master = RunningProgram.Start(
            lab.Clients[0], RealProgram.Oack, "get", "--multicast", server.Url("image"), scratch["dead"]);
        await server.Program.WaitForLineAsync($"{lab.Clients[0].Address}:", TimeSpan.FromSeconds(20));

        Task<CommandResult>[] others = [.. lab.Clients.Skip(1).Select((client, index) => _oack.GetAsync(
            client, server.Host, server.Port, "image", scratch[$"copy{index}"], "--json", "--multicast"))];
        await server.Program.WaitForLineAsync("receivers: 1", TimeSpan.FromSeconds(20));
        await master.SignalAsync("KILL");
        CommandResult[] results = await Task.WhenAll(others);

        AssertSame(original, scratch, results, server);
        Assert.False(File.Exists(scratch["dead"]));
    }

    [Fact]
    public async Task FetchesItByItself_When_NothingOfTheGroupArrives()
    {
        await using BridgeLab lab = await BridgeLab.CreateAsync(clients: 1);
        using ScratchDirectory scratch = new();
        scratch.MakeDirectory("root");
        string original = scratch.Write("root/image", 100_000);
        await BridgeLab.DropGroupsAsync(lab.Clients[0]);
        await using TftpServerProgram server = await TftpServerProgram.StartOackAsync(lab.Server, scratch["root"], "--multicast", Pool);

        CommandResult[] results = await GetAllAsync(lab, server, scratch, "--multicast");

        AssertSame(original, scratch, results, server);
        Assert.False(GroupRun.CameByGroup(results[0]));
        Assert.Equal(["group-silent"], GroupRun.StepsBack(results[0]));
    }

    [Fact]
    public async Task FetchesItByItself_When_TheServerOffersNoMtftp()
    {
        await using BridgeLab lab = await BridgeLab.CreateAsync(clients: 1);
        using ScratchDirectory scratch = new();
        scratch.MakeDirectory("root");
        string original = scratch.Write("root/image", 100_000);
        await using TftpServerProgram server = await TftpServerProgram.StartOackAsync(lab.Server, scratch["root"]);

        CommandResult[] results = await GetAllAsync(lab, server, scratch, "--mtftp", "239.255.1.1:3001");

        AssertSame(original, scratch, results, server);
        Assert.False(GroupRun.CameByGroup(results[0]));
        Assert.Single(GroupRun.StepsBack(results[0]));
    }

    [Fact]
    public async Task SecondFileIsFetchedByItself_When_ThePoolHasOneGroup()
    {
        await using BridgeLab lab = await BridgeLab.CreateAsync(clients: 2);
        using ScratchDirectory scratch = new();
        scratch.MakeDirectory("root");
        scratch.Write("root/first", 1_000_000);
        string second = scratch.Write("root/second", 100_000, seed: 2);
        await using TftpServerProgram server = await TftpServerProgram.StartOackAsync(
            lab.Server, scratch["root"], "--multicast", "239.255.0.1:1758", "--max-rate", "400K");
        await using RunningProgram holder = RunningProgram.Start(
            lab.Clients[0], RealProgram.Oack, "get", "--multicast", server.Url("first"), scratch["first"]);
        await server.Program.WaitForLineAsync("is the master client", TimeSpan.FromSeconds(20));

        CommandResult result = await _oack.GetAsync(
            lab.Clients[1], server.Host, server.Port, "second", scratch["second"], "--json", "--multicast");

        ScratchDirectory.AssertSame(second, scratch["second"], result.Output);
        Assert.False(GroupRun.CameByGroup(result.Succeeded()));
        Assert.Empty(GroupRun.StepsBack(result));
    }

    private Task<CommandResult[]> GetAllAsync(
        BridgeLab lab, TftpServerProgram server, ScratchDirectory scratch, params string[] options) =>
        Task.WhenAll(lab.Clients.Select((client, index) => _oack.GetAsync(
            client, server.Host, server.Port, "image", scratch[$"copy{index}"], ["--json", .. options])));

    private static void AssertSame(string original, ScratchDirectory scratch, CommandResult[] results, TftpServerProgram server)
    {
        for (int index = 0; index < results.Length; index++)
        {
            ScratchDirectory.AssertSame(original, scratch[$"copy{index}"], results[index].Output + server.Program.Output);
            results[index].Succeeded();
        }
    }
}
