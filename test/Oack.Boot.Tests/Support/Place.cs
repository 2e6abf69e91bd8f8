using Oack.Boot.Dhcp;
using Oack.Protocol;

namespace Oack.Boot.Tests.Support;

/// <summary>A server's place on a network, and how messages arrive there.</summary>
internal static class Place
{
    public static BootInterface Link { get; } = new(7, "eth0", Address("192.0.2.1"), Address("255.255.255.0"));

    public static Instant Start { get; } = new(DateTimeOffset.UnixEpoch.AddYears(56).Ticks - DateTimeOffset.UnixEpoch.Ticks);

    public static IPv4Address Address(string text) => IPv4Address.TryParse(text, out IPv4Address address) ? address : throw new FormatException(text);

    public static PeerEndpoint Peer(string address, int port) => Address(address).WithPort((ushort)port);

    /// <summary>A broadcast of a client that has no address yet.</summary>
    public static DhcpArrival Broadcast { get; } = new(Peer("0.0.0.0", 68), DhcpPorts.Server, Link);

    /// <summary>Something sent to the boot server's port.</summary>
    public static DhcpArrival BootServer(string from, int port) => new(Peer(from, port), DhcpPorts.BootServer, Link);

    /// <summary>Something that another server sent.</summary>
    public static DhcpArrival Server(string from) => new(Peer(from, 67), DhcpPorts.Client, Link);

    public static BootFileTable Files(string there = "pxelinux.0 grubx64.efi grubaa64.efi boot.ipxe", params string[] said)
    {
        string[] names = there.Split(' ');
        BootFileTable table = new(names.Contains);
        foreach (string text in said)
        {
            Assert.True(table.TryAdd(text, out string? fault), fault);
        }

        return table;
    }

    public static BootSettings Settings(BootFileTable? files = null, string? nextServer = null, Func<string, MtftpParameters?>? mtftp = null) =>
        new() { Files = files ?? Files(), NextServer = nextServer is null ? default : Address(nextServer), Mtftp = mtftp };
}
