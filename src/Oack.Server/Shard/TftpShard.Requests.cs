using System.Globalization;
using Oack.Net;
using Oack.Protocol;
using Oack.Protocol.Options;
using Oack.Protocol.Transfer;
using Oack.Protocol.Wire;

namespace Oack.Server;

/// <summary>What comes to the listening ports: requests, and what belongs nowhere.</summary>
public sealed partial class TftpShard
{
    /// <summary>When a transfer that could not be opened is tried again, unless another ends before.</summary>
    private static readonly TimeSpan s_secondTry = TimeSpan.FromMilliseconds(500);

    /// <summary>So long it is tried; then few clients are still there.</summary>
    private static readonly TimeSpan s_longestWait = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Takes a request back from the thread that serves groups, to be served without multicast. Any thread; no more come
    /// back than were left there.
    /// </summary>
    internal void Return(MulticastOffer offer)
    {
        _returned.Enqueue(offer);
        WakeRequested?.Invoke();
    }

    /// <summary>Leaves a request for the thread that serves groups, if it asks for that.</summary>
    private bool TryOffer(in IncomingDatagram incoming, ReadOnlySpan<byte> datagram, in RequestPacket request) =>
        _desk is not null && !_isStopping && _options.Options.GrantsOptions && request.Opcode == Opcode.ReadRequest
        && request.Options.Contains(OptionKind.Multicast) && request.TryGetMode(out TransferMode mode) && mode == TransferMode.Octet
        && _desk.TryLeave(new MulticastOffer(this, incoming, datagram.ToArray()));

    private void HandleRequest(Instant now, in IncomingDatagram incoming, ReadOnlySpan<byte> datagram, bool mayBeMulticast = true)
    {
        PeerKey key = KeyOf(incoming, datagram);
        if (_table.Find(key) is { } known && known.Phase != TransferPhase.Dallying && known.IsSameRequest(datagram))
        {
            if (HasStartedOver(now, known))
            {
                known.Cause = "the client started over";
                EndSilently(now, known, TransferOutcome.ClosedEarly);
            }
            else if (MayBeOver(known))
            {
                _table.Forget(known);
            }
            else
            {
                _counters.RepeatedRequests++;
                NoteReceived(now, known, datagram);
                known.Machine?.HandleRepeatedRequest(now);
                MarkReady(known);
                return;
            }
        }

        ParseStatus status = RequestPacket.TryParse(datagram, out RequestPacket request);
        if (status != ParseStatus.Ok)
        {
            _counters.Malformed++;
            if (QueueError(now, incoming, ErrorCode.IllegalOperation, TextFor(status)))
            {
                _observer?.OnRequestRejected(incoming.Remote, RequestRejection.Malformed);
            }

            return;
        }

        if (mayBeMulticast && TryOffer(incoming, datagram, request))
        {
            return;
        }

        _counters.Requests++;
        if (!request.TryGetMode(out TransferMode mode))
        {
            Refuse(now, incoming, datagram, request, ErrorCode.IllegalOperation, TextForMode(request.Mode));
        }
        else if (_isStopping)
        {
            Refuse(now, incoming, datagram, request, ErrorCode.NotDefined, StopMessage);
        }
        else
        {
            Supersede(now, key);
            Admit(now, incoming, datagram, request, mode, key);
        }
    }

    /// <summary>
    /// With a single port a client port has one conversation: what it asks now replaces what it asked before. A dallying
    /// transfer makes way in any case.
    /// </summary>
    private void Supersede(Instant now, in PeerKey key)
    {
        if (!_options.SinglePort || _table.Find(key) is not { } older)
        {
            return;
        }

        if (older.Phase == TransferPhase.Dallying)
        {
            Remove(now, older);
        }
        else
        {
            older.Cause = "the client asked for something else from the same port";
            EndSilently(now, older, TransferOutcome.ClosedEarly);
        }
    }

