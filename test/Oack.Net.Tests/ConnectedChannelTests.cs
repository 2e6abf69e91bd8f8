using System.Net;
using System.Net.Sockets;
using Oack.Net.Platform;
using Oack.Protocol;

namespace Oack.Net.Tests;

/// <summary>
/// A channel whose peer has a connected socket speaks with it as another does. Where that is a second socket, everybody else
/// is heard as well; where it is the only one, nobody.
/// </summary>
public sealed class ConnectedChannelTests
{
    /// <summary>More than it takes to have a connected socket.</summary>
    private const byte Many = 20;

    public static TheoryData<string> Addresses => ["127.0.0.1", "::1"];

    public static TheoryData<string, ChannelConnecting> Ways => new()
    {
        { "127.0.0.1", ChannelConnecting.Alone },
        { "127.0.0.1", ChannelConnecting.Beside },
        { "::1", ChannelConnecting.Alone },
        { "::1", ChannelConnecting.Beside },
    };

    [Theory]
    [MemberData(nameof(Ways))]
    public void Datagrams_GoBothWays_AfterThePeerWasHeard(string address, ChannelConnecting connecting)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "channels are connected on Linux only");
        ScriptedShard shard = Echo();
        using EngineHost host = Start(shard, connecting);
        using UdpPeer peer = UdpPeer.For(IPAddress.Parse(address));
        IPEndPoint channel = Open(host, peer, address);

        for (byte number = 1; number < Many; number++)
        {
            (byte[] bytes, IPEndPoint from) = peer.Ask(channel, [number]);
            Assert.Equal([number], bytes);
            Assert.Equal(channel, from);
        }

        Assert.True(IsConnected(channel, peer.Local));
    }

    [Fact]
    public void NoSocketIsConnected_When_NoneShallBe()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "channels are connected on Linux only");
        using EngineHost host = Start(Echo(), ChannelConnecting.Never);
        using UdpPeer peer = new();
        IPEndPoint channel = Open(host, peer);

        Talk(peer, channel, from: 1, to: 2 * Many);

        Assert.False(IsConnected(channel, peer.Local));
    }

    [Theory]
    [MemberData(nameof(Addresses))]
    public void Strangers_AreNotHeard_When_TheOnlySocketIsConnected(string address)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "channels are connected on Linux only");
        ScriptedShard shard = Echo();
        using EngineHost host = Start(shard, ChannelConnecting.Alone);
        using UdpPeer peer = UdpPeer.For(IPAddress.Parse(address));
        using UdpPeer stranger = UdpPeer.For(IPAddress.Parse(address));
        IPEndPoint channel = Open(host, peer, address);
        Talk(peer, channel, from: 1, to: 7);

        stranger.Send(channel, [99]);

        Assert.Equal([8], peer.Ask(channel, [8]).Bytes);
        for (byte number = 0; number <= 8; number++)
        {
            Assert.Equal([number], shard.Received.TakeSoon().Bytes);
        }
    }

    /// <summary>RFC 1350 §4: who sends to a transfer's port from elsewhere is told so, and the transfer goes on.</summary>
    [Theory]
    [MemberData(nameof(Addresses))]
    public void Strangers_AreHeardAndAnswered_When_TheConnectedSocketStandsBeside(string address)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "channels are connected on Linux only");
        ScriptedShard shard = Echo();
        using EngineHost host = Start(shard, ChannelConnecting.Beside);
        using UdpPeer peer = UdpPeer.For(IPAddress.Parse(address));
        using UdpPeer stranger = UdpPeer.For(IPAddress.Parse(address));
        IPEndPoint channel = Open(host, peer, address);
        Talk(peer, channel, from: 1, to: Many);
        Assert.True(IsConnected(channel, peer.Local));

        for (byte number = 1; number < 2 * Many; number++)
        {
            (byte[] bytes, IPEndPoint from) = stranger.Ask(channel, [(byte)(100 + number)]);
            Assert.Equal([(byte)(100 + number)], bytes);
            Assert.Equal(channel, from);
            Assert.Equal([number], peer.Ask(channel, [number]).Bytes);
        }

        Assert.True(IsConnected(channel, peer.Local));
        Assert.False(IsConnected(channel, stranger.Local));
    }

    [Fact]
    public void APeerThatIsGone_IsReported_When_TheConnectedSocketStandsBeside()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "channels are connected on Linux only");
        ScriptedShard shard = Echo();
        using EngineHost host = Start(shard, ChannelConnecting.Beside);
        UdpPeer peer = new();
        PeerEndpoint remote = PeerEndpoint.From(peer.Local);
        IPEndPoint channel = Open(host, peer);
        Talk(peer, channel, from: 1, to: Many);
        IncomingDatagram incoming = shard.Received.TakeSoon().Incoming;
        Assert.True(IsConnected(channel, peer.Local));
        peer.Dispose();

        shard.Post(self => self.Send(ChannelId.Transfer(0, 1), incoming, [1]));

        Assert.Equal((ChannelId.Transfer(0, 1), remote), shard.Unreachable.TakeSoon());
    }

    /// <summary>The second socket shares the port by an option that would let any program of this machine join them.</summary>
    [Fact]
    public void NobodyElse_CanShareThePort_When_TheConnectedSocketStandsBeside()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "channels are connected on Linux only");
        using EngineHost host = Start(Echo(), ChannelConnecting.Beside);
        using UdpPeer peer = new();
        IPEndPoint channel = Open(host, peer);
        Talk(peer, channel, from: 1, to: Many);
        Assert.True(IsConnected(channel, peer.Local));
        using Socket intruder = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        intruder.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);

        SocketException refused = Assert.Throws<SocketException>(() => intruder.Bind(channel));

        Assert.Equal(SocketError.AddressAlreadyInUse, refused.SocketErrorCode);
    }

    /// <summary>
    /// A port that rested serves the peer that it served before, or another one, and what the former one sends late is told
    /// as from it.
    /// </summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void APairOfSockets_IsUsedAgain_ByTheSamePeerOrAnother(bool isSame)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "channels are connected on Linux only");
        ScriptedShard shard = Echo();
        using EngineHost host = Start(shard, ChannelConnecting.Beside);
        using UdpPeer first = new();
        using UdpPeer other = new();
        IPEndPoint before = Open(host, first);
        Talk(first, before, from: 1, to: Many);
        Rest(host, shard, first.Local.Address);
        first.Send(before, [99]);
        UdpPeer second = isSame ? first : other;
        IPEndPoint again = Open(host, second);
        Assert.Equal(before, again);

        for (byte number = 1; number < 2 * Many; number++)
        {
            (byte[] bytes, IPEndPoint from) = second.Ask(again, [number]);
            Assert.Equal([number], bytes);
            Assert.Equal(again, from);
        }

        Assert.True(IsConnected(again, second.Local));
        Assert.DoesNotContain(shard.Received.ToArray(), received => received.Bytes[0] == 99);
        if (!isSame)
        {
            Assert.Equal([98], first.Ask(again, [98]).Bytes);
        }
    }

    /// <summary>A second socket that is there costs little, so even the shortest transfer has it.</summary>
    [Theory]
    [MemberData(nameof(Addresses))]
    public void APairOfSockets_IsConnected_WithItsFirstAnswer(string address)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "channels are connected on Linux only");
        ScriptedShard shard = Echo();
        using EngineHost host = Start(shard, ChannelConnecting.Beside);
        using UdpPeer first = UdpPeer.For(IPAddress.Parse(address));
        using UdpPeer second = UdpPeer.For(IPAddress.Parse(address));
        IPEndPoint before = Open(host, first, address);
        Talk(first, before, from: 1, to: Many);
        Rest(host, shard, first.Local.Address);

        IPEndPoint again = Open(host, second, address);

        Assert.Equal(before, again);
        Assert.True(IsConnected(again, second.Local));
        Assert.False(IsConnected(again, first.Local));
    }

    /// <summary>
    /// What came for the former transfer when its pair was about to be connected anew is not told as from the new peer;
    /// nor where the system hands in blocks of an upload joined.
    /// </summary>
    [Theory]
    [InlineData(1)]
    [InlineData(100)]
    public void ALateDatagram_GoesNowhere_When_ItArrivedBeforeThePairWasConnectedAnew(int lengthBytes)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "channels are connected on Linux only");
        ScriptedShard shard = Echo();
        using EngineHost host = Start(shard, ChannelConnecting.Beside);
        using UdpPeer first = new();
        using UdpPeer second = new();
        IPEndPoint before = Open(host, first);
        Talk(first, before, from: 1, to: Many, lengthBytes);
        Rest(host, shard, first.Local.Address);
        Hold(shard, () =>
        {
            while (shard.Received.TryTake(out _))
            {
                // What was told so far does not matter.
            }

            // The request comes first, so the pair is in use again by the time that the others are read.
            second.Send(new IPEndPoint(IPAddress.Loopback, host.Port), [0]);
            first.Send(before, Numbered(98, lengthBytes));
            first.Send(before, Numbered(99, lengthBytes));
        });

        Assert.Equal(before, second.Receive().From);
        Talk(second, before, from: 1, to: Many, lengthBytes);
        Assert.True(IsConnected(before, second.Local));
        Assert.Equal(Enumerable.Range(0, Many + 1), shard.Received.Select(received => (int)received.Bytes[0]));
        Assert.All(shard.Received, received => Assert.Equal(PeerEndpoint.From(second.Local), received.Incoming.Remote));
        Assert.True(first.HasNothing());
    }

    /// <summary>Transfers that are too short for a second socket by themselves have one when there are many of them.</summary>
    [Fact]
    public void ShortTransfers_HaveAConnectedSocket_When_ThePortIsUsedAgainAndAgain()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "channels are connected on Linux only");
        const byte Few = 8;
        ScriptedShard shard = Echo();
        using EngineHost host = Start(shard, ChannelConnecting.Beside);
        bool isConnected = false;
        int round = 0;
        while (!isConnected && round < 12 * (IdleSockets.MinResting + 1))
        {
            using UdpPeer peer = new();
            IPEndPoint channel = Open(host, peer);
            Talk(peer, channel, from: 1, to: Few);
            isConnected = IsConnected(channel, peer.Local);
            int index = round++;
            shard.Post(self => self.Close(ChannelId.Transfer(index, 1)));
        }

        Assert.InRange(round, 7 * (IdleSockets.MinResting + 1), 9 * (IdleSockets.MinResting + 1));
    }

    /// <summary>Who comes first may be a stranger, and is answered; the channel stays open for its peer.</summary>
    [Fact]
    public void AStranger_DoesNotTakeTheChannel()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "channels are connected on Linux only");
        ScriptedShard shard = Echo();
        using EngineHost host = Start(shard, ChannelConnecting.Alone);
        using UdpPeer peer = new();
        using UdpPeer stranger = new();
        IPEndPoint channel = Open(host, peer);
        for (byte number = 1; number < 20; number++)
        {
            Assert.Equal([(byte)(100 + number)], stranger.Ask(channel, [(byte)(100 + number)]).Bytes);
            Assert.Equal([number], peer.Ask(channel, [number]).Bytes);
        }
    }

    /// <summary>What a stranger sent before the channel was connected is answered to the stranger.</summary>
    [Fact]
    public void AnAnswer_GoesToTheStranger_When_ItAskedBefore()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "channels are connected on Linux only");
        ScriptedShard shard = Echo();
        using EngineHost host = Start(shard, ChannelConnecting.Alone);
        using UdpPeer peer = new();
        using UdpPeer stranger = new();
        IPEndPoint channel = Open(host, peer);
        Hold(shard, () =>
        {
            for (byte number = 1; number < 8; number++)
            {
                peer.Send(channel, [number]);
            }

            stranger.Send(channel, [99]);
        });

        Assert.Equal([99], stranger.Receive().Bytes);
        for (byte number = 1; number < 8; number++)
        {
            Assert.Equal([number], peer.Receive().Bytes);
        }

        Assert.True(peer.HasNothing());
    }

    /// <summary>A client asks at one port and is answered from another: what it sends goes where the answer came from.</summary>
    [Fact]
    public void AChannel_StaysOpen_Until_ItAnswersWhomItHeard()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "channels are connected on Linux only");
        ScriptedShard shard = new() { OnDatagram = ScriptedShard.EchoOnSameChannel };
        using EngineHost host = Start(shard, ChannelConnecting.Alone);
        using UdpPeer asked = new();
        using UdpPeer answering = new();
        ChannelId channel = ChannelId.Transfer(0, 1);
        shard.Post(self => self.Send(new(channel, PeerEndpoint.From(asked.Local), default), [1]));
        shard.Post(self => self.Send(new(channel, PeerEndpoint.From(asked.Local), default), [2]));
        IPEndPoint client = asked.Receive().From;
        Assert.Equal([2], asked.Receive().Bytes);

        client = new IPEndPoint(IPAddress.Loopback, client.Port);
        Assert.Equal([3], answering.Ask(client, [3]).Bytes);
        Talk(answering, client, from: 4, to: 9);

        asked.Send(client, [10]);

        Assert.Equal([11], answering.Ask(client, [11]).Bytes);
        Assert.True(asked.HasNothing());
    }

    [Fact]
    public void ASocket_IsNotUsedAgain_When_ItWasConnected()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "channels are connected on Linux only");
        ScriptedShard shard = Echo();
        using EngineHost host = Start(shard, ChannelConnecting.Alone);
        HashSet<UdpPeer> peers = [];
        for (int slot = 0; slot < 100; slot++)
        {
            // So many rest before one is used again that it would show.
            UdpPeer peer = new();
            peers.Add(peer);
            IPEndPoint channel = Open(host, peer);
            Talk(peer, channel, from: 1, to: 7);
            int index = slot;
            shard.Post(self => self.Close(ChannelId.Transfer(index, 1)));
        }

        foreach (UdpPeer peer in peers)
        {
            Assert.True(peer.HasNothing());
            peer.Dispose();
        }
    }

    private static ScriptedShard Echo() => new() { OnDatagram = ScriptedShard.EchoOnOwnChannels() };

    private static EngineHost Start(ScriptedShard shard, ChannelConnecting connecting) =>
        EngineHost.Start(EngineKind.Linux, shard, "[::]:0", new() { Connecting = connecting });

    /// <summary>Whether a socket at the channel's port is connected to the peer: the system's own list tells.</summary>
    private static bool IsConnected(IPEndPoint channel, IPEndPoint peer)
    {
        string list = channel.AddressFamily == AddressFamily.InterNetworkV6 ? "/proc/net/udp6" : "/proc/net/udp";
        return File.ReadLines(list)
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Any(fields => fields[1].EndsWith($":{channel.Port:X4}", StringComparison.Ordinal)
                && fields[2].EndsWith($":{peer.Port:X4}", StringComparison.Ordinal));
    }

    /// <summary>Opens a channel of the peer's own.</summary>
    private static IPEndPoint Open(EngineHost host, UdpPeer peer, string address = "127.0.0.1") =>
        peer.Ask(new IPEndPoint(IPAddress.Parse(address), host.Port), [0]).From;

    /// <summary>Has all this happen before the loop goes on.</summary>
    private static void Hold(ScriptedShard shard, Action act)
    {
        TaskCompletionSource isHeld = new();
        TaskCompletionSource isDone = new();
        shard.Post(_ =>
        {
            isHeld.SetResult();
            Assert.True(isDone.Task.Wait(TestTimeouts.Patience));
        });
        Assert.True(isHeld.Task.Wait(TestTimeouts.Patience, TestContext.Current.CancellationToken));
        act();
        isDone.SetResult();
    }

    /// <summary>Ends the first channel, and opens and ends others until its sockets are the next to be used again.</summary>
    private static void Rest(EngineHost host, ScriptedShard shard, IPAddress address)
    {
        shard.Post(self => self.Close(ChannelId.Transfer(0, 1)));
        for (int slot = 1; slot <= IdleSockets.MinResting; slot++)
        {
            int index = slot;
            using UdpPeer between = UdpPeer.For(address);
            Open(host, between, address.ToString());
            shard.Post(self => self.Close(ChannelId.Transfer(index, 1)));
        }
    }

    /// <summary>Sends numbers and has each of them come back.</summary>
    private static void Talk(UdpPeer peer, IPEndPoint channel, byte from, byte to, int lengthBytes = 1)
    {
        for (byte number = from; number <= to; number++)
        {
            byte[] datagram = Numbered(number, lengthBytes);
            Assert.Equal(datagram, peer.Ask(channel, datagram).Bytes);
        }
    }

    private static byte[] Numbered(byte number, int lengthBytes)
    {
        byte[] datagram = new byte[lengthBytes];
        datagram[0] = number;
        return datagram;
    }
}
