using System.Net;
using System.Net.Sockets;
using Oack.Net.Platform;

namespace Oack.Net.Tests;

/// <summary>A failed bind names the address, the cause and the next step.</summary>
public abstract class BindFailureTests(EngineKind kind)
{
    public sealed class OnPortable() : BindFailureTests(EngineKind.Portable);

    public sealed class OnLinux() : BindFailureTests(EngineKind.Linux);

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("0.0.0.0")]
    [InlineData("::1")]
    [InlineData("::")]
    public void SaysInUse_When_AnotherServerHoldsThePort(string address)
    {
        EngineOptions options = new() { Listen = [new(IPAddress.Parse(address), 0)] };
        using DatagramEngine first = DatagramEngine.Bind(options with { Kind = kind });

        BindException exception = Assert.Throws<BindException>(
            () => DatagramEngine.Bind(new() { Kind = kind, Listen = [first.LocalEndpoints[0]] }));

        Assert.Equal(SocketError.AddressAlreadyInUse, exception.Cause);
        Assert.Equal(first.LocalEndpoints[0], exception.Endpoint);
        Assert.StartsWith(
            $"cannot bind {first.LocalEndpoints[0]}: address already in use: another TFTP server?", exception.Message, StringComparison.Ordinal);
        Assert.EndsWith("--listen :6969", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void SaysInUse_When_TheFirstServerHasAnsweredFromSeveralAddresses()
    {
        ScriptedShard shard = new() { OnDatagram = ScriptedShard.EchoOnSameChannel };
        using EngineHost host = EngineHost.Start(kind, shard, "0.0.0.0:0", new() { SinglePort = true });
        using UdpPeer peer = new();
        peer.Ask(new IPEndPoint(IPAddress.Parse("127.0.0.2"), host.Port), [1]);

        foreach (string address in (string[])["0.0.0.0", "127.0.0.2", "127.0.0.5"])
        {
            BindException exception = Assert.Throws<BindException>(
                () => DatagramEngine.Bind(new() { Kind = kind, Listen = [new(IPAddress.Parse(address), host.Port)] }));
            Assert.Equal(SocketError.AddressAlreadyInUse, exception.Cause);
        }
    }

    [Fact]
    public void ReleasesTheOthers_When_OneAddressFails()
    {
        using UdpPeer holder = new();
        using UdpPeer reserve = new();
        IPEndPoint free = reserve.Local;
        reserve.Dispose();

        Assert.Throws<BindException>(() => DatagramEngine.Bind(new() { Kind = kind, Listen = [free, holder.Local] }));

        using DatagramEngine engine = DatagramEngine.Bind(new() { Kind = kind, Listen = [free] });
        Assert.Equal(free, engine.LocalEndpoints[0]);
    }

    [Fact]
    public void SaysSo_When_TheMachineDoesNotHaveTheAddress()
    {
        BindException exception = Assert.Throws<BindException>(
            () => DatagramEngine.Bind(new() { Kind = kind, Listen = [new(IPAddress.Parse("203.0.113.77"), 6969)] }));

        Assert.Equal(SocketError.AddressNotAvailable, exception.Cause);
        Assert.StartsWith("cannot bind 203.0.113.77:6969: this machine does not have that address.", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void SaysPermissionDenied_When_ThePortNeedsPrivileges()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux keeps ports below 1024 for the privileged.");
        Assert.SkipUnless(
            int.Parse(File.ReadAllText("/proc/sys/net/ipv4/ip_unprivileged_port_start"), null) > 1,
            "This machine lets everybody bind every port (net.ipv4.ip_unprivileged_port_start).");
        BindException? exception = null;
        Thread unprivileged = new(() =>
        {
            LinuxCapabilities.DropForThisThread();
            exception = Assert.Throws<BindException>(
                () => DatagramEngine.Bind(new() { Kind = kind, Listen = [new(IPAddress.Loopback, 1)] }));
        });
        unprivileged.Start();
        unprivileged.Join();

        Assert.Equal(
            "cannot bind 127.0.0.1:1: permission denied. Ports below 1024 need root or CAP_NET_BIND_SERVICE; "
            + "or choose another: --listen :6969",
            exception?.Message);
    }

    [Theory]
    [InlineData(SocketError.AccessDenied, 0, "Is it a broadcast address, or does a security policy forbid it?")]
    [InlineData(SocketError.TooManyOpenSockets, 69, "too many open files; raise the limit: ulimit -n")]
    [InlineData(SocketError.AddressFamilyNotSupported, 69, "that address family is not to be had here.")]
    [InlineData(SocketError.AddressAlreadyInUse, 6969, "or choose another: --listen :6970")]
    public void NamesCauseAndRemedy_When_BindingFails(SocketError cause, int port, string expected)
    {
        BindException exception = new(new IPEndPoint(IPAddress.Any, port), cause);

        Assert.StartsWith($"cannot bind 0.0.0.0:{port}: ", exception.Message, StringComparison.Ordinal);
        Assert.Contains(expected, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void RefusesOptions_When_TheyAreOutOfRange()
    {
        Assert.ThrowsAny<ArgumentException>(() => DatagramEngine.Bind(new() { Kind = kind, ReceiveBatch = 0 }));
        Assert.ThrowsAny<ArgumentException>(() => DatagramEngine.Bind(new() { Kind = kind, MaxChannels = 0 }));
        Assert.ThrowsAny<ArgumentException>(() => DatagramEngine.Bind(new() { Kind = kind, SendBufferBytes = -1 }));
    }

    [Fact]
    public void SharesNothing_When_SocketsAreOnlyBound()
    {
        using Socket socket = UdpSockets.Create(isIPv6: false, 65_536, 65_536);
        Assert.Equal(0, (int)socket.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress)!);
    }
}
