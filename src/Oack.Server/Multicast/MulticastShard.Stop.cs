using Oack.Protocol;
using Oack.Protocol.Wire;

namespace Oack.Server;

/// <summary>A clean end: no new receivers, time for the groups that are served, an ERROR for the rest.</summary>
internal sealed partial class MulticastShard
{
    private const string StopMessage = "Server is shutting down";

    /// <summary>How long content work that was cancelled may take to come back.</summary>
    private static readonly TimeSpan s_workGrace = TimeSpan.FromSeconds(5);

    private readonly StopRequest _stopRequest = new();
    private bool _isStopping;
    private bool _isCutOff;
    private bool _workIsAbandoned;
    private Instant _stopAt = Instant.Never;

    /// <inheritdoc/>
    public bool IsStopped => _isStopping && _groups.Count == 0 && _errors.Count == 0 && (_openings == 0 || _workIsAbandoned);

    private Instant StopDeadline =>
        !_isStopping || _workIsAbandoned ? Instant.Never
        : _isCutOff ? _stopAt + s_workGrace
        : _stopAt;

    /// <summary>Asks for the end, from any thread. A second call can only shorten the time.</summary>
    internal void RequestStop(TimeSpan drain)
    {
        _stopRequest.Ask(drain);
        _wakeRequested?.Invoke();
    }

    private void TakeStopRequest(Instant now)
    {
        if (!_stopRequest.TryRead(out TimeSpan drain))
        {
            return;
        }

        if (!_isStopping)
        {
            _isStopping = true;
            _desk.IsClosed = true;
            CloseIdleStations(now);
        }

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
        foreach (ServedGroup group in _groups.ToArray())
        {
            group.Cause ??= "the server was stopped";
            group.AbortWith = (ErrorCode.NotDefined, StopMessage);
            group.Machine.HandleAbort(now, ErrorCode.NotDefined, StopMessage);
            MarkReady(group);
        }
    }
}