    /// <summary>Begins a transfer, if the limits allow one more.</summary>
    private void Admit(
        Instant now, in IncomingDatagram incoming, ReadOnlySpan<byte> datagram, in RequestPacket request, TransferMode mode, in PeerKey key)
    {
        ShardLimits.Verdict verdict = _limits.TryEnter(incoming.Remote);
        if (verdict == ShardLimits.Verdict.Full)
        {
            Refuse(now, incoming, datagram, request, ErrorCode.NotDefined, string.Create(
                CultureInfo.InvariantCulture, $"Server busy: {_options.MaxTransfers} transfers are running, try again later"));
            return;
        }

        if (verdict == ShardLimits.Verdict.FullForAddress)
        {
            Refuse(now, incoming, datagram, request, ErrorCode.NotDefined, string.Create(
                CultureInfo.InvariantCulture, $"Server busy: {_options.MaxTransfersPerClient} transfers are running for your address"));
            return;
        }

        _counters.ActiveTransfers++;
        if (!_spare.TryPop(out ServerTransfer? transfer))
        {
            transfer = new ServerTransfer();
        }

        transfer.Begin(now, _limits.NextId(), _table.TakeSlot(), incoming, key, datagram, request, mode, _options.SinglePort);
        _table.Add(transfer);
        transfer.Observed = _diagnosis?.Begin(now, incoming.Remote, incoming.Local, datagram);
        if (HasTurns)
        {
            Run(now, transfer);
        }
        else
        {
            Wait(now, transfer, _options.AdmissionPatience);
        }
    }

    private bool HasTurns => _running < Math.Min(_limits.MaxRunning, _mostRunning);

    /// <summary>A transfer has its turn.</summary>
    private void Run(Instant now, ServerTransfer transfer)
    {
        transfer.IsWaiting = false;
        transfer.IsRunning = true;
        _running++;
        Open(now, transfer);
    }

    /// <summary>
    /// A transfer's patience is at its end: it is served, however many others are, unless no more could be opened just now.
    /// </summary>
    private void HandleWaitOver(Instant now, ServerTransfer transfer)
    {
        if (_running < _mostRunning || now - transfer.StartedAt >= s_longestWait)
        {
            Run(now, transfer);
        }
        else
        {
            transfer.WaitsUntil = now + s_secondTry;
        }
    }

    /// <summary>
    /// What a transfer needs cannot be opened while so many run. It waits for one of them to end: its client asks again
    /// meanwhile, where an ERROR would end many a boot.
    /// </summary>
    private void WaitAgain(Instant now, ServerTransfer transfer)
    {
        transfer.IsRunning = false;
        _mostRunning = --_running;
        Wait(now, transfer, s_secondTry);
    }

    private void Wait(Instant now, ServerTransfer transfer, TimeSpan patience)
    {
        _counters.AdmissionWaits++;
        transfer.IsWaiting = true;
        transfer.WaitsUntil = now + patience;
        _waiting.Enqueue((transfer, transfer.Id));
        Arm(transfer);
    }

    /// <summary>Those that wait have their turn, in the order in which they came, as far as there is room.</summary>
    private void RunWaiting(Instant now)
    {
        // One that is refused at once makes room again: this loop goes on, not a call within a call.
        if (_isRunningWaiting)
        {
            return;
        }

        _isRunningWaiting = true;
        while (HasTurns && _waiting.TryDequeue(out (ServerTransfer Transfer, long Id) next))
        {
            if (next.Transfer.IsWaiting && next.Transfer.Id == next.Id)
            {
                Run(now, next.Transfer);
            }
        }

        _isRunningWaiting = false;
    }

    /// <summary>
    /// A request that comes again belongs to the transfer that it started, unless that one was under way and the client
    /// has been silent since: then it lost interest and begins anew.
    /// </summary>
    private bool HasStartedOver(Instant now, ServerTransfer transfer) =>
        transfer.Machine is { PeerHasAnswered: true } machine && now - machine.LastHeard > _options.StartOverSilence;

    /// <summary>
    /// Whether a client that asks again may have the whole file: its last ACK comes by another socket than the request,
    /// which may be read first. It may also be an old copy of the request that the network held back, so both transfers
    /// run until the client has shown which one it wants. With a single port the two come in order.
    /// </summary>
    private bool MayBeOver(ServerTransfer transfer) =>
        !_options.SinglePort && transfer.Machine is { PeerHasAnswered: true, OnlyLastAckMissing: true };

