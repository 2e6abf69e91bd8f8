using Oack.Content;
using Oack.Net;
using Oack.Protocol;
using Oack.Protocol.Transfer;
using Oack.Protocol.Wire;

namespace Oack.Server;

/// <summary>What transfers send, what their machines tell, and how they leave.</summary>
public sealed partial class TftpShard
{
    /// <inheritdoc/>
    public bool TryPollTransmit(Instant now, Span<byte> buffer, out OutgoingDatagram outgoing)
    {
        while (true)
        {
            if (TryPollError(buffer, out outgoing))
            {
                return true;
            }

            if (!_ready.TryDequeue(out ServerTransfer? transfer))
            {
                return false;
            }

            transfer.IsReady = false;
            if (transfer.IsGone)
            {
                continue;
            }

            if (TryPollTransfer(now, transfer, buffer, out outgoing))
            {
                // One datagram each, in turn: a wide window does not keep the others waiting.
                MarkReady(transfer);
                return true;
            }

            TakeEvents(now, transfer);
        }
    }

    private bool TryPollError(Span<byte> buffer, out OutgoingDatagram outgoing)
    {
        while (_errors.TryDequeue(out PendingError error))
        {
            if (!error.Channel.IsListener && _table.Find(error.Channel) is null)
            {
                // Its transfer has ended: the channel must not be opened again for this.
                continue;
            }

            int length = ErrorPacket.Write(buffer, error.Code, error.Message);
            outgoing = new OutgoingDatagram(error.Channel, error.Remote, error.Local, length);
            _counters.ErrorsSent++;
            CountSent(length);
            return true;
        }

        outgoing = default;
        return false;
    }

    private bool TryPollTransfer(Instant now, ServerTransfer transfer, Span<byte> buffer, out OutgoingDatagram outgoing)
    {
        outgoing = default;
        while (TryPollMachine(now, transfer, buffer, out Transmit transmit))
        {
            int length = transmit.HeaderBytes;
            if (transmit.Kind == Opcode.Data)
            {
                int payloadBytes = ReadPayload(now, transfer, buffer, transmit);
                if (payloadBytes < 0)
                {
                    continue;
                }

                length += payloadBytes;
                _counters.PayloadBytesSent += payloadBytes;
            }

            if (transmit.IsRetransmission)
            {
                _counters.Retransmissions++;
            }

            transfer.ChannelUsed |= !transfer.Channel.IsListener;
            outgoing = new OutgoingDatagram(transfer.Channel, transmit.To, transfer.Local, length);
            CountSent(length);
            return true;
        }

        return false;
    }

    /// <summary>The block that was set aside, if its bytes have become readable, or what the machine has next.</summary>
    private static bool TryPollMachine(Instant now, ServerTransfer transfer, Span<byte> buffer, out Transmit transmit)
    {
        transmit = default;
        if (transfer.Machine is not { } machine)
        {
            return false;
        }

        bool isRunning = machine.Outcome == TransferOutcome.None;
        if (transfer.Work is { Kind: ContentWorkKind.PrepareRead } && isRunning)
        {
            return false;
        }

        if (transfer.HasSetAside)
        {
            transfer.HasSetAside = false;
            Transmit setAside = transfer.SetAside;
            bool isAcknowledged = setAside.PayloadOffset < transfer.Sender!.AcknowledgedBytes;
            if (isRunning && !isAcknowledged)
            {
                transfer.SetAsideHeader.AsSpan(0, setAside.HeaderBytes).CopyTo(buffer);
                transmit = setAside;
                return true;
            }
        }

        return machine.TryPollTransmit(now, buffer, out transmit);
    }

