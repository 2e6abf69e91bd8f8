using Oack.Protocol.Transfer;
using Oack.Simulation.Checkers;
using Oack.Simulation.Network;
using Oack.Simulation.Nodes;

namespace Oack.Simulation.Tests.Checkers;

public sealed class BoundsCheckerTests
{
    private readonly CheckerBench _bench = new();

    [Fact]
    public void BreachIsSeen_When_AReceiverSendsTwiceForOneDatagram()
    {
        var checker = new PacketBoundsChecker(_bench.Loop, _bench.Flows, peerIsHonest: true);
        TransferNode node = _bench.Receiver();
        checker.OnHandled(node, Sighting(_bench.Data(1), false), Disposition.Accepted, default);
        checker.OnSent(node, Sighting(RawPacket.MakeAck(1), true), null);
        Assert.Empty(_bench.Broken);
        checker.OnSent(node, Sighting(RawPacket.MakeAck(1), true), null);
        Assert.Equal(["bounded packets"], _bench.Broken);
    }

    [Fact]
    public void BreachIsSeen_When_AnEventComesTwice()
    {
        var checker = new LifecycleChecker(_bench.Loop);
        TransferNode node = _bench.Receiver();
        checker.OnTransferEvent(node, _bench.Now, TransferEventKind.Negotiated);
        Assert.Empty(_bench.Broken);
        checker.OnTransferEvent(node, _bench.Now, TransferEventKind.Negotiated);
        Assert.Equal(["lifecycle"], _bench.Broken);
    }

    [Fact]
    public void BreachIsSeen_When_ItClosesWithoutAnEnd()
    {
        var checker = new LifecycleChecker(_bench.Loop);
        checker.OnTransferEvent(_bench.Receiver(), _bench.Now, TransferEventKind.Closed);
        Assert.Equal(["lifecycle"], _bench.Broken);
    }

    [Fact]
    public void BreachIsSeen_When_ATransferDoesNotGetOn()
    {
        var checker = new EndsChecker(_bench.Loop);
        TransferNode node = _bench.Receiver();
        checker.OnTimeout(node, _bench.Now);
        Assert.Empty(_bench.Broken);
        checker.OnTimeout(node, _bench.Now + TimeSpan.FromMinutes(10));
        Assert.Equal(["always ends"], _bench.Broken);
    }

    [Fact]
    public void BreachIsSeen_When_ATransferIsNotClosedAtTheEnd()
    {
        var checker = new EndsChecker(_bench.Loop);
        _bench.Loop.Add(_bench.Receiver());
        checker.OnFinished(_bench.Now);
        Assert.Equal(["always ends"], _bench.Broken);
    }

    [Fact]
    public void BreachIsSeen_When_TheCountsAreWrong()
    {
        var checker = new StatisticsChecker(_bench.Loop, _bench.Content, peerIsHonest: true);
        checker.OnHandled(_bench.Receiver(), Sighting(_bench.Data(1), false), Disposition.Accepted, default);
        checker.OnFinished(_bench.Now);
        Assert.Equal(["statistics"], _bench.Broken);
    }

    private PacketSighting Sighting(byte[] packet, bool isSent) => isSent
        ? new PacketSighting(_bench.Now, CheckerBench.Server, CheckerBench.Client, packet, PacketMarks.None)
        : new PacketSighting(_bench.Now, CheckerBench.Client, CheckerBench.Server, packet, PacketMarks.None);
}