    private PeerKey KeyOf(in IncomingDatagram incoming, ReadOnlySpan<byte> request)
    {
        int hash = 0;
        if (!_options.SinglePort && request.Length <= RequestPacket.MaxBytes)
        {
            HashCode code = default;
            code.AddBytes(request);
            hash = code.ToHashCode();
        }

        return new PeerKey(incoming.Channel.Index, incoming.Remote, incoming.Local.WithPort(0), hash);
    }

    /// <summary>A packet on a listening port that is no request and belongs to no transfer.</summary>
    private void HandleStray(Instant now, in IncomingDatagram incoming, Opcode opcode)
    {
        switch (opcode)
        {
            case Opcode.Error:
                _counters.StrayErrors++;
                Reject(now, incoming.Remote, RequestRejection.StrayError);
                break;
            case Opcode.Data or Opcode.Acknowledgment or Opcode.OptionAcknowledgment:
                _counters.UnknownTransfers++;
                if (!_recentPeers.Explains(now, KeyOf(incoming, []), opcode)
                    && QueueError(now, incoming, ErrorCode.UnknownTransferId, "Unknown transfer ID: no transfer is running here"))
                {
                    _observer?.OnRequestRejected(incoming.Remote, RequestRejection.UnknownTransfer);
                }

                break;
            default:
                _counters.UnknownOpcodes++;
                string text = string.Create(CultureInfo.InvariantCulture, $"Illegal TFTP operation: opcode {(ushort)opcode}");
                if (QueueError(now, incoming, ErrorCode.IllegalOperation, text))
                {
                    _observer?.OnRequestRejected(incoming.Remote, RequestRejection.UnknownOpcode);
                }

                break;
        }
    }

    /// <summary>Tells of a datagram that gets no answer, as often as an answer would be allowed.</summary>
    private void Reject(Instant now, PeerEndpoint client, RequestRejection reason)
    {
        if (_observer is not null && _errorBudget.TryTake(now, client))
        {
            _observer.OnRequestRejected(client, reason);
        }
    }

    /// <summary>Refuses a request for which there is no transfer yet.</summary>
    private void Refuse(
        Instant now, in IncomingDatagram incoming, ReadOnlySpan<byte> datagram, in RequestPacket request, ErrorCode code, string message)
    {
        if (!QueueError(now, incoming, code, message))
        {
            return;
        }

        _recentPeers.NoteRefused(now, KeyOf(incoming, []));
        _counters.EndedBy[(int)TransferOutcome.Refused]++;
        long id = _limits.NextId();
        if (_observer is { } observer)
        {
            observer.OnTransferCounted(TransferOutcome.Refused, request.Opcode, TimeSpan.Zero);
            if (observer.WantsRecord(TransferOutcome.Refused))
            {
                observer.OnTransferEnded(RecordOfRefused(id, incoming, datagram, request, code, message));
            }
        }
    }

    private bool QueueError(Instant now, in IncomingDatagram incoming, ErrorCode code, string message) =>
        QueueError(now, incoming.Channel, incoming.Remote, incoming.Local, code, message);

    /// <summary>Lets one ERROR wait to be sent; false when its receiver has had its share, or too many wait.</summary>
    private bool QueueError(Instant now, ChannelId channel, PeerEndpoint remote, PeerEndpoint local, ErrorCode code, string message)
    {
        if (_errors.Count >= MaxPendingErrors || remote.Port == 0 || !_errorBudget.TryTake(now, remote))
        {
            _counters.ErrorsSuppressed++;
            return false;
        }

        _errors.Enqueue(new PendingError(channel, remote, local, code, message));
        return true;
    }

    private static string TextFor(ParseStatus status) => status switch
    {
        ParseStatus.EmptyName => "Malformed request: empty file name",
        ParseStatus.Unterminated => "Malformed request: file name or mode without its NUL",
        ParseStatus.TooLong => string.Create(
            CultureInfo.InvariantCulture, $"Malformed request: too long, a file name has at most {RequestPacket.MaxNameBytes} bytes"),
        _ => "Malformed request",
    };

    private static string TextForMode(ReadOnlySpan<byte> mode)
    {
        const int ShownBytes = 16;
        return $"Mode {PacketText.Escape(mode, ShownBytes)} is not served: use octet or netascii";
    }
}
