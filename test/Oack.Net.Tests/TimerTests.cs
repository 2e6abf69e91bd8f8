using Oack.Net.Platform;
using Oack.Protocol;

namespace Oack.Net.Tests;

/// <summary>Deadlines are kept: not before their time, and within about a millisecond after it where the machine has time.</summary>
public abstract class TimerTests(EngineKind kind)
{
    public sealed class OnPortable() : TimerTests(EngineKind.Portable);

    public sealed class OnLinux() : TimerTests(EngineKind.Linux);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ComesInTime_When_NothingElseHappens(bool usesSelect)
    {
        const int rounds = 50;
        TimeSpan interval = TimeSpan.FromMilliseconds(2);
        List<TimeSpan> late = [];
        Instant due = Instant.Never;
        ScriptedShard shard = new();
        using ManualResetEventSlim done = new();
        shard.OnTimeout = (self, now) =>
        {
            if (due.IsSet)
            {
                late.Add(now - due);
            }

            if (late.Count == rounds)
            {
                done.Set();
                return;
            }

            self.NextDeadline = due = now + interval;
        };
        shard.Post(self => self.NextDeadline = Instant.Zero);
        using EngineHost host = EngineHost.Start(kind, shard, "127.0.0.1:0", poller: usesSelect ? new SelectPoller() : null);

        done.WaitSoon();

        Assert.All(late, by => Assert.True(by >= TimeSpan.Zero));
        // The best of them tells the resolution; the others also tell how busy the machine is.
        Assert.True(late.Min() < TimeSpan.FromMilliseconds(2), $"each deadline came {late.Min()} late or more");
    }

    [Fact]
    public void Rests_When_NothingIsDue()
    {
        ScriptedShard shard = new();
        using ManualResetEventSlim done = new();
        int turns = 0;
        shard.OnTimeout = (self, now) =>
        {
            turns++;
            done.Set();
        };
        shard.Post(self => self.NextDeadline = Instant.Zero + TimeSpan.FromMilliseconds(300));
        using EngineHost host = EngineHost.Start(kind, shard, "127.0.0.1:0");

        done.WaitSoon();

        Assert.Equal(1, turns);
        Assert.Equal(1, shard.WakeCount);
    }

    [Fact]
    public void TellsTheTime_When_TheProviderIsNotTheSystem()
    {
        SteppedTime time = new();
        EngineClock clock = new(time);

        Assert.Equal(Instant.Zero, clock.Now);
        time.Step(TimeSpan.FromSeconds(1.5));
        Assert.Equal(new Instant(15_000_000), clock.Now);
    }

    private sealed class SteppedTime : TimeProvider
    {
        private long _ticks = 12_345;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _ticks;

        public void Step(TimeSpan by) => _ticks += by.Ticks;
    }
}
