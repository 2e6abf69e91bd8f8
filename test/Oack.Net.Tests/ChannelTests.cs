using System.Net;
using Oack.Net.Platform;

namespace Oack.Net.Tests;

/// <summary>Each transfer has its own socket for as long as it lives, and none afterwards.</summary>
public abstract class ChannelTests(EngineKind kind)
{
    public sealed class OnPortable() : ChannelTests(EngineKind.Portable);

    public sealed class OnLinux() : ChannelTests(EngineKind.Linux);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ServesAThousand_When_AllAreOpenAtOnce(bool usesSelect)
    {
        const int count = 1_000;
        ScriptedShard shard = new() { OnDatagram = ScriptedShard.EchoOnOwnChannels() };
        using EngineHost host = EngineHost.Start(kind, shard, "127.0.0.1:0", poller: usesSelect ? new SelectPoller() : null);
        using UdpPeer peer = new();
        IPEndPoint[] channels = [.. Enumerable.Range(0, count).Select(_ => peer.Ask(host.Endpoint, [1]).From)];
        Assert.Equal(count, channels.Distinct().Count());
        Assert.Equal(count, host.Engine.Statistics.OpenChannels);

        for (int round = 0; round < 2; round++)
        {
            foreach (IPEndPoint[] some in channels.Chunk(50))
            {
                foreach (IPEndPoint channel in some)
                {
                    peer.Send(channel, [7]);
                }

                HashSet<IPEndPoint> answered = [.. some.Select(_ => peer.Receive().From)];
                Assert.Equal(some.ToHashSet(), answered);
            }
        }

        shard.Post(self =>
        {
            for (int slot = 0; slot < count; slot++)
            {
                self.Close(ChannelId.Transfer(slot, 1));
            }
        });
        peer.Ask(host.Endpoint, [1]);
        Assert.Equal(1, host.Engine.Statistics.OpenChannels);
    }

    [Fact]
    public void OpensAnotherSocket_When_TheSlotHasANewGeneration()
    {
        uint generation = 7;
        ScriptedShard shard = new()
        {
            OnDatagram = (ScriptedShard self, in IncomingDatagram incoming, ReadOnlySpan<byte> datagram) =>
                self.Send(incoming.Channel.IsListener ? ChannelId.Transfer(0, generation++) : incoming.Channel, incoming, datagram),
        };
        using EngineHost host = EngineHost.Start(kind, shard, "127.0.0.1:0");
        using UdpPeer peer = new();

        IPEndPoint first = peer.Ask(host.Endpoint, [1]).From;
        IPEndPoint second = peer.Ask(host.Endpoint, [2]).From;
        peer.Send(first, [3]);
        peer.Ask(second, [4]);

        Assert.NotEqual(first, second);
        Assert.Equal(1, host.Engine.Statistics.OpenChannels);
        byte[][] received = [.. Enumerable.Range(0, 3).Select(_ => shard.Received.TakeSoon().Bytes)];
        Assert.Equal([[1], [2], [4]], received);
    }

    [Fact]
    public void SendsNothing_When_TheGenerationWasClosed()
    {
        ScriptedShard shard = new()
        {
            OnDatagram = (ScriptedShard self, in IncomingDatagram incoming, ReadOnlySpan<byte> datagram) =>
                self.Send(datagram[0] == 9 ? incoming.Channel : ChannelId.Transfer(0, datagram[0]), incoming, datagram),
        };
        using EngineHost host = EngineHost.Start(kind, shard, "127.0.0.1:0");
        using UdpPeer peer = new();
        peer.Ask(host.Endpoint, [2]);
        shard.Post(self => self.Close(ChannelId.Transfer(0, 2)));
        Assert.True(SpinWait.SpinUntil(() => host.Engine.Statistics.OpenChannels == 0, TestTimeouts.Patience));

        peer.Send(host.Endpoint, [2]);
        peer.Send(host.Endpoint, [1]);
        Assert.Equal(host.Endpoint, peer.Ask(host.Endpoint, [9]).From);

        Assert.True(peer.HasNothing());
        Assert.Equal(0, host.Engine.Statistics.OpenChannels);
        Assert.Equal(2, host.Engine.Statistics.SendsDropped);
        Assert.Empty(shard.Failed);
        Assert.Equal([3], peer.Ask(host.Endpoint, [3]).Bytes);
        Assert.Equal(1, host.Engine.Statistics.OpenChannels);
    }

