using Oack.Content;
using Oack.Net;
using Oack.Protocol;
using Oack.Protocol.Transfer;
using Oack.Protocol.Wire;
using Oack.Server.Tests.Support;
using static Oack.Server.Tests.Support.ShardHarness;

namespace Oack.Server.Tests.Shard;

/// <summary>A whole transfer of a file on disk leaves next to nothing to the garbage collector.</summary>
public sealed class TransferAllocationTests : IDisposable
{
    private const int WarmUp = 500;
    private const int Measured = 5_000;
    private const int MaxBytes = 200;

    private readonly string _root = Directory.CreateTempSubdirectory("oack-").FullName;
    private readonly DatagramTrain _train = new();
    private readonly byte[] _request = Packets.Rrq("f", ("blksize", "1428"), ("tsize", "0"));
    private readonly byte[] _ack = Packets.Ack(0);
    private Instant _now = new(TimeSpan.TicksPerHour);

    public TransferAllocationTests() => File.WriteAllBytes(Path.Combine(_root, "f"), Packets.Content(8_000));

    [Fact]
    public void A_transfer_costs_at_most_200_bytes_when_no_record_of_it_is_wanted()
    {
        using DirectoryContent content = new(new DirectoryContentOptions { Root = _root });
        TftpShard shard = new(new TftpServerOptions(), content, ContentExecutor.Default, new SilentObserver());
        Repeat(shard, WarmUp);

        long before = GC.GetAllocatedBytesForCurrentThread();
        Repeat(shard, Measured);
        long each = (GC.GetAllocatedBytesForCurrentThread() - before) / Measured;

        Assert.Equal(WarmUp + Measured, shard.ReadCounters().Completed);
        Assert.InRange(each, 0, MaxBytes);
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    private void Repeat(TftpShard shard, int count)
    {
        for (int i = 0; i < count; i++)
        {
            _now += TimeSpan.FromMilliseconds(1);
            Fetch(shard, PeerEndpoint.FromIPv4(0x0A000002, (ushort)(1_024 + (i % 1_000))));
        }
    }

    private void Fetch(TftpShard shard, PeerEndpoint client)
    {
        shard.HandleDatagram(_now, new(ChannelId.Listener(0), client, ServerAddress, false), _request);
        ChannelId channel = Drain(shard, out int block);
        for (int i = 0; i < 10 && block >= 0; i++)
        {
            _ack[3] = (byte)block;
            shard.HandleDatagram(_now, new(channel, client, ServerAddress, false), _ack);
            Drain(shard, out block);
        }

        while (shard.TryPollClosedChannel(out _))
        {
        }
    }

    /// <summary>Gives the block that was sent: 0 for the OACK, -1 when nothing was.</summary>
    private ChannelId Drain(TftpShard shard, out int block)
    {
        ChannelId channel = default;
        block = -1;
        while (shard.TryPollTransmit(_now, _train, out OutgoingTrain outgoing))
        {
            channel = outgoing.Channel;
            block = _train[0][1] == (byte)Opcode.OptionAcknowledgment ? 0 : _train[0][3];
            _train.Clear();
        }

        return channel;
    }

    private sealed class SilentObserver : ITransferObserver
    {
        public bool WantsStarts => false;

        public bool WantsRecord(TransferOutcome outcome) => false;

        public void OnTransferStarted(ActiveTransfer transfer) => Assert.Fail("a start that nobody wants");

        public void OnTransferEnded(TransferRecord record) => Assert.Fail(record.ToText());

        public void OnRequestRejected(PeerEndpoint client, RequestRejection reason) => Assert.Fail(reason.ToString());

        public void OnContentFaulted(string name, Exception exception) => Assert.Fail(exception.ToString());
    }
}
