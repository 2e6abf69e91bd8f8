using System.Reflection;
using BenchmarkDotNet.Attributes;

namespace Oack.Benchmarks.Allocations;

/// <summary>
/// The gate on allocated bytes: runs every benchmark of this assembly a number of times and compares what it allocates
/// on its thread with <c>expected-allocations.txt</c>. Quick enough for each test run, and exact where a time is not.
/// </summary>
internal static class AllocationCheck
{
    private const int WarmUpOperations = 200;
    private const int MeasuredOperations = 2_000;

    /// <summary>Runs the check; each benchmark needs a line in the table, and each line a benchmark.</summary>
    /// <returns>
    /// 0, or 1 when a benchmark allocates more than its line says or the table does not fit the benchmarks.
    /// </returns>
    public static int Run(TextWriter output)
    {
        Dictionary<string, long> table = ExpectedAllocations.Read();
        bool isGood = true;
        foreach ((string name, Func<long> measure) in FindBenchmarks())
        {
            long bytes = measure();
            bool isKnown = table.Remove(name, out long expected);
            bool isWithin = isKnown && bytes <= expected;
            isGood &= isWithin;
            string verdict = isWithin ? "ok" : isKnown ? $"EXCESS, expected at most {expected}" : "NOT IN THE TABLE";
            output.WriteLine($"{name,-52} {bytes,8} bytes/op  {verdict}");
        }

        foreach (string name in table.Keys)
        {
            isGood = false;
            output.WriteLine($"{name,-52} in the table, but no such benchmark");
        }

        return isGood ? 0 : 1;
    }

    private static IEnumerable<(string Name, Func<long> Measure)> FindBenchmarks()
    {
        IEnumerable<Type> types = typeof(AllocationCheck).Assembly.GetTypes().OrderBy(type => type.Name, StringComparer.Ordinal);
        foreach (Type type in types)
        {
            MethodInfo[] methods =
                [.. type.GetMethods().Where(method => method.GetCustomAttribute<BenchmarkAttribute>() is not null)];
            if (methods.Length == 0)
            {
                continue;
            }

            foreach (MethodInfo method in methods)
            {
                yield return ($"{type.Name}.{method.Name}", () => Measure(type, method));
            }
        }
    }

    /// <summary>
    /// Bytes per operation, after a warm-up, on a fresh instance whose [Params] have their first values.
    /// </summary>
    private static long Measure(Type type, MethodInfo method)
    {
        object instance = Activator.CreateInstance(type)!;
        foreach (PropertyInfo property in type.GetProperties())
        {
            if (property.GetCustomAttribute<ParamsAttribute>() is { } parameter)
            {
                property.SetValue(instance, parameter.Values[0]);
            }
        }

        RunMarked<GlobalSetupAttribute>(type, instance);
        try
        {
            // A delegate of the method's own type: a call by reflection would box what it returns.
            MethodInfo loop = method.ReturnType == typeof(void)
                ? Generic(nameof(LoopVoid))
                : Generic(nameof(Loop)).MakeGenericMethod(method.ReturnType);
            return (long)loop.Invoke(null, [instance, method])!;
        }
        finally
        {
            RunMarked<GlobalCleanupAttribute>(type, instance);
        }
    }

    private static MethodInfo Generic(string name) =>
        typeof(AllocationCheck).GetMethod(name, BindingFlags.NonPublic | BindingFlags.Static)!;

    private static void RunMarked<TAttribute>(Type type, object instance)
        where TAttribute : Attribute
    {
        foreach (MethodInfo method in type.GetMethods().Where(method => method.GetCustomAttribute<TAttribute>() is not null))
        {
            method.Invoke(instance, null);
        }
    }

    private static long Loop<T>(object instance, MethodInfo method)
    {
        Func<T> operation = method.CreateDelegate<Func<T>>(instance);
        return MeasureOperations(() => operation());
    }

    private static long LoopVoid(object instance, MethodInfo method) =>
        MeasureOperations(method.CreateDelegate<Action>(instance));

    private static long MeasureOperations(Action operation)
    {
        for (int i = 0; i < WarmUpOperations; i++)
        {
            operation();
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < MeasuredOperations; i++)
        {
            operation();
        }

        long bytes = GC.GetAllocatedBytesForCurrentThread() - before;

        // Rounded up: one object in all operations is an excess too.
        return (bytes + MeasuredOperations - 1) / MeasuredOperations;
    }
}
