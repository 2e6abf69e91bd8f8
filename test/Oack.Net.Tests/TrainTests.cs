using System.Net;
using Oack.Protocol.Wire;

namespace Oack.Net.Tests;

/// <summary>A train arrives as the datagrams that it is made of, in their order, by either engine.</summary>
public abstract class TrainTests(EngineKind kind)
{
    public sealed class OnPortable() : TrainTests(EngineKind.Portable);

    public sealed class OnLinux() : TrainTests(EngineKind.Linux);

    [Theory]
    [InlineData(1_432, 45, 1_432)]
    [InlineData(516, 64, 4)]
    [InlineData(516, 2, 100)]
    [InlineData(8_196, 7, 8_196)]
    [InlineData(65_468, 1, 65_468)]
    [InlineData(12, 64, 5)]
    public void EachDatagramArrives_When_TheyLeaveTogether(int datagramBytes, int count, int lastBytes)
    {
        foreach (bool singlePort in (bool[])[false, true])
        {
            TrainShard shard = new(singlePort, train => Fill(train, datagramBytes, count, lastBytes));
            using EngineHost host = new(
                new() { Listen = [new(IPAddress.Loopback, 0)], Kind = kind, SinglePort = singlePort }, shard, shard.Stop);
            using UdpPeer peer = new();
            peer.Send(host.Endpoint, [1]);

            for (int index = 0; index < count; index++)
            {
                byte[] bytes = peer.Receive().Bytes;
                Assert.Equal(index == count - 1 ? lastBytes : datagramBytes, bytes.Length);
                Assert.All(bytes, value => Assert.Equal((byte)index, value));
            }

            Assert.True(peer.HasNothing());
            shard.Stop();
            host.Join();
            Assert.Equal(count, host.Engine.Statistics.DatagramsSent);
            Assert.Equal(0, host.Engine.Statistics.SendsDropped);
        }
    }

    [Fact]
    public void LeasedMemory_IsGivenBack_When_TheTrainHasLeft()
    {
        CountedBytes shared = new(200);
        shared.Span.Fill(7);
        TrainShard shard = new(singlePort: true, train =>
        {
            train.Begin(50);
            train.Space[..50].Clear();
            train.AddSpace(50);
            train.AddLeased(shared, 100, 100);
        });
        using EngineHost host = new(new() { Listen = [new(IPAddress.Loopback, 0)], Kind = kind }, shard, shard.Stop);
        using UdpPeer peer = new();

        peer.Send(host.Endpoint, [1]);

        Assert.Equal(new byte[50], peer.Receive().Bytes);
        Assert.Equal(Enumerable.Repeat((byte)7, 50), peer.Receive().Bytes);
        peer.Receive();
        peer.Ask(host.Endpoint, [2]);
        Assert.True(shared.Released >= 1);
    }

    private static void Fill(DatagramTrain train, int datagramBytes, int count, int lastBytes)
    {
        train.Begin(datagramBytes);
        for (int index = 0; index < count; index++)
        {
            int bytes = index == count - 1 ? lastBytes : datagramBytes;
            train.Space[..bytes].Fill((byte)index);
            train.AddSpace(bytes);
        }
    }

    private sealed class CountedBytes(int lengthBytes) : PinnedBytes(lengthBytes)
    {
        private int _released;

        public int Released => Volatile.Read(ref _released);

        public override void Release() => Interlocked.Increment(ref _released);
    }
}
