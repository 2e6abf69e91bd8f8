using System.Net;
using Oack.Protocol;

namespace Oack.Net.Tests;

/// <summary>A tap sees what arrives and what leaves, each datagram whole, between the ports that it really travels.</summary>
public abstract class TapTests(EngineKind kind)
{
    public sealed class OnPortable() : TapTests(EngineKind.Portable);

    public sealed class OnLinux() : TapTests(EngineKind.Linux);

    public static TheoryData<string, string> Asked => new()
    {
        { "127.0.0.2:0", "127.0.0.2" },
        { "0.0.0.0:0", "127.0.0.3" },
        { "[::]:0", "127.0.0.2" },
        { "[::]:0", "::1" },
    };

    [Theory]
    [MemberData(nameof(Asked))]
    public void SeesTheTransfersOwnPort_When_AChannelAnswers(string listen, string asked)
    {
        ScriptedShard shard = new() { OnDatagram = ScriptedShard.EchoOnOwnChannels() };
        RecordingTap tap = new();
        using EngineHost host = EngineHost.Start(kind, shard, listen, new() { Tap = tap });
        IPEndPoint server = new(IPAddress.Parse(asked), host.Port);
        using UdpPeer peer = UdpPeer.For(server.Address);

        IPEndPoint channel = peer.Ask(server, [1, 2, 3]).From;
        peer.Ask(channel, [4, 5]);

        AssertNext(tap, isSent: false, peer.Local, server, [1, 2, 3]);
        AssertNext(tap, isSent: true, channel, peer.Local, [1, 2, 3]);
        AssertNext(tap, isSent: false, peer.Local, channel, [4, 5]);
        AssertNext(tap, isSent: true, channel, peer.Local, [4, 5]);
        Assert.NotEqual(server.Port, channel.Port);
    }

    [Theory]
    [MemberData(nameof(Asked))]
    public void SeesTheAddressThatWasAsked_When_ThereIsOnePort(string listen, string asked)
    {
        ScriptedShard shard = new() { OnDatagram = ScriptedShard.EchoOnSameChannel };
        RecordingTap tap = new();
        using EngineHost host = EngineHost.Start(kind, shard, listen, new() { SinglePort = true, Tap = tap });
        IPEndPoint server = new(IPAddress.Parse(asked), host.Port);
        using UdpPeer peer = UdpPeer.For(server.Address);

        for (byte round = 0; round < 3; round++)
        {
            peer.Ask(server, [round]);

            AssertNext(tap, isSent: false, peer.Local, server, [round]);
            AssertNext(tap, isSent: true, server, peer.Local, [round]);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void SeesEachDatagram_When_TheyLeaveTogether(bool singlePort)
    {
        const int count = 40;
        TrainShard shard = new(singlePort, train =>
        {
            train.Begin(1_000);
            for (int index = 0; index < count; index++)
            {
                int bytes = index == count - 1 ? 7 : 1_000;
                train.Space[..bytes].Fill((byte)index);
                train.AddSpace(bytes);
            }
        });
        RecordingTap tap = new();
        using EngineHost host = new(
            new() { Listen = [new(IPAddress.Loopback, 0)], Kind = kind, SinglePort = singlePort, Tap = tap }, shard, shard.Stop);
        using UdpPeer peer = new();
        peer.Send(host.Endpoint, [1]);

        AssertNext(tap, isSent: false, peer.Local, host.Endpoint, [1]);
        for (int index = 0; index < count; index++)
        {
            (byte[] bytes, IPEndPoint from) = peer.Receive();
            Assert.Equal(index == count - 1 ? 7 : 1_000, bytes.Length);
            AssertNext(tap, isSent: true, from, peer.Local, bytes);
        }
    }

    [Fact]
    public void SeesEachDatagram_When_TheyArriveTogether()
    {
        const int count = 30;
        ScriptedShard shard = new() { OnDatagram = ScriptedShard.EchoOnOwnChannels() };
        RecordingTap tap = new();
        using EngineHost host = EngineHost.Start(kind, shard, "127.0.0.1:0", new() { Tap = tap });
        using UdpPeer peer = new();
        IPEndPoint channel = peer.Ask(host.Endpoint, [0]).From;
        AssertNext(tap, isSent: false, peer.Local, host.Endpoint, [0]);
        AssertNext(tap, isSent: true, channel, peer.Local, [0]);

        for (byte index = 0; index < count; index++)
        {
            byte[] block = new byte[516];
            block.AsSpan().Fill(index);
            peer.Send(channel, block);
        }

        byte[][] received = new byte[count][];
        int next = 0;
        for (int sighting = 0; sighting < 2 * count; sighting++)
        {
            RecordingTap.Sighting seen = tap.Seen.TakeSoon();
            Assert.Equal(516, seen.Bytes.Length);
            if (!seen.IsSent)
            {
                Assert.Equal(PeerEndpoint.From(channel), seen.To);
                received[next++] = seen.Bytes;
            }
        }

        Assert.Equal(Enumerable.Range(0, count), received.Select(bytes => (int)bytes[0]));
    }

    [Fact]
    public void SeesNothingLeave_When_TheSystemRefusesIt()
    {
        ScriptedShard shard = new();
        RecordingTap tap = new();
        using EngineHost host = EngineHost.Start(kind, shard, "127.0.0.1:0", new() { Tap = tap });

        // Port 0 is nobody's: the system takes no datagram for it.
        shard.Post(one => one.Send(
            new OutgoingTrain(ChannelId.Listener(0), PeerEndpoint.From(IPAddress.Loopback, 0), PeerEndpoint.From(host.Endpoint)), [1]));
        using UdpPeer peer = new();
        peer.Send(host.Endpoint, [2]);

        AssertNext(tap, isSent: false, peer.Local, host.Endpoint, [2]);
        Assert.Equal(1, host.Engine.Statistics.SendsDropped);
    }

    private static void AssertNext(RecordingTap tap, bool isSent, IPEndPoint from, IPEndPoint to, byte[] bytes)
    {
        RecordingTap.Sighting seen = tap.Seen.TakeSoon();
        Assert.Equal((isSent, PeerEndpoint.From(from), PeerEndpoint.From(to)), (seen.IsSent, seen.From, seen.To));
        Assert.Equal(bytes, seen.Bytes);
    }
}