    [Fact]
    public void KeepsTheSuccessor_When_TheFormerIsClosedLate()
    {
        uint generation = 1;
        ScriptedShard shard = new()
        {
            OnDatagram = (ScriptedShard self, in IncomingDatagram incoming, ReadOnlySpan<byte> datagram) =>
            {
                if (incoming.Channel.IsListener && generation > 1)
                {
                    self.Close(ChannelId.Transfer(0, generation - 1));
                }

                self.Send(incoming.Channel.IsListener ? ChannelId.Transfer(0, generation++) : incoming.Channel, incoming, datagram);
            },
        };
        using EngineHost host = EngineHost.Start(kind, shard, "127.0.0.1:0");
        using UdpPeer peer = new();
        peer.Ask(host.Endpoint, [1]);

        IPEndPoint second = peer.Ask(host.Endpoint, [2]).From;

        Assert.Equal(second, peer.Ask(second, [3]).From);
    }

    [Fact]
    public void FailsTheChannel_When_TheSlotIsBeyondTheMaximum()
    {
        ScriptedShard shard = new()
        {
            OnDatagram = (ScriptedShard self, in IncomingDatagram incoming, ReadOnlySpan<byte> datagram) =>
                self.Send(ChannelId.Transfer(datagram[0], 1), incoming, datagram),
        };
        using EngineHost host = EngineHost.Start(kind, shard, "127.0.0.1:0", new() { MaxChannels = 10 });
        using UdpPeer peer = new();

        peer.Send(host.Endpoint, [10]);

        (ChannelId channel, string cause) = shard.Failed.TakeSoon();
        Assert.Equal(ChannelId.Transfer(10, 1), channel);
        Assert.Equal("slot 10 is beyond the 10 channels of this engine", cause);
        Assert.Equal([9], peer.Ask(host.Endpoint, [9]).Bytes);
    }

    [Fact]
    public void FailsTheChannelOnce_When_TheLocalAddressIsGone()
    {
        ScriptedShard shard = new()
        {
            OnDatagram = (ScriptedShard self, in IncomingDatagram incoming, ReadOnlySpan<byte> datagram) =>
            {
                OutgoingTrain outgoing = new(
                    ChannelId.Transfer(0, 1), incoming.Remote, Oack.Protocol.PeerEndpoint.FromIPv4(0xCB007107, 69));
                self.Send(outgoing, [1]);
                self.Send(outgoing, [1]);
                self.Send(incoming.Channel, incoming, datagram);
            },
        };
        using EngineHost host = EngineHost.Start(kind, shard, "127.0.0.1:0");
        using UdpPeer peer = new();

        peer.Ask(host.Endpoint, [1]);

        Assert.Equal("cannot open a socket on 203.0.113.7: this machine does not have that address", shard.Failed.TakeSoon().Cause);
        Assert.Empty(shard.Failed);
        Assert.Equal(2, host.Engine.Statistics.SendsDropped);
    }

    [Fact]
    public void HearsStrangers_When_TheyWriteToATransfersPort()
    {
        ScriptedShard shard = new() { OnDatagram = ScriptedShard.EchoOnOwnChannels() };
        using EngineHost host = EngineHost.Start(kind, shard, "127.0.0.1:0");
        using UdpPeer peer = new();
        using UdpPeer stranger = new(IPAddress.Parse("127.0.0.9"));
        IPEndPoint channel = peer.Ask(host.Endpoint, [1]).From;

        Assert.Equal(channel, stranger.Ask(channel, [2]).From);

        shard.Received.TakeSoon();
        Assert.Equal(stranger.Local, shard.Received.TakeSoon().Incoming.Remote.ToIPEndPoint());
        Assert.True(peer.HasNothing());
    }
}
