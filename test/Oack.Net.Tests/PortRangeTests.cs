using System.Net;

namespace Oack.Net.Tests;

/// <summary>Transfers keep to the ports they may use, and say so when there is none.</summary>
public abstract class PortRangeTests(EngineKind kind)
{
    private static int s_nextPort = 21_000 + (Environment.ProcessId % 1000 * 8);

    public sealed class OnPortable() : PortRangeTests(EngineKind.Portable);

    public sealed class OnLinux() : PortRangeTests(EngineKind.Linux);

    [Fact]
    public void UsesOnlyPortsOfTheRange_When_OneIsGiven()
    {
        PortRange range = FreeRange(4);
        ScriptedShard shard = new() { OnDatagram = ScriptedShard.EchoOnOwnChannels() };
        using EngineHost host = EngineHost.Start(kind, shard, "127.0.0.1:0", new() { PortRange = range });
        using UdpPeer peer = new();

        int[] ports = [.. Enumerable.Range(0, 4).Select(_ => peer.Ask(host.Endpoint, [1]).From.Port)];

        Assert.Equal(Enumerable.Range(range.First, 4), ports.Order());
    }

    [Fact]
    public void FailsTheChannel_When_AllPortsAreTaken()
    {
        PortRange range = FreeRange(2);
        ScriptedShard shard = new() { OnDatagram = ScriptedShard.EchoOnOwnChannels() };
        using EngineHost host = EngineHost.Start(kind, shard, "127.0.0.1:0", new() { PortRange = range });
        using UdpPeer peer = new();
        peer.Ask(host.Endpoint, [1]);
        peer.Ask(host.Endpoint, [2]);

        peer.Send(host.Endpoint, [3]);

        (ChannelId channel, string cause) = shard.Failed.TakeSoon();
        Assert.Equal(ChannelId.Transfer(2, 1), channel);
        Assert.Equal($"no free port in {range} (2 are used by transfers)", cause);
        Assert.Equal(1, host.Engine.Statistics.ChannelsFailed);

        shard.Post(self => self.Close(ChannelId.Transfer(0, 1)));
        shard.OnDatagram = (ScriptedShard self, in IncomingDatagram incoming, ReadOnlySpan<byte> datagram) =>
            self.Send(ChannelId.Transfer(0, 2), incoming, datagram);
        Assert.InRange(peer.Ask(host.Endpoint, [4]).From.Port, range.First, range.Last);
    }

    [Fact]
    public void OpensTheChannelAfterAll_When_TheShardGivesUpAnother()
    {
        ScriptedShard shard = new()
        {
            OnDatagram = ScriptedShard.EchoOnOwnChannels(),
            OnChannelFailed = (self, channel) =>
            {
                self.Close(ChannelId.Transfer(channel.Index - 1, 1));
                return ChannelFailure.TryAgain;
            },
        };
        PortRange one = FreeRange(1);
        using EngineHost host = EngineHost.Start(kind, shard, "127.0.0.1:0", new() { PortRange = one });
        using UdpPeer peer = new();
        peer.Ask(host.Endpoint, [1]);

        (byte[] bytes, IPEndPoint from) = peer.Ask(host.Endpoint, [2]);

        Assert.Equal([2], bytes);
        Assert.Equal(one.First, from.Port);
        Assert.Equal([3], peer.Ask(from, [3]).Bytes);
        Assert.Single(shard.Failed);
        Assert.Equal(1, host.Engine.Statistics.OpenChannels);
    }

    [Theory]
    [InlineData(ChannelFailure.TryLater, new byte[] { 1 })]
    [InlineData(ChannelFailure.Final, new byte[] { 2 })]
    public void OpensTheChannelLater_Only_When_TheShardWantsToWait(ChannelFailure verdict, byte[] answered)
    {
        ScriptedShard shard = new()
        {
            OnDatagram = (ScriptedShard self, in IncomingDatagram incoming, ReadOnlySpan<byte> datagram) =>
                self.Send(ChannelId.Transfer(datagram[0], 1), incoming, datagram),
            OnChannelFailed = (_, _) => verdict,
        };
        using EngineHost host = EngineHost.Start(kind, shard, "127.0.0.1:0", new() { PortRange = FreeRange(1) });
        using UdpPeer peer = new();
        peer.Ask(host.Endpoint, [0]);
        peer.Send(host.Endpoint, [1]);
        shard.Failed.TakeSoon();
        shard.Post(self => self.Close(ChannelId.Transfer(0, 1)));
        Assert.True(SpinWait.SpinUntil(() => host.Engine.Statistics.OpenChannels == 0, TestTimeouts.Patience));

        if (verdict == ChannelFailure.Final)
        {
            // Goes nowhere; what comes behind it is answered.
            peer.Send(host.Endpoint, [1]);
        }

        Assert.Equal(answered, peer.Ask(host.Endpoint, answered).Bytes);
        Assert.Empty(shard.Failed);
    }

