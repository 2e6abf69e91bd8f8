using System.Globalization;
using System.Net.Sockets;
using Oack.Interop.Tests.Clients;
using Oack.Interop.Tests.Programs;
using Oack.Trace.Live;

namespace Oack.Interop.Tests.Lab;

/// <summary>
/// Two network namespaces joined by a cable of their own: a server's place and a client's. A process holds each open
/// and reads from this one, so that both vanish with the test, whatever becomes of it. Nothing of them can be seen from
/// the machine's own network, and root is not needed where the kernel lets a user make namespaces.
/// </summary>
internal sealed class NetworkLab : IAsyncDisposable
{
    private const string ServerAddress = "10.69.0.1";
    private const string ClientAddress = "10.69.0.2";
    private const string ServerAddressV6 = "fd69::1";
    private const string ClientAddressV6 = "fd69::2";
    private const string SecondServerAddress = "10.69.0.3";
    private const string SecondServerAddressV6 = "fd69::3";
    private const string RouterAddress = "10.69.0.254";
    private const string RouterAddressV6 = "fd69::fe";
    private const string FarRouterAddress = "10.69.1.254";
    private const string FarRouterAddressV6 = "fd69:1::fe";
    private const string FarClientAddress = "10.69.1.2";
    private const string FarClientAddressV6 = "fd69:1::2";
    private const int PerThousand = 1000;
    private static readonly TimeSpan s_readyTime = TimeSpan.FromSeconds(10);

    private readonly RunningProgram _serverHolder;
    private readonly RunningProgram _clientHolder;
    private RunningProgram? _routerHolder;

    private NetworkLab(RunningProgram serverHolder, RunningProgram clientHolder, Site server, Site client)
    {
        _serverHolder = serverHolder;
        _clientHolder = clientHolder;
        Server = server;
        Client = client;
    }

    /// <summary>The place of the server.</summary>
    internal Site Server { get; }

    /// <summary>The place of the client.</summary>
    internal Site Client { get; }

    /// <summary>The server's IPv6 address.</summary>
    internal static string ServerV6 => ServerAddressV6;

    /// <summary>The addresses that <see cref="AddServerAddressesAsync"/> gives the server besides its first ones.</summary>
    internal static (string V4, string V6) SecondServer => (SecondServerAddress, SecondServerAddressV6);

    /// <summary>The MTU of an Ethernet, which the cable has unless told otherwise.</summary>
    internal const int EthernetMtu = 1500;

    /// <summary>Two joined namespaces; where they cannot be made, the test ends here.</summary>
    internal static Task<NetworkLab> CreateAsync(int mtu = EthernetMtu) =>
        CreateAsync((lab, ip) => lab.JoinAsync(ip, mtu), isFar: false);

    /// <summary>
    /// A server and a client with a router between them. Where the client's side is the narrower one, no end sees the
    /// MTU of the path on its own link.
    /// </summary>
    internal static Task<NetworkLab> CreateRoutedAsync(int serverMtu, int clientMtu) =>
        CreateAsync((lab, ip) => lab.RouteAsync(ip, serverMtu, clientMtu), isFar: true);

    private static async Task<NetworkLab> CreateAsync(Func<NetworkLab, string, Task> join, bool isFar)
    {
        string ip = RealProgram.Require("ip");
        string nsenter = RealProgram.Require("nsenter");
        string unshare = RealProgram.Require("unshare");
        bool root = Environment.IsPrivilegedProcess;
        string[] own = root ? ["--net"] : ["--user", "--map-root-user", "--net"];
        string[] enter = root ? ["--net"] : ["--user", "--net", "--preserve-credentials"];

        RunningProgram server = RunningProgram.Start(Site.Machine, unshare, [.. own, "sh", "-c", "echo ready && exec cat"]);
        Site serverSite = new([nsenter, "--target", RealProgram.Text(server.Id), .. enter, "--"], ServerAddress);
        if (!await IsReadyAsync(server))
        {
            string output = server.Output;
            await server.DisposeAsync();
            throw RealProgram.Unavailable($"this machine makes no network namespaces for this user:\n{output}");
        }

        RunningProgram client = RunningProgram.Start(serverSite, unshare, "--net", "sh", "-c", "echo ready && exec cat");
        Site clientSite = new([nsenter, "--target", RealProgram.Text(client.Id), .. enter, "--"], isFar ? FarClientAddress : ClientAddress);
        NetworkLab lab = new(server, client, serverSite, clientSite);
        try
        {
            await client.WaitForLineAsync("ready", s_readyTime);
            await join(lab, ip);
        }
        catch
        {
            await lab.DisposeAsync();
            throw;
        }

        return lab;
    }

