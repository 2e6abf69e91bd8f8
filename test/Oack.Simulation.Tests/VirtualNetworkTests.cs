using Oack.Protocol;
using Oack.Simulation.Network;

namespace Oack.Simulation.Tests;

public sealed class VirtualNetworkTests
{
    private static readonly PeerEndpoint s_here = PeerEndpoint.FromIPv4(0x0A00_0001, 1);
    private static readonly PeerEndpoint s_there = PeerEndpoint.FromIPv4(0x0A00_0002, 2);
    private static readonly Instant s_start = Instant.Zero + TimeSpan.FromSeconds(1);

    [Fact]
    public void PacketsArriveOnceInOrderAfterTheDelay_When_NothingIsWrong()
    {
        List<Arrival> arrivals = Run(NetworkFaults.None with { Delay = TimeSpan.FromMilliseconds(3) }, 100);
        Assert.Equal(Enumerable.Range(0, 100), arrivals.Select(arrival => arrival.Number));
        Assert.All(arrivals, arrival => Assert.Equal(TimeSpan.FromMilliseconds(3), arrival.At - SentAt(arrival.Number)));
    }

    [Fact]
    public void AFifthIsLost_When_LossIsTwentyPercent() =>
        Assert.InRange(Run(NetworkFaults.None with { Loss = 0.2 }, 10_000).Count, 7_800, 8_200);

    [Fact]
    public void LossesComeTogether_When_TheyComeInBursts()
    {
        var faults = NetworkFaults.None with { Burst = new BurstLoss(0.01, 0.1, 1.0) };
        List<int> arrived = [.. Run(faults, 20_000).Select(arrival => arrival.Number)];
        int lost = 20_000 - arrived.Count;
        int bursts = arrived.Zip(arrived.Skip(1)).Count(pair => pair.Second > pair.First + 1);

        // A tenth of the time is bad, in bursts of ten on average.
        Assert.InRange(lost, 1_200, 2_400);
        Assert.InRange((double)lost / bursts, 7, 13);
    }

    [Fact]
    public void PacketsArriveTwice_When_TheyAreDuplicated()
    {
        List<Arrival> arrivals = Run(NetworkFaults.None with { Duplication = 0.5 }, 1_000);
        Assert.InRange(arrivals.Count, 1_430, 1_570);
        Assert.Equal(1_000, arrivals.Select(arrival => arrival.Number).Distinct().Count());
        Assert.Equal(arrivals.Count - 1_000, arrivals.Count(arrival => arrival.Marks.HasFlag(PacketMarks.Duplicate)));
    }

    [Fact]
    public void OrderStays_When_OnlyTheDelayVaries()
    {
        List<Arrival> arrivals = Run(NetworkFaults.None with { Jitter = TimeSpan.FromMilliseconds(50) }, 1_000);
        Assert.Equal(Enumerable.Range(0, 1_000), arrivals.Select(arrival => arrival.Number));
    }

    [Fact]
    public void LatePacketsAreOvertaken_When_TheyAreReordered()
    {
        List<int> arrived = [.. Run(NetworkFaults.None with { Reordering = 0.1 }, 1_000).Select(arrival => arrival.Number)];
        Assert.NotEqual(Enumerable.Range(0, 1_000), arrived);
        Assert.Equal(Enumerable.Range(0, 1_000), arrived.Order());
    }

    [Fact]
    public void NothingArrives_When_TheNetworkIsCut()
    {
        var cut = new Partition(SentAt(10), SentAt(20));
        Assert.Equal(
            Enumerable.Range(0, 10).Concat(Enumerable.Range(20, 10)),
            Run(NetworkFaults.None with { Partitions = [cut] }, 30).Select(arrival => arrival.Number));
    }

    [Fact]
    public void OneDirectionGoesOn_When_TheOtherIsCut()
    {
        var cut = new Partition(Instant.Zero, Instant.Never, s_here);
        Assert.Equal(30, Run(NetworkFaults.None with { Partitions = [cut] }, 30).Count);
    }

    [Fact]
    public void DamagedPacketsAreMarkedAndTaint_When_TheChecksumDoesNotSeeIt()
    {
        var network = new VirtualNetwork(NetworkFaults.None with { UndetectedCorruption = 1 }, new SimulationRandom(1));
        network.Send(s_start, s_here, s_there, new byte[20]);
        Assert.False(network.IsTainted);
        Assert.True(network.TryPollArrival(network.NextArrival, out Delivery delivery));
        Assert.Equal(PacketMarks.Corrupted, delivery.Marks);
        Assert.NotEqual(new byte[20], delivery.Bytes.ToArray());
        Assert.True(network.IsTainted);
    }

    [Fact]
    public void NoneArrives_When_TheChecksumSeesTheDamage()
    {
        Assert.Empty(Run(NetworkFaults.None with { DetectedCorruption = 1 }, 10));
    }

    [Fact]
    public void RateIsKeptAndTheQueueOverflows_When_TheLinkIsNarrow()
    {
        // 100 packets of 2 + 28 bytes at once, at 3,000 bytes a second, into a queue of ten packets.
        var network = new VirtualNetwork(NetworkFaults.None with { BytesPerSecond = 3_000, QueueBytes = 300 }, new SimulationRandom(1));
        int accepted = Enumerable.Range(0, 100).Count(_ => network.Send(s_start, s_here, s_there, new byte[2]) is null);
        Assert.Equal(10, accepted);
        List<Instant> times = [];
        while (network.NextArrival.IsSet)
        {
            times.Add(network.NextArrival);
            Assert.True(network.TryPollArrival(network.NextArrival, out _));
        }

        Assert.Equal(TimeSpan.FromMilliseconds(10), times[1] - times[0]);
        Assert.Equal(TimeSpan.FromMilliseconds(90), times[9] - times[0]);
    }

    [Fact]
    public void StrangersNeverUseThePeersAddressAndPort_When_TheySendIntoIt()
    {
        var network = new VirtualNetwork(NetworkFaults.None with { ForeignPackets = 1 }, new SimulationRandom(1));
        byte[] ack = [0, 4, 0, 1];
        int foreign = 0;
        for (int i = 0; i < 5_000; i++)
        {
            network.Send(s_start, s_here, s_there, ack);
            network.Send(s_start, s_there, s_here, ack);
        }

        while (network.TryPollArrival(Instant.Never, out Delivery delivery))
        {
            bool isForeign = delivery.Marks.HasFlag(PacketMarks.Foreign);
            foreign += isForeign ? 1 : 0;
            Assert.Equal(isForeign, delivery.From != s_here && delivery.From != s_there);
        }

        Assert.Equal(10_000, foreign);
    }

    private static Instant SentAt(int number) => s_start + TimeSpan.FromMilliseconds(number);

    private static List<Arrival> Run(NetworkFaults faults, int packets)
    {
        var network = new VirtualNetwork(faults, new SimulationRandom(42));
        List<Arrival> arrivals = [];
        for (int i = 0; i < packets; i++)
        {
            network.Send(SentAt(i), s_here, s_there, BitConverter.GetBytes(i));
        }

        while (network.NextArrival.IsSet)
        {
            Instant at = network.NextArrival;
            Assert.True(network.TryPollArrival(at, out Delivery delivery));
            arrivals.Add(new Arrival(at, BitConverter.ToInt32(delivery.Bytes), delivery.Marks));
            network.Release(delivery);
        }

        return arrivals;
    }

    private sealed record Arrival(Instant At, int Number, PacketMarks Marks);
}
