using Oack.Content;
using Oack.Net;
using Oack.Protocol;
using Oack.Protocol.Options;
using Oack.Protocol.Transfer;
using Oack.Protocol.Wire;

namespace Oack.Server;

/// <summary>What is sent: ERRORs first, then each transfer in turn, a train at a time.</summary>
public sealed partial class TftpShard
{
    /// <summary>A window of so many bytes leaves in several trains anyway; it can be split where that spares a copy.</summary>
    private const int BytesToSplit = 48 << 10;

    private readonly bool _isPaced;
    private readonly int _burstBytes;

    /// <inheritdoc/>
    public bool MayTransmit => _ready.Count > 0 || _errors.Count > 0;

    /// <inheritdoc/>
    public bool TryPollTransmit(Instant now, DatagramTrain train, out OutgoingTrain outgoing)
    {
        ArgumentNullException.ThrowIfNull(train);
        while (true)
        {
            if (_errors.Count > 0 && TryPollError(train, out outgoing))
            {
                return true;
            }

            if (!_ready.TryDequeue(out ServerTransfer? transfer))
            {
                outgoing = default;
                return false;
            }

            transfer.IsReady = false;
            if (transfer.IsGone)
            {
                continue;
            }

            if (TryPollTransfer(now, transfer, train))
            {
                if (_isPaced)
                {
                    Spend(now, transfer, train.LengthBytes);
                }

                NoteSent(now, transfer, train, isForClient: transfer.SendsTo == transfer.Remote);
                if (!transfer.Channel.IsListener)
                {
                    NoteChannel(transfer, isUsed: true);
                }

                outgoing = new OutgoingTrain(transfer.Channel, transfer.SendsTo, transfer.Local);
                if (transfer.Sender is { MaySendNow: false } && !transfer.HasSetAside)
                {
                    TakeEvents(now, transfer);
                }
                else
                {
                    // One train each, in turn: a wide window does not keep the others waiting.
                    MarkReady(transfer);
                }

                return true;
            }

            TakeEvents(now, transfer);
        }
    }

    /// <inheritdoc/>
    public bool TryAnswer(Instant now, in IncomingDatagram incoming, ReadOnlySpan<byte> datagram, DatagramTrain answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        if (_isPaced
            || _table.Find(incoming.Channel) is not { IsReady: false, Work: null, Sender: { } sender, Source.LengthBytes: not null } transfer
            || transfer.HasSetAside
            || incoming.Remote != transfer.Remote
            || !sender.TryStep(now, datagram, out BlockRun run))
        {
            return false;
        }

        _counters.DatagramsReceived++;
        _counters.BytesReceived += datagram.Length;
        NoteReceived(now, transfer, datagram);
        transfer.UnreachableAt = Instant.Never;
        ReleaseAcknowledged(transfer);
        if (TryReadRun(now, transfer, run, answer))
        {
            NoteSent(now, transfer, answer, isForClient: true);
            Arm(transfer);
        }
        else
        {
            MarkReady(transfer);
        }

        return true;
    }

    private void NoteSent(Instant now, ServerTransfer transfer, DatagramTrain train, bool isForClient)
    {
        if (isForClient && transfer.Observed is { IsEnded: false })
        {
            for (int i = 0; i < train.Count; i++)
            {
                ServerDiagnosis.Sent(now, transfer, train[i]);
            }
        }

        _counters.DatagramsSent += train.Count;
        _counters.BytesSent += train.LengthBytes;
    }

    /// <summary>Whether a rate lets the transfer send nothing just now; then it is known when it may.</summary>
    private bool MustWait(Instant now, ServerTransfer transfer)
    {
        Instant at = _options.MaxBytesPerSecondPerTransfer is null ? Instant.Zero : RateLimit.NextAt(transfer.PaidUntil);
        if (_limits.TotalRate is { } total)
        {
            at = Instant.Max(at, total.NextAt());
        }

        transfer.SendsAt = at <= now ? Instant.Never : at;
        return transfer.SendsAt.IsSet;
    }

