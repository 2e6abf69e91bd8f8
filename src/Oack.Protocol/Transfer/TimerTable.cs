using System.Runtime.CompilerServices;

namespace Oack.Protocol.Transfer;

/// <summary>The timers of one transfer: deadlines in a table of four, no objects.</summary>
internal struct TimerTable
{
    private Deadlines _deadlines;

    /// <summary>A table with no timer set.</summary>
    public TimerTable()
    {
        ((Span<Instant>)_deadlines).Fill(Instant.Never);
    }

    /// <summary>What a deadline is for.</summary>
    internal enum Timer : byte
    {
        /// <summary>Something unacknowledged is sent again.</summary>
        Retransmit,

        /// <summary>The next burst of a window may go.</summary>
        Pace,

        /// <summary>The peer has been silent, or nothing has moved, for too long.</summary>
        Patience,

        /// <summary>The last block need not be acknowledged again.</summary>
        Dally,

        /// <summary>How many there are.</summary>
        Count,
    }

    /// <summary>The earliest deadline.</summary>
    public readonly Instant Earliest
    {
        get
        {
            Instant earliest = Instant.Never;
            for (int i = 0; i < (int)Timer.Count; i++)
            {
                earliest = Instant.Min(earliest, _deadlines[i]);
            }

            return earliest;
        }
    }

    /// <summary>The deadline of one timer; <see cref="Instant.Never"/> stops it.</summary>
    public Instant this[Timer timer]
    {
        readonly get => _deadlines[(int)timer];
        set => _deadlines[(int)timer] = value;
    }

    /// <summary>Stops every timer.</summary>
    public void Clear() => ((Span<Instant>)_deadlines).Fill(Instant.Never);

    /// <summary>Whether the timer has run out; if so it is stopped.</summary>
    public bool TryExpire(Timer timer, Instant now)
    {
        if (_deadlines[(int)timer] > now)
        {
            return false;
        }

        _deadlines[(int)timer] = Instant.Never;
        return true;
    }

    [InlineArray((int)Timer.Count)]
    private struct Deadlines
    {
        private Instant _first;
    }
}
