using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Oack.Protocol;

namespace Oack.Net.Tests;

/// <summary>A client's socket: waits that end in time, early when woken, and tell of closed ports.</summary>
public class ClientChannelTests
{
    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    public void SendsAndReceives_When_TheServerAnswersFromAnotherPort(string address)
    {
        ScriptedShard shard = new() { OnDatagram = ScriptedShard.EchoOnOwnChannels() };
        using EngineHost host = EngineHost.Start(EngineKind.Best, shard, "[::]:0");
        PeerEndpoint server = PeerEndpoint.From(IPAddress.Parse(address), host.Port);
        using ClientChannel channel = ClientChannel.Open(server);
        byte[] buffer = new byte[100];

        Assert.Equal(SocketError.Success, channel.Send(server, [1, 2]));
        Assert.Equal(ReceiveStatus.Ok, channel.Receive(buffer, TestTimeouts.Patience, out int receivedBytes, out PeerEndpoint from));

        Assert.Equal([1, 2], buffer[..receivedBytes]);
        Assert.True(from.HasAddressOf(server));
        Assert.NotEqual(server.Port, from.Port);
        Assert.Equal(channel.LocalEndpoint.Port, shard.Received.TakeSoon().Incoming.Remote.Port);
    }

    [Fact]
    public void ReceivesEmptyAndLarge_When_TheyCome()
    {
        ScriptedShard shard = new() { OnDatagram = ScriptedShard.EchoOnSameChannel };
        using EngineHost host = EngineHost.Start(EngineKind.Best, shard, "127.0.0.1:0");
        PeerEndpoint server = PeerEndpoint.From(host.Endpoint);
        using ClientChannel channel = ClientChannel.Open(server);
        byte[] buffer = new byte[65_536];

        foreach (int size in (int[])[0, 65_468, 1])
        {
            Assert.Equal(SocketError.Success, channel.Send(server, new byte[size]));
            Assert.Equal(ReceiveStatus.Ok, channel.Receive(buffer, TestTimeouts.Patience, out int receivedBytes, out _));
            Assert.Equal(size, receivedBytes);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.3)]
    [InlineData(25)]
    public void TimesOut_When_NothingComes(double milliseconds)
    {
        using UdpPeer silent = new();
        using ClientChannel channel = ClientChannel.Open(PeerEndpoint.From(silent.Local));
        TimeSpan wait = TimeSpan.FromMilliseconds(milliseconds);
        long started = Stopwatch.GetTimestamp();

        ReceiveStatus status = channel.Receive(new byte[10], wait, out int receivedBytes, out _);

        Assert.Equal(ReceiveStatus.TimedOut, status);
        Assert.Equal(0, receivedBytes);
        Assert.True(Stopwatch.GetElapsedTime(started) >= wait);
    }

    [Fact]
    public void IsWoken_When_AnotherThreadAsks()
    {
        using UdpPeer silent = new();
        using ClientChannel channel = ClientChannel.Open(PeerEndpoint.From(silent.Local));
        Thread waker = new(channel.Wake);

        waker.Start();
        ReceiveStatus status = channel.Receive(new byte[10], Timeout.InfiniteTimeSpan, out _, out _);
        waker.Join();

        Assert.Equal(ReceiveStatus.Woken, status);
        Assert.Equal(ReceiveStatus.TimedOut, channel.Receive(new byte[10], TimeSpan.Zero, out _, out _));
    }

    [Fact]
    public void IsWokenAtOnce_When_AskedBefore()
    {
        using UdpPeer silent = new();
        using ClientChannel channel = ClientChannel.Open(PeerEndpoint.From(silent.Local));

        channel.Wake();
        channel.Wake();

        Assert.Equal(ReceiveStatus.Woken, channel.Receive(new byte[10], Timeout.InfiniteTimeSpan, out _, out _));
        Assert.Equal(ReceiveStatus.TimedOut, channel.Receive(new byte[10], TimeSpan.Zero, out _, out _));
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    public void IsUnreachable_When_NobodyListens(string address)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Other systems do not tell sockets that are not connected.");
        UdpPeer gone = new(IPAddress.Parse(address));
        PeerEndpoint server = PeerEndpoint.From(gone.Local);
        gone.Dispose();
        using ClientChannel channel = ClientChannel.Open(server);

        channel.Send(server, [1]);

        Assert.Equal(ReceiveStatus.Unreachable, channel.Receive(new byte[10], TestTimeouts.Patience, out _, out PeerEndpoint about));
        Assert.Equal(server, about);
        Assert.Equal(ReceiveStatus.TimedOut, channel.Receive(new byte[10], TimeSpan.FromMilliseconds(1), out _, out _));
    }

    [Fact]
    public void UsesTheAddress_When_OneIsGiven()
    {
        using UdpPeer peer = new();
        PeerEndpoint server = PeerEndpoint.From(peer.Local);
        using ClientChannel channel = ClientChannel.Open(server, IPAddress.Parse("127.0.0.7"));

        channel.Send(server, [1]);

        Assert.Equal(channel.LocalEndpoint.ToIPEndPoint(), peer.Receive().From);
        Assert.Equal("127.0.0.7", channel.LocalEndpoint.ToIPAddress().ToString());
    }

    [Theory]
    [InlineData("203.0.113.7", SocketError.AddressNotAvailable)]
    [InlineData("::1", SocketError.AddressFamilyNotSupported)]
    public void Refuses_When_TheLocalAddressIsOfNoUse(string address, SocketError expected)
    {
        BindException exception = Assert.Throws<BindException>(
            () => ClientChannel.Open(PeerEndpoint.FromIPv4(0x7F000001, 69), IPAddress.Parse(address)));

        Assert.Equal(expected, exception.Cause);
    }

    [Fact]
    public void SaysWhy_When_ADatagramCannotLeave()
    {
        PeerEndpoint server = PeerEndpoint.FromIPv4(0x7F000001, 69);
        using ClientChannel channel = ClientChannel.Open(server);

        Assert.Equal(SocketError.AddressFamilyNotSupported, channel.Send(PeerEndpoint.From(IPAddress.IPv6Loopback, 69), [1]));
        Assert.Equal(SocketError.MessageSize, channel.Send(server, new byte[65_508]));
    }
}
