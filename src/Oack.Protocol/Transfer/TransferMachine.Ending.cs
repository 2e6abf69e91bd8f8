using System.Numerics;
using Oack.Protocol.Wire;

namespace Oack.Protocol.Transfer;

/// <summary>How a transfer ends, what its driver is told, and what strangers are told.</summary>
public abstract partial class TransferMachine
{
    private Events _eventsRaised;
    private Events _eventsPending;
    private bool _errorDue;
    private ForeignerRefusal _refusal;

    [Flags]
    private enum Events : byte
    {
        None = 0,
        Negotiated = 1,
        Received = 2,
        Ended = 4,
        Closed = 8,
    }

    /// <summary>Gives the next event, if there is one; each kind comes at most once, in the order of its values.</summary>
    public bool TryPollEvent(out TransferEventKind transferEvent)
    {
        // Closed is told only when the last ERROR has been fetched: a driver drops the machine then.
        Events ready = _errorDue || _refusal.IsDue ? _eventsPending & ~Events.Closed : _eventsPending;
        if (ready == Events.None)
        {
            transferEvent = TransferEventKind.None;
            return false;
        }

        int bit = BitOperations.TrailingZeroCount((byte)ready);
        _eventsPending &= (Events)~(1 << bit);
        transferEvent = (TransferEventKind)(bit + 1);
        return true;
    }

    private protected void Raise(TransferEventKind kind)
    {
        Events bit = (Events)(1 << ((int)kind - 1));
        if ((_eventsRaised & bit) == 0)
        {
            _eventsRaised |= bit;
            _eventsPending |= bit;
        }
    }

    /// <summary>Tells the user that it is over; a receiver may still dally.</summary>
    private protected void Conclude(TransferOutcome outcome)
    {
        if (Outcome == TransferOutcome.None)
        {
            Outcome = outcome;
            Raise(TransferEventKind.Ended);
        }
    }

    /// <summary>Ends everything without a word to the peer.</summary>
    private protected void End(TransferOutcome outcome)
    {
        Conclude(outcome);
        Close();
    }

    private void EndWithError(TransferOutcome outcome, ErrorCode code, string message)
    {
        ErrorCode = code;
        ErrorMessage = message.Length > MaxErrorTextBytes ? message[..MaxErrorTextBytes] : message;
        _errorDue = true;
        End(outcome);
    }

    private void Close()
    {
        State = TransferState.Closed;
        _timers.Clear();
        Raise(TransferEventKind.Closed);
    }

    private bool TryPollError(Span<byte> buffer, out Transmit transmit)
    {
        transmit = default;
        if (!_errorDue)
        {
            return false;
        }

        _errorDue = false;
        int bytes = ErrorPacket.Write(buffer, ErrorCode, ErrorMessage);
        transmit = new Transmit(Peer, Opcode.Error, bytes, 0, 0, IsRetransmission: false);
        return true;
    }

    private bool IsFromPeer(PeerEndpoint from) =>
        from == Peer
        || (!_peerPinned && (_settings.AcceptReplyFromAnyAddress || from.HasAddressOf(Peer)));
}
