using Oack.Protocol;
using Oack.Protocol.Transfer;
using Oack.Protocol.Wire;

namespace Oack.Server;

/// <summary>
/// A clean end: no new requests, time for the running transfers and for uploads whose client may ask for its last ACK
/// again, an ERROR for the rest.
/// </summary>
public sealed partial class TftpShard
{
    private const string StopMessage = "Server is shutting down";

    /// <summary>How long content work that was cancelled may take to come back, so that nothing half-stored stays.</summary>
    private static readonly TimeSpan s_workGrace = TimeSpan.FromSeconds(5);

    private readonly StopRequest _stopRequest = new();
    private bool _isStopping;
    private bool _isCutOff;
    private bool _workIsAbandoned;
    private Instant _stopAt = Instant.Never;

    /// <inheritdoc/>
    public bool IsStopped =>
        _isStopping && _counters.ActiveTransfers == 0 && _errors.Count == 0 && (_worksOut == 0 || _workIsAbandoned)
        && (_counters.DallyingTransfers == 0 || _isCutOff);

    private Instant StopDeadline =>
        !_isStopping || _workIsAbandoned ? Instant.Never
        : _isCutOff ? _stopAt + s_workGrace
        : _stopAt;

    /// <summary>
    /// Asks for the end, from any thread: new requests get ERROR 0 from now on, running transfers go on for a while,
    /// the rest gets ERROR 0, and then <see cref="IsStopped"/> is true. A second call can only shorten the time.
    /// </summary>
    /// <param name="drain">How long running transfers may go on; zero ends them now.</param>
    public void RequestStop(TimeSpan drain)
    {
        _stopRequest.Ask(drain);
        WakeRequested?.Invoke();
    }

    private void TakeStopRequest(Instant now)
    {
        if (!_stopRequest.TryRead(out TimeSpan drain))
        {
            return;
        }

        _isStopping = true;
        if (!_isCutOff)
        {
            _stopAt = Instant.Min(_stopAt, now + drain);
        }

        AdvanceStop(now);
    }

    private void AdvanceStop(Instant now)
    {
        if (!_isStopping || now < _stopAt)
        {
            return;
        }

        if (_isCutOff)
        {
            _workIsAbandoned |= now >= _stopAt + s_workGrace;
            return;
        }

        _isCutOff = true;
        _stopAt = now;
        foreach (ServerTransfer transfer in _table.ToArray())
        {
            CutOff(now, transfer);
        }
    }

    private void CutOff(Instant now, ServerTransfer transfer)
    {
        if (transfer.Phase == TransferPhase.Dallying)
        {
            Remove(now, transfer);
            return;
        }

        transfer.Cause ??= "the server was stopped";
        if (transfer.Machine is { } machine)
        {
            machine.HandleAbort(now, TransferOutcome.Failed, ErrorCode.NotDefined, StopMessage);
            MarkReady(transfer);
        }
        else
        {
            QueueError(now, ListenerChannelOf(transfer), transfer.Remote, transfer.Local, ErrorCode.NotDefined, StopMessage);
            EndSilently(now, transfer, TransferOutcome.Failed, ErrorCode.NotDefined, StopMessage);
        }
    }
}
