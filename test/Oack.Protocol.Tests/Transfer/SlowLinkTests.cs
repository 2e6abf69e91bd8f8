using Oack.Protocol.Options;

namespace Oack.Protocol.Tests.Transfer;

/// <summary>A window takes as long as its link needs for it, which the round trip of the first packets does not tell.</summary>
public sealed class SlowLinkTests
{
    [Fact]
    public void NothingIsRepeated_When_TheFirstWindowTakesLongOnTenMegabit()
    {
        // 64 blocks of 1428 bytes are 91 kB: 73 ms at 10 Mbit/s, behind an OACK that took 1 ms.
        TransferBench bench = Open(roundTripMs: 1, blockSize: 1_428);
        Assert.Equal(64, bench.Sent().Length);

        bench.Advance(73);
        Assert.True(bench.Machine.NextDeadline > bench.Now);
        bench.Ack(64);
        Assert.Equal(64, bench.Sent().Length);
        bench.Advance(73);
        Assert.True(bench.Machine.NextDeadline > bench.Now);
        bench.Ack(128);

        Assert.Equal(0, bench.Machine.Statistics.Retransmissions);
    }

    [Fact]
    public void TheTimeoutIsShort_When_TheFirstWindowIsSmall()
    {
        TransferBench bench = TransferBench.OpenSender(100_000, 1, (OptionKind.BlockSize, 1_428), (OptionKind.WindowSize, 16));
        bench.Sent();

        Assert.InRange((bench.Machine.NextDeadline - bench.Now).TotalMilliseconds, 20, 25);
    }

    [Fact]
    public void TheFirstWindowHasASecondAtMost_When_ItIsHuge()
    {
        TransferBench bench = Open(roundTripMs: 1, blockSize: 65_464);
        bench.Sent();

        Assert.Equal(1_000, (bench.Machine.NextDeadline - bench.Now).TotalMilliseconds, 10d);
    }

    private static TransferBench Open(double roundTripMs, int blockSize) => TransferBench.OpenSender(
        100_000_000, roundTripMs, (OptionKind.BlockSize, blockSize), (OptionKind.WindowSize, 64));
}
