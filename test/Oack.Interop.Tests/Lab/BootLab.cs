using Oack.Interop.Tests.Programs;
using Oack.Trace.Live;

namespace Oack.Interop.Tests.Lab;

/// <summary>
/// A room with a switch: a server's place with an address, ports for machines, and on request a neighbour for a second
/// server. Two network namespaces hold it, and vanish with the processes that hold them. It needs root: ports for machines
/// are devices of the kernel, and captures enter the namespace.
/// </summary>
internal sealed class BootLab : IAsyncDisposable
{
    /// <summary>The first and the last address that a DHCP server of the room may give away.</summary>
    internal const string AddressRange = "10.69.0.100,10.69.0.199";

    /// <summary>The switch, as an interface at the server's place.</summary>
    internal const string Switch = "lan";

    /// <summary>The interface of <see cref="Neighbour"/>.</summary>
    internal const string NeighbourInterface = "cable";

    private const string ServerAddress = "10.69.0.1";
    private const string NeighbourAddress = "10.69.0.2";
    private const string TapDevice = "/dev/net/tun";
    private static readonly TimeSpan s_readyTime = TimeSpan.FromSeconds(60);

    private readonly RunningProgram _serverHolder;
    private readonly string _ip;
    private RunningProgram? _neighbourHolder;
    private int _ports;

    private BootLab(RunningProgram serverHolder, string ip)
    {
        _serverHolder = serverHolder;
        _ip = ip;
        Server = SiteOf(serverHolder, ServerAddress);
    }

    /// <summary>The place of the server, where the machines are plugged in too.</summary>
    internal Site Server { get; }

    /// <summary>The place of a second server, once <see cref="AddNeighbourAsync"/> has made it.</summary>
    internal Site Neighbour => SiteOf(
        _neighbourHolder ?? throw new InvalidOperationException("there is no neighbour yet"), NeighbourAddress);

    /// <summary>The room, empty; where it cannot be made, the test ends here.</summary>
    internal static async Task<BootLab> CreateAsync()
    {
        RealProgram.RequireRoot("machines are plugged into the network by devices of the kernel");
        string ip = RealProgram.Require("ip");
        if (!File.Exists(TapDevice))
        {
            throw RealProgram.Unavailable($"this machine has no {TapDevice}, by which QEMU is plugged into a network");
        }

        BootLab lab = new(await HoldAsync(Site.Machine), ip);
        try
        {
            await lab.IpAsync(lab.Server, "link set lo up");
            // Who listens to a group is not for the switch to guess.
            await lab.IpAsync(lab.Server, $"link add {Switch} type bridge mcast_snooping 0");
            await lab.IpAsync(lab.Server, $"address add {ServerAddress}/24 dev {Switch}");
            await lab.IpAsync(lab.Server, $"link set {Switch} gso_max_segs 1 up");
            // Something is plugged in before the machine is, so that the server's link is up when it starts.
            await lab.IpAsync(lab.Server, "link add idle type veth peer name idle-end");
            await lab.IpAsync(lab.Server, "link set idle-end up");
            await lab.IpAsync(lab.Server, $"link set idle master {Switch} up");
        }
        catch
        {
            await lab.DisposeAsync();
            throw;
        }

        return lab;
    }

    /// <summary>A port for a machine. Frames on it are cut as on a cable.</summary>
    /// <returns>The name of the interface.</returns>
    internal async Task<string> AddPortAsync()
    {
        string port = $"port{RealProgram.Text(++_ports)}";
        await IpAsync(Server, $"tuntap add dev {port} mode tap");
        await IpAsync(Server, $"link set {port} master {Switch} gso_max_segs 1 up");
        return port;
    }

    /// <summary>A second host on the switch.</summary>
    internal async Task AddNeighbourAsync()
    {
        _neighbourHolder = await HoldAsync(Server);
        await IpAsync(
            Server, $"link add neighbour type veth peer name {NeighbourInterface} netns {RealProgram.Text(_neighbourHolder.Id)}");
        await IpAsync(Server, $"link set neighbour master {Switch} up");
        await IpAsync(Neighbour, "link set lo up");
        await IpAsync(Neighbour, $"address add {NeighbourAddress}/24 dev {NeighbourInterface}");
        await IpAsync(Neighbour, $"link set {NeighbourInterface} up");
    }

    /// <summary>A capture of all that a machine at a port says and hears.</summary>
    internal LiveCapture OpenLiveCapture(string port) => NamespaceVisit.Make(
        $"/proc/{RealProgram.Text(_serverHolder.Id)}/ns/net", () => LiveCapture.Open(port));

    public async ValueTask DisposeAsync()
    {
        if (_neighbourHolder is not null)
        {
            await _neighbourHolder.DisposeAsync();
        }

        await _serverHolder.DisposeAsync();
    }

    private static Site SiteOf(RunningProgram holder, string address) =>
        new([RealProgram.Require("nsenter"), "--target", RealProgram.Text(holder.Id), "--net", "--"], address);

    private static async Task<RunningProgram> HoldAsync(Site from)
    {
        RunningProgram holder = RunningProgram.Start(
            from, RealProgram.Require("unshare"), "--net", "sh", "-c", "echo ready && exec cat");
        await holder.WaitUntilAsync(
            () => holder.HasExited || holder.FindLine("ready") is not null, "a namespace was made", s_readyTime);
        if (holder.FindLine("ready") is not null)
        {
            return holder;
        }

        string output = holder.Output;
        await holder.DisposeAsync();
        throw RealProgram.Unavailable($"this machine makes no network namespaces:\n{output}");
    }

    private async Task IpAsync(Site site, string line) =>
        (await Command.RunAsync(site, _ip, line.Split(' '))).Succeeded();
}
