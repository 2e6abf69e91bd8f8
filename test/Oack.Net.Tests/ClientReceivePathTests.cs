using System.Diagnostics;
using System.Net.Sockets;
using System.Net;
using Oack.Net.Client;
using Oack.Protocol;
using Oack.Tests.Common;

namespace Oack.Net.Tests;

/// <summary>However a client's socket is read, one datagram a call or many, what comes out is the same.</summary>
public class ClientReceivePathTests
{
    private const int UdpLevel = 17;
    private const int UdpSegment = 103;

    public static TheoryData<int, string> Paths
    {
        get
        {
            TheoryData<int, string> paths = [];
            foreach (string address in (string[])["127.0.0.1", "::1"])
            {
                paths.Add((int)ReceivePath.Best, address);
                paths.Add((int)ReceivePath.Batches, address);
                paths.Add((int)ReceivePath.Portable, address);
            }

            return paths;
        }
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public void GivesEachDatagramInOrder_When_ManyOfAllSizesWait(int path, string address)
    {
        using UdpPeer peer = new(IPAddress.Parse(address));
        using ClientChannel channel = Open(path, peer);
        int[] sizes = [0, 1, 512, 1_432, 0, 65_400, 3, .. Enumerable.Range(0, 60)];
        IPEndPoint to = PortOf(channel, peer);

        foreach (int size in sizes)
        {
            peer.Send(to, Pattern(size));
        }

        foreach (int size in sizes)
        {
            Assert.Equal(ReceiveStatus.Ok, channel.Receive(TestTimeouts.Patience, out ReadOnlySpan<byte> datagram, out PeerEndpoint from));
            Assert.Equal(Pattern(size), datagram.ToArray());
            Assert.Equal(PeerEndpoint.From(peer.Local), from);
        }

        Assert.False(channel.HasNext);
        Assert.Equal(ReceiveStatus.TimedOut, channel.Receive(TimeSpan.Zero, out _, out _));
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public void TellsEachSender_When_SeveralSendAtOnce(int path, string address)
    {
        using UdpPeer first = new(IPAddress.Parse(address));
        using UdpPeer second = new(IPAddress.Parse(address));
        using ClientChannel channel = Open(path, first);
        IPEndPoint to = PortOf(channel, first);
        UdpPeer[] senders = [first, first, second, first, second, second, first];

        foreach (UdpPeer sender in senders)
        {
            sender.Send(to, [1, 2, 3]);
        }

        foreach (UdpPeer sender in senders)
        {
            Assert.Equal(ReceiveStatus.Ok, channel.Receive(TestTimeouts.Patience, out _, out PeerEndpoint from));
            Assert.Equal(PeerEndpoint.From(sender.Local), from);
        }
    }

    [Theory]
    [InlineData((int)ReceivePath.Best, 10, 37)]
    [InlineData((int)ReceivePath.Best, 1, 1)]
    [InlineData((int)ReceivePath.Best, 63, 0)]
    [InlineData((int)ReceivePath.Batches, 10, 37)]
    [InlineData((int)ReceivePath.Portable, 10, 37)]
    public void IsCutAsItWasSent_When_DatagramsComeJoined(int path, int whole, int lastBytes)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux joins datagrams.");
        const int SegmentBytes = 700;
        using UdpPeer stranger = new();
        using Socket sender = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        sender.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        PeerEndpoint server = PeerEndpoint.From((IPEndPoint)sender.LocalEndPoint!);
        using ClientChannel channel = ClientChannel.Open(server, (ReceivePath)path);
        IPEndPoint to = new(IPAddress.Loopback, channel.LocalEndpoint.Port);
        try
        {
            sender.SetRawSocketOption(UdpLevel, UdpSegment, BitConverter.GetBytes(SegmentBytes));
        }
        catch (SocketException)
        {
            Assert.Skip("This kernel does not cut datagrams.");
        }

        byte[] bytes = Pattern((whole * SegmentBytes) + lastBytes);
        for (int round = 0; round < 20; round++)
        {
            sender.SendTo(bytes, to);
            stranger.Send(to, [9]);
        }

        for (int round = 0; round < 20; round++)
        {
            for (int offset = 0; offset < bytes.Length; offset += SegmentBytes)
            {
                Assert.Equal(ReceiveStatus.Ok, channel.Receive(TestTimeouts.Patience, out ReadOnlySpan<byte> datagram, out PeerEndpoint from));
                Assert.Equal(bytes.AsSpan(offset, Math.Min(SegmentBytes, bytes.Length - offset)), datagram);
                Assert.Equal(server, from);
            }

            Assert.Equal(ReceiveStatus.Ok, channel.Receive(TestTimeouts.Patience, out ReadOnlySpan<byte> odd, out PeerEndpoint other));
            Assert.Equal([9], odd.ToArray());
            Assert.Equal(PeerEndpoint.From(stranger.Local), other);
        }
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public void IsWokenBeforeTheNextDatagram_When_ManyWait(int path, string address)
    {
        using UdpPeer peer = new(IPAddress.Parse(address));
        using ClientChannel channel = Open(path, peer);
        IPEndPoint to = PortOf(channel, peer);
        peer.Send(to, [1]);
        peer.Send(to, [2]);
        Assert.Equal(ReceiveStatus.Ok, channel.Receive(TestTimeouts.Patience, out _, out _));

        channel.Wake();

        Assert.Equal(ReceiveStatus.Woken, channel.Receive(Timeout.InfiniteTimeSpan, out ReadOnlySpan<byte> nothing, out _));
        Assert.True(nothing.IsEmpty);
        Assert.Equal(ReceiveStatus.Ok, channel.Receive(TestTimeouts.Patience, out ReadOnlySpan<byte> datagram, out _));
        Assert.Equal([2], datagram.ToArray());
        Assert.Equal(ReceiveStatus.TimedOut, channel.Receive(TimeSpan.Zero, out _, out _));
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public void TimesOut_When_ABurstIsOver(int path, string address)
    {
        using UdpPeer peer = new(IPAddress.Parse(address));
        using ClientChannel channel = Open(path, peer);
        IPEndPoint to = PortOf(channel, peer);
        TimeSpan wait = TimeSpan.FromMilliseconds(5);
        for (int i = 0; i < 40; i++)
        {
            peer.Send(to, [1]);
            Assert.Equal(ReceiveStatus.Ok, channel.Receive(TestTimeouts.Patience, out _, out _));
        }

        long started = Stopwatch.GetTimestamp();
        Assert.Equal(ReceiveStatus.TimedOut, channel.Receive(wait, out _, out _));
        Assert.True(Stopwatch.GetElapsedTime(started) >= wait);
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public void TellsOfTheClosedPortAndGoesOn_When_DatagramsComeToo(int path, string address)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Other systems do not tell sockets that are not connected.");
        using UdpPeer peer = new(IPAddress.Parse(address));
        UdpPeer gone = new(IPAddress.Parse(address));
        PeerEndpoint dead = PeerEndpoint.From(gone.Local);
        gone.Dispose();
        using ClientChannel channel = Open(path, peer);
        IPEndPoint to = PortOf(channel, peer);

        channel.Send(dead, [0]);
        peer.Send(to, [7]);

        Assert.Equal(ReceiveStatus.Unreachable, channel.Receive(TestTimeouts.Patience, out _, out PeerEndpoint about));
        Assert.Equal(dead, about);
        Assert.Equal(SocketError.Success, channel.Send(PeerEndpoint.From(peer.Local), [8]));
        Assert.Equal([8], peer.Receive().Bytes);
        Assert.Equal(ReceiveStatus.Ok, channel.Receive(TestTimeouts.Patience, out ReadOnlySpan<byte> datagram, out _));
        Assert.Equal([7], datagram.ToArray());
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public void CostsNoAllocation_When_WindowsComeAndGo(int path, string address)
    {
        using UdpPeer peer = new(IPAddress.Parse(address));
        using ClientChannel channel = Open(path, peer);
        IPEndPoint to = PortOf(channel, peer);
        PeerEndpoint server = PeerEndpoint.From(peer.Local);
        long allocated = 0;
        Play(30, measures: false);

        Assert.Equal(0, Allocations.Measure(() => allocated, () => Play(30, measures: true)));

        void Play(int rounds, bool measures)
        {
            for (int round = 0; round < rounds; round++)
            {
                for (int i = 0; i < 24; i++)
                {
                    peer.Send(to, [1, 2, 3, 4]);
                }

                long before = GC.GetAllocatedBytesForCurrentThread();
                for (int i = 0; i < 24; i++)
                {
                    if (channel.Receive(TestTimeouts.Patience, out ReadOnlySpan<byte> datagram, out _) != ReceiveStatus.Ok || datagram.Length != 4)
                    {
                        Assert.Fail("a datagram is missing");
                    }
                }

                channel.Send(server, [4]);
                allocated += measures ? GC.GetAllocatedBytesForCurrentThread() - before : 0;
            }
        }
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public void Throws_When_ItIsClosed(int path, string address)
    {
        using UdpPeer peer = new(IPAddress.Parse(address));
        ClientChannel channel = Open(path, peer);

        channel.Dispose();
        channel.Wake();

        Assert.Throws<ObjectDisposedException>(() => channel.Send(PeerEndpoint.From(peer.Local), [1]));
        Assert.Throws<ObjectDisposedException>(() => channel.Receive(TimeSpan.Zero, out _, out _));
    }

    private static ClientChannel Open(int path, UdpPeer peer) => ClientChannel.Open(PeerEndpoint.From(peer.Local), (ReceivePath)path);

    private static IPEndPoint PortOf(ClientChannel channel, UdpPeer peer) => new(peer.Local.Address, channel.LocalEndpoint.Port);

    private static byte[] Pattern(int bytes)
    {
        byte[] pattern = new byte[bytes];
        new Random(bytes).NextBytes(pattern);
        return pattern;
    }
}