    /// <summary>
    /// Drops a share of all packets, independently in each direction. The rule stands where packets arrive: a packet
    /// that is dropped where it leaves would be an error to its sender, and loss on a real path is silent.
    /// </summary>
    internal async Task DropAsync(int percent)
    {
        string nft = RealProgram.Require("nft");
        string rules = "table inet loss\ndelete table inet loss\n";
        if (percent > 0)
        {
            string share = percent < 100
                ? string.Create(CultureInfo.InvariantCulture, $"numgen random mod {PerThousand} < {percent * PerThousand / 100}")
                : string.Empty;
            rules += $$"""
                table inet loss {
                    chain arriving {
                        type filter hook prerouting priority -500;
                        iifname "cable" {{share}} drop
                    }
                }

                """;
        }

        foreach (Site site in (Site[])[Server, Client])
        {
            (await Command.RunAsync(site, TimeSpan.FromSeconds(20), rules, nft, "-f", "-")).Succeeded();
        }
    }

    /// <summary>Gives the server a second address of each family on its link.</summary>
    internal Task AddServerAddressesAsync() => IpAsync(
        RealProgram.Require("ip"),
        (Server, $"address add {SecondServerAddress}/24 dev cable"),
        (Server, $"address add {SecondServerAddressV6}/64 dev cable nodad"));

    /// <summary>
    /// Lets the server's link take no more than this rate. What waits there counts against the send buffer of the
    /// socket that it came from, as behind a real, slow interface.
    /// </summary>
    internal async Task LimitServerAsync(int megabitsPerSecond)
    {
        string tc = RealProgram.Require("tc");
        CommandResult result = await Command.RunAsync(
            Server, tc, "qdisc", "replace", "dev", "cable", "root", "tbf",
            "rate", $"{RealProgram.Text(megabitsPerSecond)}mbit", "burst", "128kb", "limit", "64mb");
        if (result.ExitCode != 0)
        {
            throw RealProgram.Unavailable($"this kernel limits no rates (sch_tbf):\n{result.Output}");
        }
    }

