using System.Net;
using Oack.Protocol;

namespace Oack.Net.Tests;

/// <summary>A channel that is connected speaks with its peer as another does, and is closed to everybody else.</summary>
public sealed class ConnectedChannelTests
{
    public static TheoryData<string> Addresses => ["127.0.0.1", "::1"];

    [Theory]
    [MemberData(nameof(Addresses))]
    public void Datagrams_GoBothWays_AfterThePeerWasHeard(string address)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "channels are connected on Linux only");
        ScriptedShard shard = Echo();
        using EngineHost host = Start(shard);
        using UdpPeer peer = UdpPeer.For(IPAddress.Parse(address));
        IPEndPoint channel = Open(host, peer, address);

        for (byte number = 1; number < 10; number++)
        {
            (byte[] bytes, IPEndPoint from) = peer.Ask(channel, [number]);
            Assert.Equal([number], bytes);
            Assert.Equal(channel, from);
        }
    }

    [Theory]
    [MemberData(nameof(Addresses))]
    public void Strangers_AreNotHeard_When_TheChannelIsConnected(string address)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "channels are connected on Linux only");
        ScriptedShard shard = Echo();
        using EngineHost host = Start(shard);
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

    /// <summary>Who comes first may be a stranger, and is answered; the channel stays open for its peer.</summary>
    [Fact]
    public void AStranger_DoesNotTakeTheChannel()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "channels are connected on Linux only");
        ScriptedShard shard = Echo();
        using EngineHost host = Start(shard);
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
        using EngineHost host = Start(shard);
        using UdpPeer peer = new();
        using UdpPeer stranger = new();
        IPEndPoint channel = Open(host, peer);
        using ManualResetEventSlim isHeld = new();
        using ManualResetEventSlim isSent = new();
        shard.Post(_ =>
        {
            isHeld.Set();
            Assert.True(isSent.Wait(TestTimeouts.Patience, CancellationToken.None));
        });
        Assert.True(isHeld.Wait(TestTimeouts.Patience, TestContext.Current.CancellationToken));
        for (byte number = 1; number < 8; number++)
        {
            peer.Send(channel, [number]);
        }

        stranger.Send(channel, [99]);
        isSent.Set();

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
        using EngineHost host = Start(shard);
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
        using EngineHost host = Start(shard);
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

    private static EngineHost Start(ScriptedShard shard) =>
        EngineHost.Start(EngineKind.Linux, shard, "[::]:0", new() { ConnectChannels = true });

    /// <summary>Opens a channel of the peer's own.</summary>
    private static IPEndPoint Open(EngineHost host, UdpPeer peer, string address = "127.0.0.1") =>
        peer.Ask(new IPEndPoint(IPAddress.Parse(address), host.Port), [0]).From;

    /// <summary>Sends numbers and has each of them come back.</summary>
    private static void Talk(UdpPeer peer, IPEndPoint channel, byte from, byte to)
    {
        for (byte number = from; number <= to; number++)
        {
            Assert.Equal([number], peer.Ask(channel, [number]).Bytes);
        }
    }
}
