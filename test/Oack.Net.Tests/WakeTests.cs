using Oack.Net.Platform;

namespace Oack.Net.Tests;

/// <summary>Other threads can call the loop; calls that come together count as one.</summary>
public abstract class WakeTests(EngineKind kind)
{
    public sealed class OnPortable() : WakeTests(EngineKind.Portable);

    public sealed class OnLinux() : WakeTests(EngineKind.Linux);

    [Fact]
    public void IsHandled_When_TheLoopWaits()
    {
        ScriptedShard shard = new();
        using EngineHost host = EngineHost.Start(kind, shard, "127.0.0.1:0");
        using ManualResetEventSlim done = new();

        for (int round = 0; round < 100; round++)
        {
            done.Reset();
            shard.Post(_ => done.Set());
            done.WaitSoon();
        }
    }

    [Fact]
    public void IsHandled_When_AskedForBeforeTheLoopRuns()
    {
        ScriptedShard shard = new();
        using ManualResetEventSlim done = new();
        shard.Post(_ => done.Set());

        using EngineHost host = EngineHost.Start(kind, shard, "127.0.0.1:0");

        done.WaitSoon();
    }

    [Fact]
    public void LosesNone_When_ManyThreadsCall()
    {
        const int threads = 4;
        const int calls = 2_000;
        ScriptedShard shard = new();
        using CountdownEvent left = new(threads * calls);
        using EngineHost host = EngineHost.Start(kind, shard, "127.0.0.1:0");

        Thread[] callers = [.. Enumerable.Range(0, threads).Select(_ => new Thread(() =>
        {
            for (int call = 0; call < calls; call++)
            {
                shard.Post(_ => left.Signal());
            }
        }))];
        Array.ForEach(callers, caller => caller.Start());
        Array.ForEach(callers, caller => caller.Join());

        left.WaitSoon();
    }

    [Fact]
    public void CountsAsOne_When_CalledAgainBeforeTheLoopLooks()
    {
        ScriptedShard shard = new();
        using EngineHost host = EngineHost.Start(kind, shard, "127.0.0.1:0");
        using ManualResetEventSlim isBusy = new();
        using ManualResetEventSlim go = new();
        using ManualResetEventSlim done = new();
        shard.Post(_ =>
        {
            isBusy.Set();
            go.WaitSoon();
        });
        isBusy.WaitSoon();
        int before = shard.WakeCount;

        for (int call = 0; call < 1_000; call++)
        {
            shard.WakeRequested!();
        }

        // The one that waits for the loop, and nothing behind it.
        shard.Post(_ => done.Set());
        go.Set();
        done.WaitSoon();
        Assert.InRange(shard.WakeCount - before, 0, 1);
    }

    [Fact]
    public void DoesNothing_When_TheEngineIsGone()
    {
        ScriptedShard shard = new();
        EngineHost host = EngineHost.Start(kind, shard, "127.0.0.1:0");
        using ManualResetEventSlim done = new();
        shard.Post(_ => done.Set());
        done.WaitSoon();
        Action wake = shard.WakeRequested!;

        host.Dispose();
        wake();

        Assert.Null(shard.WakeRequested);
    }

    [Fact]
    public void IsConsumedOnce_When_SignalledTwice()
    {
        using WakeSignal wake = new();
        wake.Signal();
        wake.Signal();

        Assert.True(wake.IsPending);
        Assert.True(wake.Consume(isReadable: true));
        Assert.False(wake.Consume(isReadable: false));
        Assert.Equal(0, wake.Receiver.Available);
    }
}
