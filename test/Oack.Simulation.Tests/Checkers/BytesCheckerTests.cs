using Oack.Protocol.Transfer;
using Oack.Simulation.Checkers;
using Oack.Simulation.Network;
using Oack.Simulation.Nodes;

namespace Oack.Simulation.Tests.Checkers;

public sealed class BytesCheckerTests
{
    private readonly CheckerBench _bench = new();

    [Fact]
    public void BreachIsSeen_When_ABlockCarriesOtherBytes()
    {
        _bench.Under(new SentDataChecker(_bench.Loop, _bench.Flows, _bench.Content))
            .Hears(RawPacket.MakeRequest(1, [])).Sends(_bench.Data(1), SendCause.Start).Hears(RawPacket.MakeAck(1));
        Assert.Empty(_bench.Broken);
        _bench.Sends(RawPacket.MakeData(2, _bench.Content.At(0, 512)));
        Assert.Equal(["sent bytes"], _bench.Broken);
    }

    [Fact]
    public void BreachIsSeen_When_TheLastBlockIsTooShort()
    {
        _bench.Under(new SentDataChecker(_bench.Loop, _bench.Flows, _bench.Content))
            .Hears(RawPacket.MakeRequest(1, [])).Sends(RawPacket.MakeData(1, _bench.Content.At(0, 511)), SendCause.Start);
        Assert.Equal(["sent bytes"], _bench.Broken);
    }

    [Theory]
    [InlineData(0, 4, 512, false, 0, true)]
    [InlineData(512, 4, 512, false, 0, false)]
    [InlineData(0, 3, 512, false, 0, false)]
    [InlineData(0, 4, 511, false, 0, false)]
    [InlineData(0, 4, 512, true, 0, false)]
    [InlineData(0, 4, 512, false, 1, false)]
    public void BreachIsSeen_When_AReceiverTakesWhatDoesNotFit(
        long offset, int start, int length, bool isLast, int damage, bool isFine)
    {
        var checker = new DeliveredBytesChecker(_bench.Loop, _bench.Content, senderIsHonest: true);
        byte[] packet = _bench.Data(1);
        packet[100] ^= (byte)damage;
        var sighting = new PacketSighting(_bench.Now, CheckerBench.Client, CheckerBench.Server, packet, PacketMarks.None);
        checker.OnHandled(_bench.Receiver(), sighting, Disposition.Accepted, new ReceivedPayload(offset, start, length, isLast));
        Assert.Equal(isFine ? [] : ["delivered bytes"], _bench.Broken);
    }

    [Fact]
    public void BreachIsSeen_When_ItSaysReceivedTooEarly()
    {
        var checker = new DeliveredBytesChecker(_bench.Loop, _bench.Content, senderIsHonest: true);
        checker.OnTransferEvent(_bench.Receiver(), _bench.Now, TransferEventKind.Received);
        Assert.Equal(["delivered bytes"], _bench.Broken);
    }

    [Fact]
    public void BreachIsSeen_When_TheLastBlockIsAcknowledgedBeforeItIsStored()
    {
        var checker = new StorageChecker(_bench.Loop);
        TransferNode node = _bench.Receiver();
        var data = new PacketSighting(_bench.Now, CheckerBench.Client, CheckerBench.Server, RawPacket.MakeData(1, [1]), PacketMarks.None);
        checker.OnHandled(node, data, Disposition.Accepted, new ReceivedPayload(0, 4, 1, true));
        var ack = new PacketSighting(_bench.Now, CheckerBench.Server, CheckerBench.Client, RawPacket.MakeAck(1), PacketMarks.None);
        checker.OnSent(node, ack, null);
        Assert.Equal(["last ACK after storage"], _bench.Broken);
    }
}
