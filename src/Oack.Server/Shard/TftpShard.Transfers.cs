using Oack.Protocol;
using Oack.Protocol.Transfer;
using Oack.Protocol.Wire;

namespace Oack.Server;

/// <summary>What the machines of transfers tell, and how transfers leave.</summary>
public sealed partial class TftpShard
{
    /// <summary>How many objects of transfers that are gone are kept for transfers to come.</summary>
    private const int MaxSpare = 4_096;

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
        deadline = Instant.Min(deadline, transfer.IsWaiting ? transfer.WaitsUntil : transfer.SendsAt);
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

        Report(now, transfer, outcome, code, message, byClient);
        LeaveRunning(transfer);
        ReleaseContent(now, transfer);
        if (!_options.SinglePort)
        {
            _table.Forget(transfer);
        }

        DropDallying(now, _limits.Files.Dallying);

        RunWaiting(now);
    }

    private static bool HasEnded(ServerTransfer transfer) => transfer.Phase is TransferPhase.Dallying or TransferPhase.Gone;

    /// <summary>From running to dallying: the limits forget it.</summary>
    private void LeaveRunning(ServerTransfer transfer)
    {
        transfer.Phase = TransferPhase.Dallying;
        _counters.ActiveTransfers--;
        _limits.Leave(transfer.Remote);
        transfer.IsWaiting = false;
        if (transfer.IsRunning)
        {
            transfer.IsRunning = false;
            _running--;
            if (_mostRunning < _options.MaxTransfers)
            {
                // One in its place, and one more to see whether there is room again.
                _mostRunning++;
            }
        }

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
            NoteChannel(transfer, isUsed: false);
        }

        ReleaseContent(now, transfer);
        if (transfer.Work is null && !transfer.IsReady && _spare.Count < MaxSpare)
        {
            _spare.Push(transfer);
        }
    }
}
