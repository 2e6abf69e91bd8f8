using System.Net;

namespace Oack.Net.Tests;

/// <summary>Datagrams of every size arrive as they were sent.</summary>
public abstract class DatagramSizeTests(EngineKind kind)
{
    public sealed class OnPortable() : DatagramSizeTests(EngineKind.Portable);

    public sealed class OnLinux() : DatagramSizeTests(EngineKind.Linux);

    private const int LargestIPv4Payload = 65_507;

    [Theory]
    [InlineData("127.0.0.1", 0)]
    [InlineData("127.0.0.1", 1)]
    [InlineData("127.0.0.1", 1468)]
    [InlineData("127.0.0.1", LargestIPv4Payload)]
    [InlineData("::1", 0)]
    [InlineData("::1", LargestIPv4Payload)]
    public void ArrivesWhole_When_OfAnySize(string address, int size)
    {
        ScriptedShard shard = new() { OnDatagram = ScriptedShard.EchoOnOwnChannels() };
        using EngineHost host = EngineHost.Start(kind, shard, "[::]:0");
        IPEndPoint server = new(IPAddress.Parse(address), host.Port);
        using UdpPeer peer = UdpPeer.For(server.Address);
        byte[] bytes = new byte[size];
        new Random(size).NextBytes(bytes);

        (byte[] echoed, IPEndPoint channel) = peer.Ask(server, bytes);
        Assert.Equal(bytes, echoed);
        Assert.Equal(bytes, peer.Ask(channel, bytes).Bytes);
    }

    [Fact]
    public void ArriveInOrder_When_EmptyOnesStandBetweenOthers()
    {
        ScriptedShard shard = new();
        using EngineHost host = EngineHost.Start(kind, shard, "127.0.0.1:0");
        using UdpPeer peer = new();
        byte[][] sent = [[], [1], [], [], [2, 2], []];

        foreach (byte[] bytes in sent)
        {
            peer.Send(host.Endpoint, bytes);
        }

        Assert.Equal(sent, sent.Select(_ => shard.Received.TakeSoon().Bytes));
    }

    [Fact]
    public void ArriveAll_When_MoreThanABatchWait()
    {
        const int count = 500;
        ScriptedShard shard = new();
        using ManualResetEventSlim go = new();
        shard.Post(_ => go.WaitSoon());
        using EngineHost host = EngineHost.Start(kind, shard, "127.0.0.1:0", new() { ReceiveBatch = 16 });
        using UdpPeer peer = new();

        for (int number = 0; number < count; number++)
        {
            peer.Send(host.Endpoint, BitConverter.GetBytes(number));
        }

        go.Set();
        for (int number = 0; number < count; number++)
        {
            Assert.Equal(number, BitConverter.ToInt32(shard.Received.TakeSoon().Bytes));
        }
    }

    [Fact]
    public void LeaveAll_When_MoreThanABatchIsToBeSent()
    {
        const int count = 300;
        ScriptedShard shard = new()
        {
            OnDatagram = (ScriptedShard self, in IncomingDatagram incoming, ReadOnlySpan<byte> datagram) =>
            {
                for (int number = 0; number < count; number++)
                {
                    self.Send(ChannelId.Transfer(0, 1), incoming, BitConverter.GetBytes(number));
                }

                self.Close(ChannelId.Transfer(0, 1));
            },
        };
        using EngineHost host = EngineHost.Start(kind, shard, "127.0.0.1:0", new() { TransmitBatch = 8 });
        using UdpPeer peer = new();

        peer.Send(host.Endpoint, [1]);

        for (int number = 0; number < count; number++)
        {
            Assert.Equal(number, BitConverter.ToInt32(peer.Receive().Bytes));
        }
    }
}
