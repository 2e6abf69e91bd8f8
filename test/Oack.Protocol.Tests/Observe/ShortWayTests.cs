using Oack.Protocol.Observe;
using static Oack.Protocol.Tests.Observe.TrackerBench;

namespace Oack.Protocol.Tests.Observe;

/// <summary>A side of a transfer may take the short way for usual packets: it must lead to the same place.</summary>
public sealed class ShortWayTests
{
    private static readonly PeerEndpoint s_client = PeerEndpoint.FromIPv4(0x0A000005, 2_001);

    [Theory]
    [InlineData(1, 0)]
    [InlineData(1, 5)]
    [InlineData(8, 0)]
    [InlineData(8, 5)]
    public void BothWaysLeadToTheSameVerdicts_When_PacketsAreLostAndDoubled(int window, int lossPercent)
    {
        int taken = 0;
        for (int seed = 0; seed < 40; seed++)
        {
            ObservedTransfer shortWay = Run(seed, window, lossPercent, usesShortWay: true, ref taken);
            int none = 0;
            ObservedTransfer longWay = Run(seed, window, lossPercent, usesShortWay: false, ref none);

            Assert.Equal(CodesOf(longWay), CodesOf(shortWay));
            Assert.Equal(longWay.Findings.Select(finding => (finding.Frame, finding.Explanation)), shortWay.Findings.Select(finding => (finding.Frame, finding.Explanation)));
            Assert.Equal(
                (longWay.Outcome, longWay.Bytes, longWay.Blocks, longWay.Packets, longWay.Retransmissions, longWay.LastFrame, longWay.Time),
                (shortWay.Outcome, shortWay.Bytes, shortWay.Blocks, shortWay.Packets, shortWay.Retransmissions, shortWay.LastFrame, shortWay.Time));
        }

        Assert.True(taken > 1_000, $"only {taken} packets took the short way");
    }

    private static ObservedTransfer Run(int seed, int window, int lossPercent, bool usesShortWay, ref int taken)
    {
        var tracker = new ConversationTracker(keepsEnded: false);
        var now = new Instant(TimeSpan.TicksPerDay);
        byte[] request = [0, 1, .. "file"u8, 0, .. "octet"u8, 0, .. "windowsize"u8, 0, (byte)('0' + window), 0];
        ObservedTransfer transfer = tracker.Begin(new ObservedDatagram(now, 1, s_client, Server, request.Length), request)!;
        var random = new Random(seed);
        int taken2 = 0;
        Show([0, 6, .. "windowsize"u8, 0, (byte)('0' + window), 0], fromClient: false);
        Show(AckOf(0), fromClient: true);
        for (long acked = 0; acked < 100;)
        {
            long received = acked;
            for (long block = acked + 1; block <= Math.Min(acked + window, 100); block++)
            {
                Show(DataOf(block, block == 100 ? 7 : 512), fromClient: false);
                received += random.Next(100) >= lossPercent && received == block - 1 ? 1 : 0;
            }

            if (received == acked || random.Next(100) < lossPercent)
            {
                now += TimeSpan.FromMilliseconds(200);
                continue;
            }

            Show(AckOf(received), fromClient: true);
            acked = received;
        }

        taken += taken2;
        tracker.End(transfer, now);
        return transfer;

        void Show(byte[] datagram, bool fromClient)
        {
            now += TimeSpan.FromMilliseconds(0.2);
            if (usesShortWay && transfer.TryObserveUsual(now, datagram, fromClient))
            {
                taken2++;
                return;
            }

            (PeerEndpoint from, PeerEndpoint to) = fromClient ? (s_client, Tid) : (Tid, s_client);
            transfer.Observe(new ObservedDatagram(now, transfer.Packets + 1, from, to, datagram.Length), datagram, fromClient);
        }
    }
}
