using System.Runtime.InteropServices;
using System.Text;
using Oack.Compare;

if (Settings.TryParse(args, out string problem) is not Settings settings)
{
    Console.Error.WriteLine($"compare: {problem}");
    return 2;
}

using IDisposable interrupt = Interruption.Watch(PosixSignal.SIGINT, 130);
using IDisposable termination = Interruption.Watch(PosixSignal.SIGTERM, 143);
string output = Path.Combine(settings.Root, "out", "compare");
Programs programs = new(settings.Root);
Cores cores = Cores.Find();
Machine machine = Machine.Describe();
Comparison comparison = new(programs, cores, settings.Files, Path.Combine(output, "server.log"));
if (cores.Server is null)
{
    comparison.Notes.Add("There is one processor only: servers and load share it, and nothing is pinned.");
}

IReadOnlyList<Workload> workloads =
    [.. Workload.All.Where(workload => workload.Id.Contains(settings.Only, StringComparison.Ordinal))];
if (settings.Short)
{
    workloads = [.. workloads.Select(workload => workload.MeasuresMemory ? workload : workload.Halved())];
    comparison.Notes.Add("Made with --short: half as many transfers as the headings say.");
}

if (!programs.GeneratorHas(Workload.NoOffloadSwitch))
{
    workloads = [.. workloads.Where(workload => !workload.GeneratorSwitches.Contains(Workload.NoOffloadSwitch))];
    comparison.Notes.Add(
        $"This `oack bench` has no {Workload.NoOffloadSwitch}: its clients always take several datagrams in one call where the kernel offers it.");
}

ServedFile.WriteAll(settings.Files);
comparison.Probe();
for (int round = 0; round < settings.Rounds; round++)
{
    Console.Error.WriteLine($"{DateTime.UtcNow:HH:mm:ss} UTC, round {round + 1} of {settings.Rounds}");
    comparison.RunRound(round, workloads);
}

string[] versions =
    [.. Contender.Usual.Where(contender => !comparison.Absent.Contains(contender.Kind)).Select(programs.VersionOf)];
Report report = new(comparison, workloads, machine, versions, settings.Rounds, cores);
string table = report.Write();
File.WriteAllText(Path.Combine(output, "table.md"), table, new UTF8Encoding(false));
ResultsFile.Write(Path.Combine(output, "results.json"), comparison, workloads, machine, versions);
Console.Out.Write(table);
string docs = Path.Combine(settings.Root, "docs");
foreach ((string name, string? plot) in new[] { ("performance-window.svg", Plots.Window(report)), ("performance-storm.svg", Plots.Storm(report)) })
{
    foreach (string place in settings.Write && !comparison.HasDefect ? (string[])[output, docs] : [output])
    {
        if (plot is not null)
        {
            File.WriteAllText(Path.Combine(place, name), plot, new UTF8Encoding(false));
        }
    }
}

if (settings.Write && !comparison.HasDefect)
{
    PerformancePage.Write(Path.Combine(docs, "performance.md"), table);
}

if (comparison.HasDefect)
{
    Console.Error.WriteLine("compare: transfers from Oack failed; the notes below the table name them. docs/ is as it was.");
}

return comparison.HasDefect ? 1 : 0;
