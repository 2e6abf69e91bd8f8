using System.Buffers.Binary;
using Oack.Content;
using Oack.Net;
using Oack.Protocol;
using Oack.Protocol.Wire;
using Oack.Server.Tests.Support;
using Oack.Tests.Common;
using static Oack.Server.Tests.Support.ShardHarness;

namespace Oack.Server.Tests.Shard;

/// <summary>In steady state a block costs no allocation, in either direction.</summary>
public sealed class AllocationTests
{
    private const int WarmUpBlocks = 2_000;
    private const int MeasuredBlocks = 20_000;

    // A measurement may be made again; small blocks keep the file small.
    private const int MostBlocks = WarmUpBlocks + (60 * MeasuredBlocks);
    private const int SentBlockSize = 8;

    private readonly DatagramTrain _train = new();
    private int _blocks;
    private Instant _now = new(TimeSpan.TicksPerHour);

    [Fact]
    public void A_block_sent_allocates_nothing()
    {
        (TftpShard shard, IncomingDatagram incoming, byte[] ack) = OpenRead();
        long allocated = Measure(block =>
        {
            BinaryPrimitives.WriteUInt16BigEndian(ack.AsSpan(2), (ushort)block);
            shard.HandleDatagram(_now, incoming, ack);
            Drain(shard);
        });

        Assert.Equal(0, allocated);
        Assert.Equal(0, shard.ReadCounters().Retransmissions);
        Assert.Equal((_blocks + 1L) * SentBlockSize, shard.ReadCounters().PayloadBytesSent);
    }

    [Fact]
    public void A_block_answered_in_one_step_allocates_nothing()
    {
        (TftpShard shard, IncomingDatagram incoming, byte[] ack) = OpenRead();
        int answers = 0;

        long allocated = Measure(block =>
        {
            BinaryPrimitives.WriteUInt16BigEndian(ack.AsSpan(2), (ushort)block);
            answers += shard.TryAnswer(_now, incoming, ack, _train) && _train.Count == 1 ? 1 : 0;
            _train.Clear();
        });

        Assert.Equal(0, allocated);
        Assert.Equal(_blocks, answers);
        Assert.False(shard.MayTransmit);
        Assert.Equal((_blocks + 1L) * SentBlockSize, shard.ReadCounters().PayloadBytesSent);
    }

    [Fact]
    public void A_block_received_allocates_nothing()
    {
        TestContent content = new() { OnOpenWrite = upload => upload.Forgets = true };
        TftpShard shard = new(new TftpServerOptions(), content, ContentExecutor.Inline);
        shard.HandleDatagram(_now, new(ChannelId.Listener(0), ClientA, ServerAddress, false), Packets.Wrq("f"));
        ChannelId channel = Drain(shard);
        byte[] data = Packets.Data(0, new byte[512]);

        long allocated = Measure(block =>
        {
            BinaryPrimitives.WriteUInt16BigEndian(data.AsSpan(2), (ushort)block);
            shard.HandleDatagram(_now, new(channel, ClientA, ServerAddress, false), data);
            Drain(shard);
        });

        Assert.Equal(0, allocated);
        Assert.Equal(_blocks * 512L, shard.ReadCounters().PayloadBytesReceived);
    }

    /// <summary>A read that has sent DATA 1; where its client's ACKs come from, and ACK 0.</summary>
    private (TftpShard Shard, IncomingDatagram Incoming, byte[] Ack) OpenRead()
    {
        byte[] file = new byte[SentBlockSize * MostBlocks];
        TftpShard shard = new(
            new TftpServerOptions(), DelegateContent.FromBytes((_, _) => new(file)), ContentExecutor.Inline);
        shard.HandleDatagram(_now, new(ChannelId.Listener(0), ClientA, ServerAddress, false), Packets.Rrq("f", ("blksize", $"{SentBlockSize}")));
        IncomingDatagram incoming = new(Drain(shard), ClientA, ServerAddress, false);
        byte[] ack = Packets.Ack(0);
        shard.HandleDatagram(_now, incoming, ack);
        Drain(shard);
        return (shard, incoming, ack);
    }

    private long Measure(Action<int> moveBlock)
    {
        Move(WarmUpBlocks);
        return Allocations.Measure(() => Move(MeasuredBlocks));

        void Move(int count)
        {
            for (int moved = 0; moved < count; moved++)
            {
                _now += TimeSpan.FromMicroseconds(100);
                moveBlock(++_blocks);
            }
        }
    }

    private ChannelId Drain(TftpShard shard)
    {
        ChannelId channel = default;
        while (shard.TryPollTransmit(_now, _train, out OutgoingTrain outgoing))
        {
            _train.Clear();
            channel = outgoing.Channel;
        }

        _ = shard.NextDeadline;
        return channel;
    }
}
