namespace Oack.Tests.Common;

/// <summary>
/// What a thread allocates. When a collection takes a thread's allocation context away while the thread is in a call to
/// the system, the runtime now and then counts what was left of it as allocated; other tests of the same process bring such
/// collections about. So a measurement that found something counts only when nothing was collected meanwhile. A background
/// collection stops the threads a second time without being counted again, which cannot be seen from here: what is found
/// must be found in each of several measurements, and the least is what the work allocates.
/// </summary>
internal static class Allocations
{
    private const int MaxAttempts = 50;
    private const int Findings = 3;

    /// <summary>How many bytes this thread allocates in some work, which may be repeated.</summary>
    public static long Measure(Action work) => Measure(GC.GetAllocatedBytesForCurrentThread, work);

    /// <summary>How many bytes a thread allocates meanwhile, by a counter of its own.</summary>
    public static long Measure(Func<long> counter, Action work) => MeasureAsync(() =>
    {
        long before = counter();
        work();
        return Task.FromResult(counter() - before);
    }).GetAwaiter().GetResult();

    /// <summary>How many bytes a thread allocates meanwhile, by a counter that the work itself keeps; it may be repeated.</summary>
    public static async Task<long> MeasureAsync(Func<Task<long>> work)
    {
        long least = long.MaxValue;
        int found = 0;
        for (int attempt = 0; attempt < MaxAttempts && found < Findings; attempt++)
        {
            int collections = GC.CollectionCount(0);
            long allocated = await work();
            if (allocated == 0)
            {
                return 0;
            }

            if (GC.CollectionCount(0) == collections)
            {
                least = Math.Min(least, allocated);
                found++;
            }
        }

        if (found > 0)
        {
            return least;
        }

        Xunit.Assert.Fail($"a collection fell into each of {MaxAttempts} measurements, and each found something");
        return -1;
    }
}
