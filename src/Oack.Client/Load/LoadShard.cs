using Oack.Net;
using Oack.Protocol;
using Oack.Protocol.Transfer;
using Oack.Protocol.Wire;

namespace Oack.Client;

/// <summary>
/// Many clients on one thread: each reads the file, compares what arrives, and begins again from another port, until
/// the run has no transfers left. A block costs no allocation, a transfer one machine.
/// </summary>
/// <remarks>
/// No client dallies: a server that misses the last ACK hears from the host that the port is gone, as it does with
/// firmware.
/// </remarks>
internal sealed class LoadShard : IDatagramShard
{
    /// <summary>How often a channel is tried to open for one transfer.</summary>
    public const int MaxOpenTries = 16;

    private readonly LoadRun _run;
    private readonly LoadClient[] _clients;
    private readonly LoadDeadlines _deadlines;
    private readonly Queue<LoadClient> _ready;
    private readonly Queue<ChannelId> _closed = new();
    private Instant _limit = Instant.Never;
    private int _busy;
    private bool _isBegun;
    private bool _isEnding;

    /// <summary>Makes the clients; they begin with the first wake.</summary>
    /// <param name="run">What they do.</param>
    /// <param name="clients">How many, 1 or more.</param>
    public LoadShard(LoadRun run, int clients)
    {
        _run = run;
        _clients = [.. Enumerable.Range(0, clients).Select(slot => new LoadClient(slot))];
        _deadlines = new LoadDeadlines(clients);
        _ready = new Queue<LoadClient>(clients);
        Totals = new LoadTotals(run.Options.Transfers);
    }

    /// <summary>What was counted; to be read when the shard has stopped.</summary>
    public LoadTotals Totals { get; }

    /// <summary>How many clients it has.</summary>
    public int ClientCount => _clients.Length;

    /// <inheritdoc/>
    public Instant NextDeadline => Instant.Min(_deadlines.Earliest, _limit);

    /// <inheritdoc/>
    public Action? WakeRequested { get; set; }

    /// <inheritdoc/>
    public bool IsStopped => _isBegun && _busy == 0;

    /// <inheritdoc/>
    public void HandleDatagram(Instant now, in IncomingDatagram incoming, ReadOnlySpan<byte> datagram)
    {
        if (Find(incoming.Channel) is not { Machine: { } machine } client)
        {
            return;
        }

        _ = machine.HandleDatagram(now, incoming.Remote, datagram, out ReceivedPayload payload);
        if (!client.AnsweredAt.IsSet && machine.PeerHasAnswered)
        {
            client.AnsweredAt = now;
        }

        if (payload.LengthBytes > 0 && client.Failure is null)
        {
            ReadOnlySpan<byte> content = datagram.Slice(payload.StartInDatagram, payload.LengthBytes);
            if (_run.Reference.Compare(payload.Offset, content, ref client.Checksum) is { } failure)
            {
                Fail(now, client, machine, failure);
            }
        }

        if (payload.IsLast)
        {
            client.ReceivedAt = now;
        }

        MarkReady(client);
    }

    /// <inheritdoc/>
    public bool TryAnswer(Instant now, in IncomingDatagram incoming, ReadOnlySpan<byte> datagram, DatagramTrain answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        if (Find(incoming.Channel) is not { IsReady: false, Failure: null, Machine: { } machine } client
            || !client.AnsweredAt.IsSet
            || incoming.Remote != machine.Peer
            || !machine.TryStep(now, datagram, answer.Space, out int ackBytes, out ReceivedPayload payload))
        {
            return false;
        }

        ReadOnlySpan<byte> content = datagram.Slice(payload.StartInDatagram, payload.LengthBytes);
        if (_run.Reference.Compare(payload.Offset, content, ref client.Checksum) is { } failure)
        {
            Fail(now, client, machine, failure);
            MarkReady(client);
        }
        else
        {
            answer.SetSingle(ackBytes);
            _deadlines.Arm(client, machine.NextDeadline);
        }

        return true;
    }

    /// <inheritdoc/>
    public void HandleTimeout(Instant now)
    {
        if (now >= _limit)
        {
            CutShort(now);
        }

        while (_deadlines.TryTake(now, out LoadClient client))
        {
            if (client.Machine is not { } machine)
            {
                continue;
            }

            Instant deadline = machine.NextDeadline;
            if (deadline > now)
            {
                _deadlines.Arm(client, deadline);
                continue;
            }

            machine.HandleTimeout(now);
            MarkReady(client);
        }
    }

    /// <inheritdoc/>
    public void HandleWake(Instant now)
    {
        if (!_isBegun)
        {
            _isBegun = true;
            _limit = now + _run.Options.MaxTime;
            foreach (LoadClient client in _clients)
            {
                if (!TryBegin(now, client))
                {
                    break;
                }

                _busy++;
                MarkReady(client);
            }
        }

        if (_run.IsStopAsked)
        {
            CutShort(now);
        }
    }

