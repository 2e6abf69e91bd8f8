using Oack.Protocol.Options;
using Oack.Protocol.Transfer;

namespace Oack.Protocol.Tests.Transfer;

public class RetransmissionTests
{
    [Fact]
    public void FirstTimeoutIsOneSecond_When_NothingIsMeasured()
    {
        TransferBench bench = TransferBench.Sender(5000);
        bench.Sent();
        Assert.Equal(1000, bench.Expire(), 3);
        Assert.Equal(["DATA 1 @0+512"], bench.Sent());
        Assert.Equal(2000, bench.Expire(), 3);
    }

    [Fact]
    public void TimeoutIsThreeRoundTrips_When_OneIsMeasured()
    {
        // RFC 6298 §2.2: SRTT = R, RTTVAR = R/2, RTO = SRTT + 4 × RTTVAR = 3 R.
        TransferBench bench = TransferBench.Sender(50_000);
        bench.Sent();
        bench.Advance(100);
        bench.Ack(1);
        bench.Sent();
        Assert.Equal(300, bench.Expire(), 3);
    }

    [Fact]
    public void TimeoutFollowsTheEstimator_When_ASecondSampleComes()
    {
        // RFC 6298 §2.3 with R = 100 then R' = 60: RTTVAR = 3/4·50 + 1/4·40 = 47.5, SRTT = 7/8·100 + 1/8·60 = 95.
        TransferBench bench = TransferBench.Sender(50_000);
        bench.Sent();
        bench.Advance(100);
        bench.Ack(1);
        bench.Sent();
        bench.Advance(60);
        bench.Ack(2);
        bench.Sent();
        Assert.Equal(95 + (4 * 47.5), bench.Expire(), 3);
        Assert.Equal(95, bench.Machine.Statistics.SmoothedRoundTrip.TotalMilliseconds, 3);
    }

    [Fact]
    public void TimeoutIsNoShorterThanTheFloor_When_ThePathIsFast()
    {
        TransferBench bench = TransferBench.Sender(50_000);
        bench.Sent();
        bench.Advance(0.05);
        bench.Ack(1);
        bench.Sent();
        Assert.Equal(20, bench.Expire(), 3);
    }

    [Fact]
    public void TimeoutHasALowerFloor_When_GapsShowThatThePathLoses()
    {
        TransferBench bench = TransferBench.OpenSender(512_000, 0.05, (OptionKind.WindowSize, 4));
        bench.Sent();
        bench.Advance(0.05);
        bench.Ack(2);
        Assert.Equal(5, WaitForTimeout(bench), 3);
    }

    [Fact]
    public void TimeoutHasItsUsualFloorAgain_When_AWindowArrivesWholeAfterALoss()
    {
        TransferBench bench = TransferBench.OpenSender(512_000, 0.05, (OptionKind.WindowSize, 4));
        bench.Sent();
        bench.Advance(0.05);
        bench.Ack(2);
        for (ushort acked = 6; acked <= 10; acked += 4)
        {
            while (!bench.Sent().Any(line => line.StartsWith($"DATA {acked} ", StringComparison.Ordinal)))
            {
                bench.Expire();
            }

            bench.Ack(acked);
        }

        Assert.Equal(20, WaitForTimeout(bench), 3);
    }

    [Fact]
    public void TimeoutFollowsTheData_When_TheOpeningWasAnsweredLate()
    {
        TransferBench bench = TransferBench.OpenSender(50_000, 400, (OptionKind.WindowSize, 2));
        bench.Sent();
        bench.Advance(10);
        bench.Ack(2);
        bench.Sent();
        Assert.Equal(30, bench.Expire(), 3);
    }

    [Fact]
    public void TimeoutDoublesUpToItsLimit_When_NothingComesBack()
    {
        TransferBench bench = TransferBench.Sender(50_000);
        bench.Sent();
        bench.Advance(0.05);
        bench.Ack(1);
        List<double> waits = [];
        for (int i = 0; i < 11; i++)
        {
            Assert.Single(bench.Sent());
            waits.Add(Math.Round(bench.Expire(), 3));
        }

        Assert.Equal([20, 40, 80, 160, 320, 640, 1280, 2560, 5000, 5000, 5000], waits);
    }