    [Fact]
    public void SkipsThePort_When_AnotherProgramHoldsIt()
    {
        PortRange range = FreeRange(3);
        using System.Net.Sockets.Socket holder = new(
            System.Net.Sockets.AddressFamily.InterNetwork, System.Net.Sockets.SocketType.Dgram, System.Net.Sockets.ProtocolType.Udp);
        holder.Bind(new IPEndPoint(IPAddress.Loopback, range.First + 1));
        ScriptedShard shard = new() { OnDatagram = ScriptedShard.EchoOnOwnChannels() };
        using EngineHost host = EngineHost.Start(kind, shard, "127.0.0.1:0", new() { PortRange = range });
        using UdpPeer peer = new();

        Assert.Equal(range.First, peer.Ask(host.Endpoint, [1]).From.Port);
        Assert.Equal(range.Last, peer.Ask(host.Endpoint, [2]).From.Port);
        peer.Send(host.Endpoint, [3]);
        shard.Failed.TakeSoon();
    }

    [Fact]
    public void LetsAPortRest_When_OthersAreFree()
    {
        PortRange range = FreeRange(3);
        uint generation = 0;
        ScriptedShard shard = new()
        {
            OnDatagram = (ScriptedShard self, in IncomingDatagram incoming, ReadOnlySpan<byte> datagram) =>
            {
                ChannelId channel = ChannelId.Transfer(0, ++generation);
                self.Send(channel, incoming, datagram);
                self.Close(channel);
            },
        };
        using EngineHost host = EngineHost.Start(kind, shard, "127.0.0.1:0", new() { PortRange = range });
        using UdpPeer peer = new();

        int[] ports = [.. Enumerable.Range(0, 6).Select(_ => peer.Ask(host.Endpoint, [1]).From.Port - range.First)];

        Assert.Equal([0, 1, 2, 0, 1, 2], ports);
    }

    [Theory]
    [InlineData("50000-50999", 50000, 50999)]
    [InlineData("1-65535", 1, 65535)]
    [InlineData("4000", 4000, 4000)]
    [InlineData(" 4000 - 4001 ", 4000, 4001)]
    public void IsRead_When_WellFormed(string text, int first, int last)
    {
        Assert.True(PortRange.TryParse(text, out PortRange range, out string error));
        Assert.Equal(new PortRange(first, last), range);
        Assert.Equal(last - first + 1, range.Count);
        Assert.Empty(error);
    }

    [Theory]
    [InlineData(null, "is not a range of ports")]
    [InlineData("", "is not a range of ports")]
    [InlineData("-", "is not a range of ports")]
    [InlineData("0-10", "is not a range of ports")]
    [InlineData("10-70000", "is not a range of ports")]
    [InlineData("a-b", "is not a range of ports")]
    [InlineData("1-2-3", "is not a range of ports")]
    [InlineData("10-5", "did you mean 5-10?")]
    public void IsRefused_When_Malformed(string? text, string expected)
    {
        Assert.False(PortRange.TryParse(text, out _, out string error));
        Assert.Contains(expected, error, StringComparison.Ordinal);
    }

    /// <summary>
    /// A stretch of ports that nobody holds just now, below those that the system gives out by itself. Tests run side by
    /// side, so no two of them look at the same ports.
    /// </summary>
    private static PortRange FreeRange(int count)
    {
        while (true)
        {
            int first = Interlocked.Add(ref s_nextPort, count) - count;
            Assert.True(first + count < 32_000, "There are no free ports to test with.");
            try
            {
                for (int port = first; port < first + count; port++)
                {
                    DatagramEngine.Bind(new() { Listen = [new(IPAddress.Loopback, port)] }).Dispose();
                }

                return new PortRange(first, first + count - 1);
            }
            catch (BindException)
            {
                // Somebody is there; the next stretch then.
            }
        }
    }
}
