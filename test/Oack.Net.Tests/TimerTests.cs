using System.Collections.Concurrent;
using System.Net;
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

    /// <summary>A thread that was kept from running finds its answers waiting; it must not ask for them again.</summary>
    [Fact]
    public void ComesBehindWhatHasArrived_When_TheThreadStoodStill()
    {
        using ManualResetEventSlim bothAsked = new();
        using ManualResetEventSlim answered = new();
        using BlockingCollection<byte> happened = [];
        const byte Timeout = 9;
        SteppedTime time = new();
        ScriptedShard shard = new();
        shard.OnDatagram = (ScriptedShard self, in IncomingDatagram _, ReadOnlySpan<byte> datagram) =>
        {
            happened.Add(datagram[0]);
            if (datagram[0] == 0)
            {
                Assert.True(bothAsked.Wait(TestTimeouts.Patience));
            }
            else if (datagram[0] == 1)
            {
                self.NextDeadline = Instant.Zero + TimeSpan.FromSeconds(1);
                Assert.True(answered.Wait(TestTimeouts.Patience));
                time.Step(TimeSpan.FromSeconds(2));
            }
        };
        shard.OnTimeout = (_, _) => happened.Add(Timeout);
        EngineOptions options = new()
        {
            Kind = kind,
            Listen = [new IPEndPoint(IPAddress.Loopback, 0), new IPEndPoint(IPAddress.Loopback, 0)],
            // The portable engine would see the answer before it leaves the socket.
            ReceiveBatch = kind == EngineKind.Portable ? 1 : new EngineOptions().ReceiveBatch,
        };
        using EngineHost host = new(options, shard, shard.Stop, time: time);
        using UdpPeer peer = new();
        peer.Send(host.Engine.LocalEndpoints[0], [0]);
        Assert.Equal(0, Take(happened));
        peer.Send(host.Engine.LocalEndpoints[0], [1]);
        peer.Send(host.Engine.LocalEndpoints[1], [2]);
        bothAsked.Set();

        // Whichever it hears first, it hears both before it looks again.
        byte first = Take(happened);
        byte second = first == 2 ? Take(happened) : first;
        Assert.Equal(1, second);
        peer.Send(host.Engine.LocalEndpoints[0], [3]);
        answered.Set();

        byte[] rest = first == 2 ? [Take(happened), Take(happened)] : [Take(happened), Take(happened), Take(happened)];
        Assert.Equal(first == 2 ? [3, Timeout] : [2, 3, Timeout], rest);
    }

    /// <summary>A timer must not begin to run before its packet leaves, however long the answer took to make.</summary>
    [Fact]
    public void BeginsWhenThePacketLeaves_When_TheAnswerTookLong()
    {
        TimeSpan workTime = TimeSpan.FromSeconds(1);
        SteppedTime time = new();
        ScriptedShard shard = new();
        shard.OnDatagram = (ScriptedShard self, in IncomingDatagram incoming, ReadOnlySpan<byte> datagram) =>
        {
            time.Step(workTime);
            ScriptedShard.EchoOnSameChannel(self, incoming, datagram);
        };
        using EngineHost host = EngineHost.Start(kind, shard, "127.0.0.1:0", time: time);
        using UdpPeer peer = new();
        peer.Ask(host.Endpoint, [1]);

        Assert.True(shard.TransmitTimes.TryTake(out Instant left, TestTimeouts.Patience));
        Assert.Equal(Instant.Zero + workTime, left);
    }

    /// <summary>A flood does not hold timers up.</summary>
    [Fact]
    public void ComesInTime_When_DatagramsNeverEnd()
    {
        ScriptedShard shard = new();
        using ManualResetEventSlim done = new();
        using UdpPeer peer = new();
        IPEndPoint? server = null;
        shard.OnDatagram = (ScriptedShard _, in IncomingDatagram _, ReadOnlySpan<byte> _) => peer.Send(server!, [1]);
        shard.OnTimeout = (_, _) => done.Set();
        using EngineHost host = EngineHost.Start(kind, shard, "127.0.0.1:0", new EngineOptions { ReceiveBatch = 1 });
        server = host.Endpoint;
        peer.Send(server, [1]);
        shard.Post(self => self.NextDeadline = Instant.Zero + TimeSpan.FromMilliseconds(1));

        done.WaitSoon();
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

    private static byte Take(BlockingCollection<byte> happened)
    {
        Assert.True(happened.TryTake(out byte next, TestTimeouts.Patience));
        return next;
    }

    private sealed class SteppedTime : TimeProvider
    {
        private long _ticks = 12_345;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _ticks;

        public void Step(TimeSpan by) => _ticks += by.Ticks;
    }
}