    private void Spend(Instant now, ServerTransfer transfer, int bytes)
    {
        _limits.TotalRate?.Spend(now, bytes);
        if (_options.MaxBytesPerSecondPerTransfer is { } rate)
        {
            transfer.PaidUntil = new Instant(Instant.Max(transfer.PaidUntil, now).Ticks + RateLimit.Price(bytes, rate));
        }
    }

    private bool TryPollError(DatagramTrain train, out OutgoingTrain outgoing)
    {
        while (_errors.TryDequeue(out PendingError error))
        {
            if (!error.Channel.IsListener && _table.Find(error.Channel) is null)
            {
                // Its transfer has ended: the channel must not be opened again for this.
                continue;
            }

            train.SetSingle(ErrorPacket.Write(train.Space, error.Code, error.Message));
            outgoing = new OutgoingTrain(error.Channel, error.Remote, error.Local);
            _counters.ErrorsSent++;
            _counters.DatagramsSent++;
            _counters.BytesSent += train.LengthBytes;
            return true;
        }

        outgoing = default;
        return false;
    }

    private bool TryPollTransfer(Instant now, ServerTransfer transfer, DatagramTrain train)
    {
        if (transfer.Machine is not { } machine)
        {
            return false;
        }

        bool isRunning = machine.Outcome == TransferOutcome.None;
        if (isRunning && transfer.Work is { Kind: ContentWorkKind.PrepareRead })
        {
            return false;
        }

        // Only blocks wait: what opens a transfer must come within the client's patience.
        if (_isPaced && isRunning && transfer.Sender is { State: TransferState.Transferring } && MustWait(now, transfer))
        {
            return false;
        }

        transfer.SendsTo = transfer.Remote;
        while (TryPollRun(now, transfer, isRunning, out BlockRun run, out int retransmissions))
        {
            if (TryReadRun(now, transfer, run, train))
            {
                _counters.Retransmissions += retransmissions;
                return true;
            }

            if (transfer.HasSetAside)
            {
                return false;
            }

            isRunning = false;
        }

        return TryPollSingle(now, transfer, machine, isRunning, train);
    }

    /// <summary>The blocks that were set aside, if their bytes have become readable, or those that are next.</summary>
    private bool TryPollRun(
        Instant now, ServerTransfer transfer, bool isRunning, out BlockRun run, out int retransmissions)
    {
        run = default;
        retransmissions = 0;
        if (!isRunning || transfer.Sender is not { } sender || transfer.Source is not { LengthBytes: not null })
        {
            return false;
        }

        if (transfer.HasSetAside)
        {
            transfer.HasSetAside = false;
            run = transfer.SetAside;
            long acknowledged = sender.AcknowledgedBytes / run.BlockSize;
            int skipped = (int)Math.Clamp(acknowledged - run.FirstBlock + 1, 0, run.Count);
            run = run with { FirstBlock = run.FirstBlock + skipped, Count = run.Count - skipped };
            if (run.Count > 0)
            {
                return true;
            }
        }

        int datagramBytes = DataPacket.HeaderBytes + sender.Parameters.BlockSize;
        int fits = DatagramTrain.CountFor(datagramBytes);
        if (_isPaced)
        {
            fits = Math.Clamp(_burstBytes / datagramBytes, 1, fits);
        }

        if ((long)sender.Parameters.WindowBlocks * datagramBytes >= BytesToSplit)
        {
            fits = transfer.Source.CountTogether(new(sender.NextBlock, fits, sender.Parameters.BlockSize, sender.Parameters.RolloverTo));
        }

        return sender.TryPollRun(now, fits, out run, out retransmissions);
    }

