using Oack.Net;
using Oack.Protocol;
using Oack.Protocol.Wire;

namespace Oack.Server.Tests.Support;

/// <summary>
/// A shard, a virtual clock, and a network that is a list: what was sent stands in <see cref="Sent"/> until it is taken.
/// It drives as an engine does, in the same order of calls.
/// </summary>
internal sealed class ShardHarness : ITransferObserver
{
    internal static readonly PeerEndpoint ServerAddress = PeerEndpoint.FromIPv4(0x0A000001, 69);
    internal static readonly PeerEndpoint ClientA = PeerEndpoint.FromIPv4(0x0A000002, 2001);
    internal static readonly PeerEndpoint ClientB = PeerEndpoint.FromIPv4(0x0A000003, 2001);

    private readonly DatagramTrain _train = new();
    private bool _isWoken;

    internal ShardHarness(Action<TftpServerOptions>? configure = null, IContentExecutor? executor = null)
    {
        TftpServerOptions options = new();
        configure?.Invoke(options);
        Shard = new TftpShard(options, Content, executor ?? ContentExecutor.Inline, this)
        {
            WakeRequested = () => Volatile.Write(ref _isWoken, true),
        };
        _isWoken = false;
    }

    internal TestContent Content { get; } = new();

    internal TftpShard Shard { get; }

    internal Instant Now { get; set; } = new(TimeSpan.TicksPerHour);

    internal List<SentDatagram> Sent { get; } = [];

    internal List<ChannelId> Closed { get; } = [];

    /// <summary>How many datagrams were answered by the short way.</summary>
    internal int Answers { get; private set; }

    internal List<TransferRecord> Records { get; } = [];

    internal List<ActiveTransfer> Started { get; } = [];

    internal List<RequestRejection> Rejections { get; } = [];

    internal List<Exception> Faults { get; } = [];

    internal TransferRecord Record => Assert.Single(Records);

    /// <summary>A datagram to the listening port.</summary>
    internal void Ask(PeerEndpoint from, byte[] datagram, bool isBroadcast = false, int listener = 0)
    {
        Shard.HandleDatagram(Now, new IncomingDatagram(ChannelId.Listener(listener), from, ServerAddress, isBroadcast), datagram);
        Drain();
    }

    /// <summary>A datagram to the channel that an earlier answer came from.</summary>
    internal void Reply(SentDatagram to, byte[] datagram, PeerEndpoint? from = null)
    {
        Hear(new IncomingDatagram(to.Channel, from ?? to.Remote, ServerAddress.WithPort(40_000), IsBroadcast: false), datagram);
        Drain();
    }

    /// <summary>A datagram by a transfer's channel, first by the short way, as in an engine that has one.</summary>
    internal void Hear(in IncomingDatagram incoming, byte[] datagram)
    {
        if (!Shard.TryAnswer(Now, incoming, datagram, _train))
        {
            Assert.Equal(0, _train.Count);
            Shard.HandleDatagram(Now, incoming, datagram);
        }
        else if (_train.Count > 0)
        {
            Answers++;
            Sent.Add(new SentDatagram(incoming.Channel, incoming.Remote, ServerAddress, _train[0].ToArray()));
            Assert.Equal(1, _train.Count);
            _train.Clear();
        }
    }

    /// <summary>The one datagram that was sent since the last look.</summary>
    internal SentDatagram TakeOne()
    {
        SentDatagram one = Assert.Single(Sent);
        Sent.Clear();
        return one;
    }

    /// <summary>All datagrams that were sent since the last look.</summary>
    internal List<SentDatagram> TakeAll()
    {
        List<SentDatagram> all = [.. Sent];
        Sent.Clear();
        return all;
    }

    /// <summary>Lets time pass, deadline by deadline.</summary>
    internal void Advance(TimeSpan span)
    {
        Instant end = Now + span;
        while (Shard.NextDeadline <= end)
        {
            Now = Instant.Max(Now, Shard.NextDeadline);
            Shard.HandleTimeout(Now);
            Drain();
        }

        Now = end;
    }

    /// <summary>Calls HandleWake if it was asked for.</summary>
    internal bool Wake()
    {
        if (!Volatile.Read(ref _isWoken))
        {
            return false;
        }

        Volatile.Write(ref _isWoken, false);
        Shard.HandleWake(Now);
        Drain();
        return true;
    }

    internal void Drain()
    {
        while (Shard.TryPollTransmit(Now, _train, out OutgoingTrain outgoing))
        {
            for (int index = 0; index < _train.Count; index++)
            {
                Sent.Add(new SentDatagram(outgoing.Channel, outgoing.Remote, outgoing.Local, _train[index].ToArray()));
            }

            _train.Clear();
        }

        while (Shard.TryPollClosedChannel(out ChannelId channel))
        {
            Closed.Add(channel);
        }
    }

    /// <summary>Reads a file in lock-step from a channel that sent DATA 1 last, and gives its bytes.</summary>
    internal byte[] ReadToEnd(SentDatagram first, int blockSize = 512)
    {
        List<byte> bytes = [];
        SentDatagram data = first;
        while (true)
        {
            Assert.Equal(3, data.Opcode);
            bytes.AddRange(data.Bytes.AsSpan(4));
            Reply(data, Packets.Ack(data.Number));
            if (data.Bytes.Length < blockSize + 4)
            {
                return [.. bytes];
            }

            data = TakeOne();
        }
    }

    void ITransferObserver.OnTransferStarted(ActiveTransfer transfer) => Started.Add(transfer);

    void ITransferObserver.OnTransferEnded(TransferRecord record) => Records.Add(record);

    void ITransferObserver.OnRequestRejected(PeerEndpoint client, RequestRejection reason) => Rejections.Add(reason);

    void ITransferObserver.OnContentFaulted(string name, Exception exception) => Faults.Add(exception);
}