    /// <inheritdoc/>
    public ChannelFailure HandleChannelFailed(Instant now, ChannelId channel, string cause)
    {
        if (Find(channel) is not { Machine: { } machine } client)
        {
            return ChannelFailure.Final;
        }

        // Another program may hold many ports in a row; the next try goes on behind those that were tried.
        int tries = client.Tries + 1;
        if (tries < MaxOpenTries && machine.Outcome == TransferOutcome.None && !_isEnding)
        {
            client.Begin(_run.NewTransfer(now));
            client.Tries = tries;
        }
        else
        {
            Fail(now, client, machine, cause);
        }

        MarkReady(client);
        return ChannelFailure.Final;
    }

    /// <inheritdoc/>
    public void HandleUnreachable(Instant now, ChannelId channel, PeerEndpoint remote)
    {
        if (Find(channel) is { Machine: { } machine } client && machine.Peer == remote)
        {
            machine.HandleUnreachable(now);
            MarkReady(client);
        }
    }

    /// <inheritdoc/>
    public bool MayTransmit => _ready.Count > 0;

    /// <inheritdoc/>
    public bool TryPollTransmit(Instant now, DatagramTrain train, out OutgoingTrain outgoing)
    {
        while (_ready.TryPeek(out LoadClient? client))
        {
            if (client.Machine is { } machine && machine.TryPollTransmit(now, train.Space, out Transmit transmit))
            {
                NoteSent(now, client);
                train.SetSingle(transmit.HeaderBytes);
                outgoing = new OutgoingTrain(client.Channel, transmit.To, default);
                if (!machine.MaySendNow && !TryGoOn(now, client))
                {
                    // As nearly always: the next call would find nothing.
                    Leave(client);
                }

                return true;
            }

            if (!TryGoOn(now, client))
            {
                Leave(client);
            }
        }

        outgoing = default;
        return false;
    }

    /// <inheritdoc/>
    public bool TryPollClosedChannel(out ChannelId channel) => _closed.TryDequeue(out channel);

    private LoadClient? Find(ChannelId channel) =>
        !channel.IsListener && (uint)channel.Index < (uint)_clients.Length && _clients[channel.Index].Channel == channel
            ? _clients[channel.Index]
            : null;

    private void MarkReady(LoadClient client)
    {
        if (!client.IsReady)
        {
            client.IsReady = true;
            _ready.Enqueue(client);
        }
    }

    private void Leave(LoadClient client)
    {
        _ready.Dequeue();
        client.IsReady = false;
    }

    private void NoteSent(Instant now, LoadClient client)
    {
        if (!client.StartedAt.IsSet)
        {
            client.StartedAt = now;
            Totals.NoteRequest(now);
        }
    }

    /// <summary>Hears what the machine has to tell; false when there is nothing more to poll for now.</summary>
    private bool TryGoOn(Instant now, LoadClient client)
    {
        if (client.Machine is not { } machine)
        {
            return false;
        }

        bool isMore = false;
        while (machine.TryPollEvent(out TransferEventKind transferEvent))
        {
            isMore = true;
            if (transferEvent == TransferEventKind.Negotiated)
            {
                Totals.NoteGrant(machine.Parameters);
            }
            else if (transferEvent == TransferEventKind.Received)
            {
                Store(now, client, machine);
            }
        }

        if (isMore)
        {
            return true;
        }

        if (machine.Outcome == TransferOutcome.None)
        {
            _deadlines.Arm(client, machine.NextDeadline);
            return false;
        }

        Finish(now, client, machine);
        return client.Machine is not null;
    }

    /// <summary>All blocks are there: the last ACK goes if the whole is what it should be.</summary>
    private void Store(Instant now, LoadClient client, ReceiveTransfer machine)
    {
        if (client.Failure is null && _run.Reference.CompareEnd(machine.Statistics.PayloadBytes, client.Checksum) is { } failure)
        {
            Fail(now, client, machine, failure);
        }
        else
        {
            machine.HandleStored(now);
        }
    }

    private static void Fail(Instant now, LoadClient client, ReceiveTransfer machine, string failure)
    {
        client.Failure ??= failure;
        machine.HandleAbort(now, TransferOutcome.Failed, ErrorCode.NotDefined, "not the expected content");
    }

    /// <summary>Counts a transfer that is over, closes its channel, and begins the client's next one.</summary>
    private void Finish(Instant now, LoadClient client, ReceiveTransfer machine)
    {
        string? failure = client.IsCutShort ? null : client.Failure ?? LoadFailureText.For(machine, _run.Server);
        TransferStatistics statistics = machine.Statistics;
        Totals.Add(client.ReceivedAt.IsSet ? client.ReceivedAt : now, client, statistics, failure);
        _closed.Enqueue(client.Channel);
        client.End();
        if (!TryBegin(now, client))
        {
            _busy--;
        }
    }

    private bool TryBegin(Instant now, LoadClient client)
    {
        if (_isEnding || !_run.TryTake())
        {
            return false;
        }

        client.Begin(_run.NewTransfer(now));
        return true;
    }

    /// <summary>Ends what is under way; the server is told, as far as it has answered.</summary>
    private void CutShort(Instant now)
    {
        _limit = Instant.Never;
        _isEnding = true;
        foreach (LoadClient client in _clients)
        {
            if (client.Machine is { Outcome: TransferOutcome.None } machine)
            {
                client.IsCutShort = true;
                machine.HandleAbort(now, TransferOutcome.ClosedEarly, ErrorCode.NotDefined, "the load test is over");
                MarkReady(client);
            }
        }
    }
}
