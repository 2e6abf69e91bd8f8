using System.Globalization;
using Oack.Interop.Tests.Programs;

namespace Oack.Interop.Tests.Lab;

/// <summary>
/// A server's namespace with a bridge, and a namespace for each of several clients, all on that one bridge: what is sent
/// to a group reaches each of them. Nothing of it can be seen from the machine's own network, and it vanishes with the test.
/// </summary>
internal sealed class BridgeLab : IAsyncDisposable
{
    private const string ServerAddress = "10.70.0.1";
    private const string ServerAddressV6 = "fd70::1";
    private const int FirstClient = 11;
    private static readonly TimeSpan s_readyTime = TimeSpan.FromSeconds(20);

    private readonly List<RunningProgram> _holders = [];

    private BridgeLab(Site server) => Server = server;

    /// <summary>The place of the server.</summary>
    internal Site Server { get; }

    /// <summary>The places of the clients.</summary>
    internal List<Site> Clients { get; } = [];

    /// <summary>The server's IPv6 address.</summary>
    internal static string ServerV6 => ServerAddressV6;

    /// <summary>The server's end of the bridge.</summary>
    internal static string ServerInterface => "bridge";

    /// <summary>A bridge with so many clients; where it cannot be made, the test ends here.</summary>
    internal static async Task<BridgeLab> CreateAsync(int clients)
    {
        string nsenter = RealProgram.Require("nsenter");
        string unshare = RealProgram.Require("unshare");
        bool root = Environment.IsPrivilegedProcess;
        string[] own = root ? ["--net"] : ["--user", "--map-root-user", "--net"];
        string[] enter = root ? ["--net"] : ["--user", "--net", "--preserve-credentials"];

        RunningProgram holder = RunningProgram.Start(Site.Machine, unshare, [.. own, "sh", "-c", "echo ready && exec cat"]);
        BridgeLab lab = new(new Site([nsenter, "--target", RealProgram.Text(holder.Id), .. enter, "--"], ServerAddress));
        lab._holders.Add(holder);
        try
        {
            await holder.WaitUntilAsync(
                () => holder.HasExited || holder.FindLine("ready") is not null, "a namespace was made", s_readyTime);
            if (holder.FindLine("ready") is null)
            {
                throw RealProgram.Unavailable($"this machine makes no network namespaces for this user:\n{holder.Output}");
            }

            // Without a querier a bridge that snoops would have to guess who has joined.
            await IpAsync(
                lab.Server, "link set lo up", "link add bridge type bridge mcast_snooping 0", $"address add {ServerAddress}/24 dev bridge",
                $"address add {ServerAddressV6}/64 dev bridge nodad", "link set bridge gso_max_segs 1 up", "route add 224.0.0.0/4 dev bridge");
            for (int index = 0; index < clients; index++)
            {
                await lab.AddClientAsync(index, unshare, [nsenter, "--target"], [.. enter, "--"]);
            }

            return lab;
        }
        catch
        {
            await lab.DisposeAsync();
            throw;
        }
    }

    /// <summary>Drops a share of what arrives at one client, independently of the others.</summary>
    internal static async Task DropAsync(Site client, int percent)
    {
        const int PerThousand = 1000;
        string share = string.Create(
            CultureInfo.InvariantCulture, $"numgen random mod {PerThousand} < {percent * PerThousand / 100}");
        await FilterAsync(client, $"iifname \"cable\" {share} drop");
    }

    /// <summary>Drops all that is sent to groups before it reaches one client.</summary>
    internal static Task DropGroupsAsync(Site client) => FilterAsync(client, "iifname \"cable\" ip daddr 224.0.0.0/4 drop");

    public async ValueTask DisposeAsync()
    {
        for (int index = _holders.Count - 1; index >= 0; index--)
        {
            await _holders[index].DisposeAsync();
        }
    }

    private static async Task FilterAsync(Site client, string rule)
    {
        string rules = $$"""
            table inet loss {
                chain arriving {
                    type filter hook prerouting priority -500;
                    {{rule}}
                }
            }

            """;
        (await Command.RunAsync(client, TimeSpan.FromSeconds(20), rules, RealProgram.Require("nft"), "-f", "-")).Succeeded();
    }

    private async Task AddClientAsync(int index, string unshare, string[] before, string[] behind)
    {
        RunningProgram holder = RunningProgram.Start(Server, unshare, "--net", "sh", "-c", "echo ready && exec cat");
        _holders.Add(holder);
        string address = RealProgram.Text(FirstClient + index);
        Site client = new([.. before, RealProgram.Text(holder.Id), .. behind], $"10.70.0.{address}");
        await holder.WaitForLineAsync("ready", s_readyTime);
        await IpAsync(
            Server, $"link add port{index} type veth peer name cable netns {holder.Id}", $"link set port{index} master bridge gso_max_segs 1 up");
        await IpAsync(
            client, "link set lo up", $"address add 10.70.0.{address}/24 dev cable", $"address add fd70::{address}/64 dev cable nodad",
            "link set cable up", "route add 224.0.0.0/4 dev cable");
        Clients.Add(client);
    }

    private static async Task IpAsync(Site site, params string[] lines)
    {
        string ip = RealProgram.Require("ip");
        foreach (string line in lines)
        {
            (await Command.RunAsync(site, ip, line.Split(' '))).Succeeded();
        }
    }
}