    [Fact]
    public void TimeoutDoublesFromTheSecondOn_When_AWindowIsOnItsWay()
    {
        TransferBench bench = TransferBench.OpenSender(512_000, 0.05, (OptionKind.WindowSize, 4));
        List<double> waits = [];
        for (int i = 0; i < 4; i++)
        {
            Instant sent = bench.Now;
            do
            {
                bench.Sent();
                bench.Expire();
            }
            while (bench.Machine.Statistics.Timeouts == i);
            waits.Add(Math.Round((bench.Now - sent).TotalMilliseconds / 20));
        }

        Assert.Equal([1, 1, 2, 4], waits);
    }

    [Fact]
    public void AckOfARepeatedBlockIsNoSample_When_KarnsRuleHolds()
    {
        TransferBench bench = OpenAndRepeatOnce();
        bench.Advance(1);
        bench.Ack(2);
        bench.Sent();
        Assert.Equal(10, bench.Machine.Statistics.SmoothedRoundTrip.TotalMilliseconds, 3);
    }

    [Fact]
    public void TimeoutGoesBackToTheMeasuredOne_When_TheRepeatedBlockIsAcknowledgedOnce()
    {
        TransferBench bench = OpenAndRepeatOnce();
        bench.Advance(1);
        bench.Ack(2);
        bench.Sent();
        Assert.Equal(30, bench.Expire(), 3);
    }

    [Fact]
    public void TimeoutStaysDoubled_When_BothCopiesAreAcknowledged()
    {
        TransferBench bench = OpenAndRepeatOnce();
        bench.Advance(1);
        bench.Ack(2);
        bench.Sent();
        bench.Ack(2);
        bench.Expire();
        Assert.Empty(bench.Sent().Skip(1));
        Assert.Equal(120, bench.Expire(), 3);
    }

    [Fact]
    public void TimeoutStaysDoubled_When_ThreeBlocksInARowGaveNoSample()
    {
        TransferBench bench = OpenAndRepeatOnce();
        double[] waits = [.. Enumerable.Range(2, 3).Select(block => AnswerAndOutwait(bench, block))];
        Assert.Equal([30, 30, 60], waits);
    }

    [Fact]
    public void TimeoutGoesBackToTheMeasuredOne_When_TwoThatStayedDoubledRanOutAsWell()
    {
        // Three answers in a row after a repetition may mean that the path has become slow; that the longer timeouts run
        // out too, and the answer to the repetition comes at once, means that it loses packets.
        TransferBench bench = OpenAndRepeatOnce();
        double[] waits = [.. Enumerable.Range(2, 5).Select(block => AnswerAndOutwait(bench, block))];
        Assert.Equal([30, 30, 60, 120, 30], waits);

        // The second copy of an answer from before does not bring them back.
        bench.Ack(6);
        bench.Expire();
        bench.Sent();
        Assert.Equal(120, bench.Expire(), 3);
    }

    [Fact]
    public void TimeoutGoesBackToTheMeasuredOne_When_TheSecondAckCameFromTheClientsOwnTimer()
    {
        TransferBench bench = OpenAndRepeatOnce();
        double[] waits = [.. Enumerable.Range(2, 3).Select(block => AnswerAndOutwait(bench, block, twice: block == 2))];
        Assert.Equal([30, 120, 30], waits);
    }

    [Fact]
    public void TimeoutGoesBackToTheFirstOne_When_NothingWasMeasuredYet()
    {
        TransferBench bench = TransferBench.Sender(50_000);
        bench.Sent();
        bench.Expire();
        bench.Sent();
        bench.Advance(1);
        bench.Ack(1);
        bench.Sent();
        Assert.Equal(1000, bench.Expire(), 3);
    }

    [Fact]
    public void PeerIsWaitedForAtLeastTwentyFiveSeconds_When_ItFallsSilentMidway()
    {
        TransferBench bench = TransferBench.Sender(50_000);
        bench.Sent();
        bench.Advance(0.05);
        bench.Ack(1);
        int packets = bench.Sent().Length;
        while (bench.Machine.Outcome == TransferOutcome.None)
        {
            bench.Expire();
            packets += bench.Sent().Count(line => line.StartsWith("DATA", StringComparison.Ordinal));
        }

        Assert.Equal(TransferOutcome.Stalled, bench.Machine.Outcome);
        Assert.InRange((bench.Now - Instant.Zero).TotalSeconds, 25, 60);
        Assert.InRange(packets, 5, 21);
    }

