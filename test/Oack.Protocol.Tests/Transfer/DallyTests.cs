using Oack.Protocol.Options;
using Oack.Protocol.Transfer;

namespace Oack.Protocol.Tests.Transfer;

/// <summary>How long a receiver stays after its last ACK, by what it saw of the path.</summary>
public sealed class DallyTests
{
    private const double RoundTripMs = 1;
    private const double ThreeRoundTripsMs = 3 * RoundTripMs;
    private static readonly double _threeTimeoutsMs = (TransferSettings.Default.MinTimeout * 3).TotalMilliseconds;

    [Fact]
    public void DallyIsAFewRoundTrips_When_NothingWasLostForLong()
    {
        TransferBench bench = Receive(wholeBlocks: 300);
        Assert.Equal(ThreeRoundTripsMs, bench.Expire(), 0.01);
        Assert.Equal(TransferState.Closed, bench.Machine.State);
    }

    [Theory]
    [InlineData(254, true)]
    [InlineData(255, false)]
    public void DallyIsAFewTimeouts_When_TheTransferWasTooShortToTell(int wholeBlocks, bool isTooShort)
    {
        TransferBench bench = Receive(wholeBlocks);
        Assert.Equal(isTooShort ? _threeTimeoutsMs : ThreeRoundTripsMs, bench.Expire(), 0.01);
    }

    [Fact]
    public void DallyIsAFewTimeouts_When_ABlockCameTwice()
    {
        TransferBench bench = Receive(wholeBlocks: 300, trouble: bench => bench.Data(10, 512));
        Assert.Equal(_threeTimeoutsMs, bench.Expire(), 0.01);
    }

    [Fact]
    public void DallyIsAFewTimeouts_When_ABlockWasMissing()
    {
        TransferBench bench = TransferBench.Receiver(null, (OptionKind.WindowSize, 2));
        bench.Sent();
        ushort block = 0;
        for (int window = 0; window < 300; window++)
        {
            bench.Advance(RoundTripMs);
            bench.Data(++block, 512);
            if (window == 100)
            {
                // The ACK that tells of the gap makes the sender begin a window with the block that is missing.
                Assert.Equal(Disposition.OutOfWindow, bench.Data((ushort)(block + 2), 512));
                Assert.Equal([$"ACK {block}"], bench.Sent());
                bench.Data(++block, 512);
            }

            bench.Data(++block, 512);
            Assert.Equal([$"ACK {block}"], bench.Sent());
        }

        Finish(bench, ++block);
        Assert.Equal(_threeTimeoutsMs, bench.Expire(), 0.01);
    }

    [Fact]
    public void DallyIsAFewTimeouts_When_AnAckWasRepeated()
    {
        TransferBench bench = Receive(wholeBlocks: 300, trouble: bench =>
        {
            bench.Expire();
            Assert.Equal(["ACK 10"], bench.Sent());
        });
        Assert.InRange(bench.Expire(), _threeTimeoutsMs, double.MaxValue);
    }

    [Fact]
    public void DallyBecomesAFewTimeouts_When_TheLastBlockComesAgain()
    {
        TransferBench bench = Receive(wholeBlocks: 300);
        bench.Advance(RoundTripMs);
        Assert.Equal(Disposition.Duplicate, bench.Data(301, 100));
        Assert.Equal(["ACK 301"], bench.Sent());
        Assert.Equal(_threeTimeoutsMs, bench.Expire(), 0.01);
    }

    [Fact]
    public void DallyIsTheChosenOne_When_OneWasChosen()
    {
        TransferBench bench = Receive(wholeBlocks: 300, TransferSettings.Default with { Dally = TimeSpan.FromSeconds(2) });
        Assert.Equal(2_000, bench.Expire(), 0.01);
    }

    /// <summary>Takes in a file in lock-step and stores it.</summary>
    private static TransferBench Receive(int wholeBlocks, TransferSettings? settings = null, Action<TransferBench>? trouble = null)
    {
        const int BlockOfTrouble = 10;
        const int WindowBlocks = 1;
        TransferBench bench = TransferBench.Receiver(settings, (OptionKind.WindowSize, WindowBlocks));
        Assert.Equal(["OACK"], bench.Sent());
        for (int block = 1; block <= wholeBlocks; block++)
        {
            bench.Advance(RoundTripMs);
            Assert.Equal(Disposition.Accepted, bench.Data((ushort)block, 512));
            Assert.Equal([$"ACK {block}"], bench.Sent());
            if (block == BlockOfTrouble)
            {
                trouble?.Invoke(bench);
                bench.Sent();
            }
        }

        Finish(bench, (ushort)(wholeBlocks + 1));
        return bench;
    }

    private static void Finish(TransferBench bench, ushort lastBlock)
    {
        bench.Advance(RoundTripMs);
        Assert.Equal(Disposition.Accepted, bench.Data(lastBlock, 100));
        ((ReceiveTransfer)bench.Machine).HandleStored(bench.Now);
        Assert.Equal([$"ACK {lastBlock}"], bench.Sent());
    }
}
