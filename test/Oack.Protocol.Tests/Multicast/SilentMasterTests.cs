using Oack.Protocol.Multicast;
using Oack.Protocol.Transfer;

namespace Oack.Protocol.Tests.Multicast;

public sealed class SilentMasterTests
{
    [Fact]
    public void NextReceiverTakesOver_When_TheMasterFallsSilent()
    {
        SendSessionBench bench = WithMasterAt(block: 1);
        for (int i = 0; i < 2; i++)
        {
            bench.Expire();
            Assert.Equal(["group: DATA 2"], bench.Sent());
        }

        Instant before = bench.Now;
        bench.Expire();
        Assert.Equal(["1: OACK mc=0", "2: OACK mc=1"], bench.Sent());
        Assert.Contains("LostMaster 1", bench.Events());
        Assert.True(bench.Now - before < TimeSpan.FromSeconds(1), "listeners must not wait long");

        bench.Ack(2, 1);
        Assert.Equal(["group: DATA 2"], bench.Sent());
    }

    [Fact]
    public void FormerMasterIsAskedAgain_When_TheNewOneIsDone()
    {
        SendSessionBench bench = WithMasterAt(block: 1);
        bench.Expire();
        bench.Expire();
        bench.Expire();
        bench.Sent();
        bench.Ack(2, 3);

        // RFC 2090: the server shall reattempt to send an OACK to the one that did not respond.
        bench.Expire();
        Assert.Equal(["1: OACK mc=1"], bench.Sent());
        bench.Ack(1, 1);
        Assert.Equal(["group: DATA 2"], bench.Sent());
    }

    [Fact]
    public void MasterIsToldAgain_When_ItsOnlyAckMayBeThatOfAListener()
    {
        SendSessionBench bench = new(blocks: 3);
        bench.Join(1);
        Assert.Equal(["1: OACK mc=1"], bench.Sent());
        bench.Ack(1, 0);
        Assert.Equal(["group: DATA 1"], bench.Sent());

        bench.Expire();
        Assert.Equal(["1: OACK mc=1", "group: DATA 1"], bench.Sent());

        bench.Ack(1, 1);
        Assert.Equal(["group: DATA 2"], bench.Sent());
        bench.Expire();
        Assert.Equal(["group: DATA 2"], bench.Sent());
    }

    [Fact]
    public void StrangerHoldsNobodyUp_When_ItNeverAnswers()
    {
        SendSessionBench bench = new(blocks: 3);
        bench.Join(1);
        bench.Join(2);
        bench.Sent();
        bench.Expire();
        Assert.Equal(["1: OACK mc=0", "2: OACK mc=1"], bench.Sent());
    }

    [Fact]
    public void OneThatAsksForTheSameForEverIsPassedOver_When_OthersWait()
    {
        SendSessionBench bench = WithMasterAt(block: 0);
        for (int i = 0; i < MulticastSettings.Default.MaxAcksWithoutProgress; i++)
        {
            bench.Advance(100);
            bench.Ack(1, 0);
            bench.Sent();
        }

        Assert.Equal(SendSessionBench.Host(2), bench.Session.Master);
    }

    [Fact]
    public void ReceiverIsGivenUp_When_PatienceRunsOutAndNobodyElseIsThere()
    {
        SendSessionBench bench = new(blocks: 3);
        bench.Join(1);
        bench.Sent();
        bench.Ack(1, 0);
        for (int i = 0; i < 100 && !bench.Session.IsClosed; i++)
        {
            bench.Sent();
            bench.Expire();
        }

        Assert.Equal(["1: ERROR 0"], bench.Sent());
        Assert.Contains("ReceiverLost 1", bench.Events());
        Assert.InRange((bench.Now - Instant.Zero).TotalSeconds, 30, 40);
    }

    private static SendSessionBench WithMasterAt(int block)
    {
        SendSessionBench bench = new(blocks: 3);
        bench.Join(1);
        bench.Join(2);
        bench.Sent();
        for (int i = 0; i <= block; i++)
        {
            bench.Advance(1);
            Assert.Equal(Disposition.Accepted, bench.Ack(1, i));
            Assert.Equal([$"group: DATA {i + 1}"], bench.Sent());
        }

        bench.Events();
        return bench;
    }
}
