using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Oack.Simulation;
using Oack.Simulation.Golden;
using Oack.Simulation.Multicast;
using Oack.Simulation.Scenarios;

return args switch
{
    ["replay", string name, string seed] when TryReadSeed(seed, out long number) => Replay(name, number),
    ["run", string name, string first, string count]
        when TryReadSeed(first, out long from) && TryReadSeed(count, out long seeds) => RunMany(name, from, seeds),
    ["golden"] => ShowGolden(),
    ["golden", "--write"] => WriteGolden(),
    ["list"] => ListScenarios(),
    _ => ShowHelp(),
};

static bool TryReadSeed(string text, out long seed) =>
    long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out seed);

static int Replay(string name, long seed)
{
    if (MulticastScenarioCatalogue.Find(name) is { } multicast)
    {
        return ReplayMulticast(multicast, seed);
    }

    if (ScenarioCatalogue.Find(name) is not { } scenario)
    {
        return SayUnknown(name);
    }

    using var output = new StreamWriter(Console.OpenStandardOutput());
    SimulationReport report = SimulationRunner.Run(scenario, seed, output);
    output.WriteLine();
    output.WriteLine(report.IsGood
        ? $"all rules held; client: {report.ClientOutcome} after {report.ClientTime.TotalSeconds.ToString("0.000000", CultureInfo.InvariantCulture)} s"
            + (report.IsExcused ? "; the file did not arrive, excused by bad luck" : "")
            + (report.MissedLastAck ? "; its sender missed the last ACK" : "")
        : string.Join('\n', report.Violations));
    return report.IsGood ? 0 : 1;
}

static int ReplayMulticast(MulticastScenario scenario, long seed)
{
    using var output = new StreamWriter(Console.OpenStandardOutput());
    MulticastReport report = MulticastRunner.Run(scenario, seed, output);
    output.WriteLine();
    output.WriteLine(report.IsGood
        ? string.Create(
            CultureInfo.InvariantCulture,
            $"all rules held; {report.Factor:0.000} DATA a block, {report.MasterChanges} master changes, all whole after {report.Time.TotalSeconds:0.000000} s")
        : string.Join('\n', report.Violations));
    return report.IsGood ? 0 : 1;
}

static int RunManyMulticast(MulticastScenario scenario, long first, long count)
{
    var watch = Stopwatch.StartNew();
    ConcurrentBag<MulticastReport> reports = [];
    Parallel.For(first, first + count, seed => reports.Add(MulticastRunner.Run(scenario, seed)));
    List<MulticastReport> bad = [.. reports.Where(one => !one.IsGood).OrderBy(one => one.Seed)];
    foreach (MulticastReport report in bad.Take(40))
    {
        Console.WriteLine(report);
    }

    Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{scenario.Name,-16} {count,8} seeds {bad.Count,6} failed {reports.Average(one => one.Factor),8:0.000} DATA a block, slowest {reports.Max(one => one.Time.TotalSeconds):0.0} s {watch.Elapsed.TotalSeconds,8:0.0} s"));
    return bad.Count;
}

static int RunMany(string name, long first, long count)
{
    IEnumerable<Scenario> scenarios = name == "all" ? ScenarioCatalogue.All : ScenarioCatalogue.All.Where(one => one.Name == name);
    int bad = 0;
    foreach (Scenario scenario in scenarios)
    {
        var watch = Stopwatch.StartNew();
        SeedRangeResult result = SeedRange.Run(scenario, first, count, inParallel: true);
        foreach (SimulationReport report in result.Failures.Take(40))
        {
            Console.WriteLine(report);
        }

        bad += result.Failures.Count;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{scenario.Name,-16} {count,8} seeds {result.Failures.Count,6} failed {result.Excused,6} excused {result.MissedLastAcks,6} missed the last ACK {result.Datagrams,10} datagrams {watch.Elapsed.TotalSeconds,8:0.0} s"));
    }

    foreach (MulticastScenario scenario in MulticastScenarioCatalogue.All.Where(one => name == "all" || one.Name == name))
    {
        bad += RunManyMulticast(scenario, first, count);
    }

    return bad == 0 ? 0 : 1;
}

static int ShowGolden()
{
    Console.Write(GoldenTable.Make());
    Console.WriteLine();
    Console.Write(MulticastGoldenTable.Make());
    return 0;
}

static int WriteGolden()
{
    if (!File.Exists("Oack.slnx"))
    {
        Console.Error.WriteLine("cannot write the golden table: this is not the root of the repository. Run it where Oack.slnx is.");
        return 2;
    }

    File.WriteAllText(GoldenTable.RepositoryPath, GoldenTable.Make());
    File.WriteAllText(MulticastGoldenTable.RepositoryPath, MulticastGoldenTable.Make());
    Console.WriteLine($"wrote {GoldenTable.RepositoryPath} and {MulticastGoldenTable.RepositoryPath}");
    return 0;
}

static int ListScenarios()
{
    foreach (Scenario scenario in ScenarioCatalogue.All)
    {
        Console.WriteLine($"{scenario.Name,-16} {scenario.Summary}");
    }

    foreach (MulticastScenario scenario in MulticastScenarioCatalogue.All)
    {
        Console.WriteLine($"{scenario.Name,-16} {scenario.Summary}");
    }

    return 0;
}

static int SayUnknown(string name)
{
    Console.Error.WriteLine($"unknown scenario {name}. 'list' names them all.");
    return 2;
}

static int ShowHelp()
{
    Console.Error.WriteLine("""
        Runs two ends of a TFTP transfer over a network that is seeded, virtual and bad.

          list                          the scenarios
          run SCENARIO|all FIRST COUNT  runs seeds and prints those that break a rule
          replay SCENARIO SEED          runs one seed again and prints each packet
          golden [--write]              the tables of times and of factors; writes them to their files
        """);
    return 2;
}