    /// <summary>How many bytes have left the server's link so far.</summary>
    internal async Task<long> ReadServerSentBytesAsync()
    {
        const int SentBytesField = 9;
        CommandResult result = (await Command.RunAsync(Server, "cat", "/proc/net/dev")).Succeeded();
        string line = result.Output.Split('\n').Single(line => line.TrimStart().StartsWith("cable:", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[SentBytesField], CultureInfo.InvariantCulture);
    }

    /// <summary>A raw client at the client's place; without root the test ends here.</summary>
    internal RawClient OpenRawClient(AddressFamily family)
    {
        RealProgram.RequireRoot("a process of a user does not enter namespaces thread by thread");
        return RawClient.Open(family, $"/proc/{RealProgram.Text(_clientHolder.Id)}/ns/net");
    }

    /// <summary>Makes a thing, a socket say, at the client's or the server's place; without root the test ends here.</summary>
    internal T MakeAt<T>(bool atServer, Func<T> make)
        where T : class
    {
        RealProgram.RequireRoot("a process of a user does not enter namespaces thread by thread");
        int holder = (atServer ? _serverHolder : _clientHolder).Id;
        return NamespaceVisit.Make($"/proc/{RealProgram.Text(holder)}/ns/net", make);
    }

    /// <summary>A live capture of the cable's end at the client, or at the server; without root the test ends here.</summary>
    internal LiveCapture OpenLiveCapture(bool atServer)
    {
        RealProgram.RequireRoot("a process of a user does not enter namespaces thread by thread");
        int holder = (atServer ? _serverHolder : _clientHolder).Id;
        return NamespaceVisit.Make($"/proc/{RealProgram.Text(holder)}/ns/net", () => LiveCapture.Open("cable"));
    }

    /// <summary>Lets the server's end of the cable carry windows that nobody has cut, as a network card takes them.</summary>
    internal Task LeaveCuttingToTheServersCardAsync() =>
        IpAsync(RealProgram.Require("ip"), (Server, "link set cable gso_max_segs 65535"));

    public async ValueTask DisposeAsync()
    {
        if (_routerHolder is not null)
        {
            await _routerHolder.DisposeAsync();
        }

        await _clientHolder.DisposeAsync();
        await _serverHolder.DisposeAsync();
    }

    private static async Task<bool> IsReadyAsync(RunningProgram holder)
    {
        await holder.WaitUntilAsync(
            () => holder.HasExited || holder.FindLine("ready") is not null, "a namespace was made", s_readyTime);
        return holder.FindLine("ready") is not null;
    }

    private Task JoinAsync(string ip, int mtu) => IpAsync(
        ip,
        (Server, $"link add cable mtu {mtu} type veth peer name cable mtu {mtu} netns {_clientHolder.Id}"),
        (Server, $"address add {ServerAddress}/24 dev cable"),
        (Server, $"address add {ServerAddressV6}/64 dev cable nodad"),
        (Client, $"address add {ClientAddress}/24 dev cable"),
        (Client, $"address add {ClientAddressV6}/64 dev cable nodad"),
        (Server, "link set lo up"),
        (Client, "link set lo up"),
        // A cable carries frames: what the kernel would hand over joined, a loss rule would drop joined.
        (Server, "link set cable gso_max_segs 1 up"),
        (Client, "link set cable gso_max_segs 1 up"));

    private async Task RouteAsync(string ip, int serverMtu, int clientMtu)
    {
        string[] enter = [.. Server.Prefix];
        _routerHolder = RunningProgram.Start(
            Server, RealProgram.Require("unshare"), "--net", "sh", "-c",
            "echo 1 >/proc/sys/net/ipv4/ip_forward && echo 1 >/proc/sys/net/ipv6/conf/all/forwarding && echo ready && exec cat");
        int target = Array.IndexOf(enter, "--target") + 1;
        enter[target] = RealProgram.Text(_routerHolder.Id);
        Site router = new(enter, RouterAddress);
        await _routerHolder.WaitForLineAsync("ready", s_readyTime);
        await IpAsync(
            ip,
            (Server, $"link add cable mtu {serverMtu} type veth peer name near mtu {serverMtu} netns {_routerHolder.Id}"),
            (Client, $"link add cable mtu {clientMtu} type veth peer name far mtu {clientMtu} netns {_routerHolder.Id}"),
            (Server, $"address add {ServerAddress}/24 dev cable"),
            (Server, $"address add {ServerAddressV6}/64 dev cable nodad"),
            (router, $"address add {RouterAddress}/24 dev near"),
            (router, $"address add {RouterAddressV6}/64 dev near nodad"),
            (router, $"address add {FarRouterAddress}/24 dev far"),
            (router, $"address add {FarRouterAddressV6}/64 dev far nodad"),
            (Client, $"address add {FarClientAddress}/24 dev cable"),
            (Client, $"address add {FarClientAddressV6}/64 dev cable nodad"),
            (Server, "link set lo up"),
            (Client, "link set lo up"),
            (Server, "link set cable gso_max_segs 1 up"),
            (router, "link set near up"),
            (router, "link set far up"),
            (Client, "link set cable gso_max_segs 1 up"),
            (Server, $"route add default via {RouterAddress}"),
            (Server, $"-6 route add default via {RouterAddressV6}"),
            (Client, $"route add default via {FarRouterAddress}"),
            (Client, $"-6 route add default via {FarRouterAddressV6}"));
    }

    private static async Task IpAsync(string ip, params (Site Site, string Line)[] steps)
    {
        foreach ((Site site, string line) in steps)
        {
            (await Command.RunAsync(site, ip, line.Split(' '))).Succeeded();
        }
    }
}
