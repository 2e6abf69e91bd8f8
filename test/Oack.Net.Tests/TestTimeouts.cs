using System.Collections.Concurrent;

namespace Oack.Net.Tests;

/// <summary>How a test waits for what another thread does: on the thing itself, and for long only if the test fails.</summary>
internal static class TestTimeouts
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public static T TakeSoon<T>(this BlockingCollection<T> notes)
    {
        Assert.True(
            notes.TryTake(out T? note, (int)Patience.TotalMilliseconds, TestContext.Current.CancellationToken),
            "what was waited for did not come");
        return note!;
    }

    public static void WaitSoon(this ManualResetEventSlim signal) =>
        Assert.True(signal.Wait(Patience, TestContext.Current.CancellationToken), "what was waited for did not come");

    public static void WaitSoon(this CountdownEvent left) =>
        Assert.True(left.Wait(Patience, TestContext.Current.CancellationToken), "what was waited for did not come");
}