    /// <summary>Puts a run into the train; false when its bytes have to be waited for, or there are none.</summary>
    private bool TryReadRun(Instant now, ServerTransfer transfer, in BlockRun run, DatagramTrain train)
    {
        ReadContent source = transfer.Source!;
        ContentStatus status = TryReadRun(transfer, source, run, train);
        switch (status)
        {
            case ContentStatus.Ok:
                transfer.FruitlessWaits = 0;
                _counters.PayloadBytesSent += train.LengthBytes - ((long)run.Count * DataPacket.HeaderBytes);
                return true;
            case ContentStatus.Pending:
                transfer.SetAside = run;
                transfer.HasSetAside = true;
                StartPrepareRead(now, transfer, run.OffsetBytes, (int)run.PayloadBytes(source.LengthBytes!.Value));
                return false;
            default:
                Abort(now, transfer, source.Failure);
                return false;
        }
    }

    /// <summary>What is no run of blocks: OACK, ACK, ERROR, and blocks of content whose length is not known.</summary>
    private bool TryPollSingle(
        Instant now, ServerTransfer transfer, TransferMachine machine, bool isRunning, DatagramTrain train)
    {
        while (TryPollUnmeasured(now, transfer, machine, isRunning, train, out Transmit transmit))
        {
            int length = transmit.HeaderBytes;
            if (transmit.Kind == Opcode.Data)
            {
                int payloadBytes = ReadPayload(now, transfer, train.Space, transmit);
                if (payloadBytes < 0)
                {
                    isRunning = machine.Outcome == TransferOutcome.None;
                    if (transfer.HasSetAside)
                    {
                        return false;
                    }

                    continue;
                }

                length += payloadBytes;
                _counters.PayloadBytesSent += payloadBytes;
            }

            if (transmit.IsRetransmission)
            {
                _counters.Retransmissions++;
            }

            transfer.SendsTo = transmit.To;
            train.SetSingle(length);
            return true;
        }

        return false;
    }

    private static bool TryPollUnmeasured(
        Instant now, ServerTransfer transfer, TransferMachine machine, bool isRunning, DatagramTrain train, out Transmit transmit)
    {
        if (transfer.HasSetAside)
        {
            transfer.HasSetAside = false;
            BlockRun run = transfer.SetAside;
            if (isRunning && run.OffsetBytes >= transfer.Sender!.AcknowledgedBytes)
            {
                run.WriteHeader(train.Space, 0);
                transmit = new Transmit(
                    transfer.Remote, Opcode.Data, DataPacket.HeaderBytes, run.OffsetBytes, run.BlockSize, IsRetransmission: false);
                return true;
            }
        }

        return machine.TryPollTransmit(now, train.Space, out transmit);
    }

    /// <summary>
    /// Puts the bytes of a block of unknown content behind its header; -1 when they have to be waited for, or there are
    /// none.
    /// </summary>
    private int ReadPayload(Instant now, ServerTransfer transfer, Span<byte> buffer, in Transmit transmit)
    {
        ReadContent source = transfer.Source!;
        ContentStatus status = TryRead(
            transfer, source, transmit.PayloadOffset, buffer.Slice(transmit.HeaderBytes, transmit.PayloadBytes), out int bytesRead);
        switch (status)
        {
            case ContentStatus.Ok when bytesRead == transmit.PayloadBytes:
                transfer.FruitlessWaits = 0;
                return bytesRead;
            case ContentStatus.Ok when source.LengthBytes is null:
                transfer.FruitlessWaits = 0;
                transfer.TotalBytes = transmit.PayloadOffset + bytesRead;
                transfer.Sender!.HandleContentEnd(transmit.PayloadOffset + bytesRead);
                return bytesRead;
            case ContentStatus.Ok:
                Abort(now, transfer, new ContentRefusal(ErrorCode.NotDefined, "The file became shorter while it was sent"));
                return -1;
            case ContentStatus.Pending:
                TransferParameters parameters = transfer.Sender!.Parameters;
                transfer.SetAside = new BlockRun(
                    (transmit.PayloadOffset / parameters.BlockSize) + 1, 1, parameters.BlockSize, parameters.RolloverTo);
                transfer.HasSetAside = true;
                StartPrepareRead(now, transfer, transmit.PayloadOffset, transmit.PayloadBytes);
                return -1;
            default:
                Abort(now, transfer, source.Failure);
                return -1;
        }
    }
}
