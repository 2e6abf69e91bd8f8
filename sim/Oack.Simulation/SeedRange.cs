using System.Collections.Concurrent;
using Oack.Simulation.Scenarios;

namespace Oack.Simulation;

/// <summary>Runs many seeds of a scenario.</summary>
public static class SeedRange
{
    /// <summary>Runs seeds from <paramref name="first"/> on.</summary>
    public static SeedRangeResult Run(Scenario scenario, long first, long count, bool inParallel)
    {
        var failures = new ConcurrentBag<SimulationReport>();
        long excused = 0;
        long missed = 0;
        long datagrams = 0;
        var options = new ParallelOptions { MaxDegreeOfParallelism = inParallel ? Environment.ProcessorCount : 1 };
        Parallel.For(first, first + count, options, seed =>
        {
            SimulationReport report = SimulationRunner.Run(scenario, seed);
            if (!report.IsGood)
            {
                failures.Add(report);
            }

            Interlocked.Add(ref excused, report.IsExcused ? 1 : 0);
            Interlocked.Add(ref missed, report.MissedLastAck ? 1 : 0);
            Interlocked.Add(ref datagrams, report.DatagramsSent);
        });
        return new SeedRangeResult([.. failures.OrderBy(report => report.Seed)], excused, missed, datagrams);
    }
}