    [Fact]
    public void AgreedTimeoutIsObeyedExactly_When_ItWasGranted()
    {
        TransferBench bench = TransferBench.Sender(50_000, null, (OptionKind.Timeout, 6));
        bench.Sent();
        bench.Advance(0.05);
        bench.Ack(0);
        bench.Sent();
        Assert.Equal(6000, bench.Expire(), 3);
        bench.Sent();
        Assert.Equal(6000, bench.Expire(), 3);
    }

    [Fact]
    public void AgreedTimeoutIsInMicroseconds_When_UtimeoutWasGranted()
    {
        TransferBench bench = TransferBench.Sender(50_000, null, (OptionKind.MicrosecondTimeout, 250_000));
        bench.Sent();
        bench.Ack(0);
        bench.Sent();
        Assert.Equal(250, bench.Expire(), 3);
    }

    [Fact]
    public void NothingHappens_When_TheTimeoutCallIsSpurious()
    {
        TransferBench bench = TransferBench.Sender(50_000);
        bench.Sent();
        bench.Advance(999);
        bench.Machine.HandleTimeout(bench.Now);
        Assert.Empty(bench.Sent());
        Assert.Equal(0, bench.Machine.Statistics.Timeouts);
    }

    [Fact]
    public void AckIsRepeated_When_TheNextBlockDoesNotCome()
    {
        TransferBench bench = TransferBench.Receiver();
        bench.Sent();
        bench.Advance(10);
        bench.Data(1, 512);
        Assert.Equal(["ACK 1"], bench.Sent());
        bench.Expire();
        Assert.Equal(["ACK 1"], bench.Sent());
        Assert.Equal(1, bench.Machine.Statistics.Retransmissions);
    }

    [Fact]
    public void TransferEnds_When_ThePeerOnlyRepeatsItself()
    {
        TransferBench bench = TransferBench.Sender(50_000);
        bench.Sent();
        bench.Advance(1);
        bench.Ack(1);
        bench.Sent();
        double seconds = 0;
        while (bench.Machine.Outcome == TransferOutcome.None && seconds < 1000)
        {
            bench.Advance(1000);
            bench.Machine.HandleTimeout(bench.Now);
            bench.Ack(1);
            bench.Sent();
            seconds++;
        }

        Assert.Equal(TransferOutcome.Stalled, bench.Machine.Outcome);
        Assert.InRange(seconds, 100, 130);
    }

    /// <summary>Sends what is due, bursts and all, until a timeout; how long that was after the last packet.</summary>
    private static double WaitForTimeout(TransferBench bench)
    {
        Instant sent = bench.Now;
        long timeouts = bench.Machine.Statistics.Timeouts;
        while (bench.Machine.Statistics.Timeouts == timeouts)
        {
            if (bench.Sent().Length > 0)
            {
                sent = bench.Now;
            }

            bench.Expire();
        }

        return (bench.Now - sent).TotalMilliseconds;
    }

    /// <summary>Acknowledges a block 1 ms after its repetition; how long the next one then waits until it is repeated.</summary>
    private static double AnswerAndOutwait(TransferBench bench, int block, bool twice = false)
    {
        bench.Advance(1);
        bench.Ack((ushort)block);
        bench.Sent();
        if (twice)
        {
            bench.Ack((ushort)block);
        }

        double waited = bench.Expire();
        bench.Sent();
        return Math.Round(waited, 3);
    }

    /// <summary>A round trip of 10 ms is measured, block 2 is sent, times out after 30 ms, and is sent again.</summary>
    private static TransferBench OpenAndRepeatOnce()
    {
        TransferBench bench = TransferBench.Sender(50_000);
        bench.Sent();
        bench.Advance(10);
        bench.Ack(1);
        bench.Sent();
        Assert.Equal(30, bench.Expire(), 3);
        Assert.Equal(["DATA 2 @512+512"], bench.Sent());
        return bench;
    }
}
