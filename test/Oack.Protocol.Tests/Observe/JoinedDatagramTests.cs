using Oack.Protocol.Observe;
using static Oack.Protocol.Tests.Observe.TrackerBench;

namespace Oack.Protocol.Tests.Observe;

/// <summary>A capture on a host that segments datagrams in its network card shows many blocks in one datagram.</summary>
public sealed class JoinedDatagramTests
{
    private readonly TrackerBench _bench = new();

    [Fact]
    public void EachBlockIsTold_When_AWindowIsSeenAsOneDatagram()
    {
        _bench.Read("a", "windowsize", "4").OptionAck("windowsize", "4").Ack(0);
        _bench.ToClient([.. DataOf(1, 512), .. DataOf(2, 512), .. DataOf(3, 512), .. DataOf(4, 512)]).Ack(4);
        _bench.ToClient([.. DataOf(5, 512), .. DataOf(6, 7)]).Ack(6);

        Assert.Empty(_bench.Only.Findings);
        Assert.Equal(ObservedOutcome.Complete, _bench.Only.Outcome);
        Assert.Equal((5 * 512) + 7, _bench.Only.Bytes);
        Assert.Equal(6, _bench.Only.Blocks);
    }

    [Fact]
    public void TheBlockIsTooLong_When_WhatFollowsIsNoBlock()
    {
        _bench.Read("a", "blksize", "512").OptionAck("blksize", "512").Ack(0).Data(1, 1500).Ack(1);

        Assert.Contains("unagreed-block-size", CodesOf(_bench.Only));
    }
}
