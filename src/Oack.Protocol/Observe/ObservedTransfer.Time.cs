namespace Oack.Protocol.Observe;

/// <summary>Whose packets were seen when, and where the time went.</summary>
public sealed partial class ObservedTransfer
{
    private Instant _lastFromClientAt = Instant.Never;
    private Instant _lastFromServerAt = Instant.Never;
    private long _clientPackets;
    private long _serverPackets;
    private bool _lastWasClient;
    private bool _gapIsTimer;
    private TimeSpan _timerTime;
    private Turns _clientTurns = new();
    private Turns _serverTurns = new();
    private long _lastAckFrame;
    private int _clientRepeats;
    private int _serverRepeats;

    private int SenderRepeats
    {
        get => IsWrite ? _clientRepeats : _serverRepeats;
        set
        {
            if (IsWrite)
            {
                _clientRepeats = value;
            }
            else
            {
                _serverRepeats = value;
            }
        }
    }

    private int ReceiverRepeats
    {
        get => IsWrite ? _serverRepeats : _clientRepeats;
        set
        {
            if (IsWrite)
            {
                _serverRepeats = value;
            }
            else
            {
                _clientRepeats = value;
            }
        }
    }

    /// <summary>How long a side usually takes to answer, the path included; zero where that is unknown.</summary>
    private TimeSpan UsualAnswer(bool byClient) => (byClient ? _clientTurns : _serverTurns).Average;

    /// <summary>Counts a packet, after it was looked at.</summary>
    private void Count(Instant time, long frame, bool fromClient)
    {
        Packets++;
        LastFrame = Math.Max(frame, LastFrame);
        TimeSpan gap = time - LastAt;
        if (Packets > 1 && gap > TimeSpan.Zero && !_gapIsTimer && fromClient != _lastWasClient)
        {
            if (fromClient)
            {
                _clientTurns.Add(gap);
            }
            else
            {
                _serverTurns.Add(gap);
            }
        }

        _wasUnreachable &= fromClient != _unreachableIsClient;
        _gapIsTimer = false;
        _lastWasClient = fromClient;
        LastAt = Instant.Max(time, LastAt);
        if (fromClient)
        {
            _clientPackets++;
            _lastFromClientAt = time;
        }
        else
        {
            _serverPackets++;
            _lastFromServerAt = time;
        }
    }

    private TimeAccount MakeTimeAccount()
    {
        long turns = Math.Min(_clientTurns.Count, _serverTurns.Count);
        TimeSpan roundTrip = turns == 0 ? TimeSpan.Zero : _clientTurns.Least + _serverTurns.Least;
        return new TimeAccount(
            _serverTurns.BeyondLeast, _clientTurns.BeyondLeast, roundTrip * turns, _timerTime, IsWrite ? _clientTurns.Count : _serverTurns.Count, roundTrip);
    }

    /// <summary>The times that one side took to answer.</summary>
    private struct Turns
    {
        private TimeSpan _sum;

        public Turns() => Least = TimeSpan.MaxValue;

        public long Count { get; private set; }

        public TimeSpan Least { get; private set; }

        public readonly TimeSpan Average => Count == 0 ? TimeSpan.Zero : _sum / Count;

        public readonly TimeSpan BeyondLeast => Count == 0 ? TimeSpan.Zero : _sum - (Least * Count);

        public void Add(TimeSpan gap)
        {
            Count++;
            _sum += gap;
            Least = gap < Least ? gap : Least;
        }
    }
}