    /// <summary>Puts the bytes of a block behind its header; -1 when they have to be waited for, or there are none.</summary>
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
                Abort(now, transfer, new ContentRefusal(ErrorCode.NotDefined, "The file became shorter while it was read"));
                return -1;
            case ContentStatus.Pending:
                transfer.SetAsideHeader ??= new byte[DataPacket.HeaderBytes];
                buffer[..transmit.HeaderBytes].CopyTo(transfer.SetAsideHeader);
                transfer.SetAside = transmit;
                transfer.HasSetAside = true;
                StartPrepareRead(now, transfer, transmit);
                return -1;
            default:
                Abort(now, transfer, source.Failure);
                return -1;
        }
    }

    private void CountSent(int bytes)
    {
        _counters.DatagramsSent++;
        _counters.BytesSent += bytes;
    }

    /// <summary>Nothing more to send for now: hear what the machine has to tell, and set its deadline.</summary>
    private void TakeEvents(Instant now, ServerTransfer transfer)
    {
        // Ready again means that an event made something to send, such as the last ACK of an upload: that goes first.
        while (!transfer.IsGone && !transfer.IsReady && transfer.Machine is { } machine && machine.TryPollEvent(out TransferEventKind kind))
        {
            switch (kind)
            {
                case TransferEventKind.Received:
                    transfer.IsReceived = true;
                    TryCommit(now, transfer);
                    break;
                case TransferEventKind.Ended:
                    HandleEnded(now, transfer, machine);
                    break;
                case TransferEventKind.Closed:
                    Remove(now, transfer);
                    break;
            }
        }

        if (!transfer.IsGone)
        {
            Arm(transfer);
        }
    }

    /// <summary>While storage is waited for, the timers of the machine rest: the peer is not to blame.</summary>
    private void Arm(ServerTransfer transfer)
    {
        bool machineRests = transfer.Work is { Kind: not (ContentWorkKind.PrepareWrite or ContentWorkKind.Discard) };
        Instant deadline = machineRests ? Instant.Never : transfer.Machine?.NextDeadline ?? Instant.Never;
        deadline = Instant.Min(Instant.Min(deadline, transfer.WorkDeadline), transfer.UnreachableAt);
        if (!transfer.IsGone)
        {
            _deadlines.Arm(transfer, deadline);
        }
    }

    private void HandleEnded(Instant now, ServerTransfer transfer, TransferMachine machine)
    {
        bool hasError = machine.EndedByPeer || machine.ErrorMessage.Length > 0;
        Finish(
            now, transfer, machine.Outcome, hasError ? machine.ErrorCode : null,
            hasError ? WordsOf(machine) : null, machine.EndedByPeer);
    }

    /// <summary>A peer's words are escaped from the bytes up; ours may hold a name that was escaped already.</summary>
    private static string WordsOf(TransferMachine machine) =>
        machine.EndedByPeer ? PacketText.Escape(machine.ErrorMessage) : machine.ErrorMessage;

    /// <summary>Ends a transfer without another packet to its client, whatever its machine would say.</summary>
    private void EndSilently(
        Instant now, ServerTransfer transfer, TransferOutcome outcome, ErrorCode? code = null, string? message = null, bool byClient = false)
    {
        Finish(now, transfer, outcome, code, message, byClient);
        Remove(now, transfer);
    }

    /// <summary>Writes the record; from here on the transfer counts against no limit.</summary>
    private void Finish(
        Instant now, ServerTransfer transfer, TransferOutcome outcome, ErrorCode? code, string? message, bool byClient)
    {
        if (HasEnded(transfer))
        {
            return;
        }

        _observer?.OnTransferEnded(RecordOf(now, transfer, outcome, code, message, byClient));
        LeaveRunning(transfer);
        ReleaseContent(now, transfer);
        if (!_options.SinglePort)
        {
            _table.Forget(transfer);
        }

        if (_isStopping && _counters.ActiveTransfers == 0)
        {
            DropDallying(now, keep: 0);
        }
        else
        {
            DropDallying(now, _options.MaxDallying);
        }
    }

    private static bool HasEnded(ServerTransfer transfer) => transfer.Phase is TransferPhase.Dallying or TransferPhase.Gone;

    /// <summary>From running to dallying: the limits forget it.</summary>
    private void LeaveRunning(ServerTransfer transfer)
    {
        transfer.Phase = TransferPhase.Dallying;
        _counters.ActiveTransfers--;
        UncountClient(transfer.Remote);
        _table.AddDallying(transfer);
        _counters.DallyingTransfers = _table.DallyingCount;
    }

    private void DropDallying(Instant now, int keep)
    {
        while (_table.DallyingCount > keep)
        {
            Remove(now, _table.OldestDallying!);
        }
    }

    /// <summary>Takes a transfer that has ended out of everything.</summary>
    private void Remove(Instant now, ServerTransfer transfer)
    {
        if (transfer.IsGone)
        {
            return;
        }

        _table.RemoveDallying(transfer);
        _counters.DallyingTransfers = _table.DallyingCount;
        transfer.Phase = TransferPhase.Gone;
        _deadlines.Remove(transfer);
        _table.Remove(transfer);
        if (_options.SinglePort)
        {
            _recentPeers.NoteEnded(now, transfer.Key);
        }

        if (transfer.ChannelUsed)
        {
            _closedChannels.Enqueue(transfer.Channel);
        }

        ReleaseContent(now, transfer);
    }
}
