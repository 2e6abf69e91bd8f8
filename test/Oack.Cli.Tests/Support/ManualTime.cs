namespace Oack.Cli.Tests.Support;

/// <summary>A clock that goes when a test says so.</summary>
internal sealed class ManualTime : TimeProvider
{
    private readonly List<(DateTimeOffset Due, Action Act)> _timers = [];
    private DateTimeOffset _now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public override DateTimeOffset GetUtcNow() => _now;

    public void Advance(TimeSpan time)
    {
        _now += time;
        foreach ((DateTimeOffset due, Action act) in _timers.ToArray())
        {
            if (due <= _now)
            {
                _timers.Remove((due, act));
                act();
            }
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        _timers.Add((_now + dueTime, () => callback(state)));
        return new Timer();
    }

    private sealed class Timer : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => throw new NotSupportedException();

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
