using System.Buffers.Binary;
using Oack.Protocol.Options;
using Oack.Protocol.Transfer;
using Oack.Protocol.Wire;

namespace Oack.Protocol.Tests.Transfer;

/// <summary>
/// The usual packets take a short way past the rules, to the same end: an ACK of four bytes takes it, and one with bytes
/// behind, which the field has seen and which count for nothing, does not.
/// </summary>
public class UsualPacketTests
{
    [Theory]
    [InlineData(1, 0)]
    [InlineData(1, 1)]
    [InlineData(4, 0)]
    [InlineData(64, 0)]
    public void AckOfAllThatWasSent_DoesWhatTheRuleSays_When_ItTakesTheShortWay(int windowBlocks, int rolloverTo)
    {
        const int BlockSize = 8;
        const int Blocks = 66_000;
        (OptionKind Kind, long Value)[] granted =
        [
            (OptionKind.BlockSize, BlockSize), (OptionKind.WindowSize, windowBlocks), (OptionKind.Rollover, rolloverTo),
        ];
        TransferBench shortWay = TransferBench.OpenSender(BlockSize * Blocks, 1, granted);
        TransferBench longWay = TransferBench.OpenSender(BlockSize * Blocks, 1, granted);
        for (long acknowledged = windowBlocks; acknowledged < Blocks; acknowledged += windowBlocks)
        {
            Assert.Equal(longWay.Sent(), shortWay.Sent());
            shortWay.Advance(1);
            longWay.Advance(1);
            Assert.Equal(Acknowledge(longWay, acknowledged, rolloverTo, bytesBehind: 1), Acknowledge(shortWay, acknowledged, rolloverTo, bytesBehind: 0));
            Assert.Equal(longWay.Machine.Statistics, shortWay.Machine.Statistics);
            Assert.Equal(longWay.Machine.NextDeadline, shortWay.Machine.NextDeadline);
        }

        Assert.True(shortWay.Machine.Statistics.PayloadBytes > BlockSize * (Blocks - windowBlocks - 1));
    }

    [Fact]
    public void BlockFromAStranger_IsRefused_When_ItIsTheNextOne()
    {
        TransferBench bench = TransferBench.Reader(null, (OptionKind.BlockSize, 8));
        bench.Sent();
        Assert.Equal(Disposition.Accepted, bench.OptionAck("blksize", "8"));
        Assert.Equal(["ACK 0"], bench.Sent());
        bench.From = TransferBench.Stranger;
        Assert.Equal(Disposition.ForeignPeer, bench.Data(1, 8));
        bench.From = TransferBench.Peer;
        Assert.Equal(Disposition.Accepted, bench.Data(1, 8));
        Assert.Equal(new ReceivedPayload(0, DataPacket.HeaderBytes, 8, IsLast: false), bench.Payload);
        Assert.Equal(bench.Now, bench.Machine.LastHeard);
    }

    private static Disposition Acknowledge(TransferBench bench, long block, int rolloverTo, int bytesBehind)
    {
        byte[] datagram = new byte[AckPacket.Bytes + bytesBehind];
        BinaryPrimitives.WriteUInt16BigEndian(datagram, (ushort)Opcode.Acknowledgment);
        BinaryPrimitives.WriteUInt16BigEndian(datagram.AsSpan(2), BlockNumber.ToWire(block, (ushort)rolloverTo));
        return bench.Machine.HandleDatagram(bench.Now, TransferBench.Peer, datagram, out _);
    }
}
