using System.ComponentModel;

namespace Oack.Compare;

/// <summary>Runs the workloads in rounds, and holds what came out.</summary>
internal sealed class Comparison(Programs programs, Cores cores, string directory, string log)
{
    private const int ProbeWindowBlocks = 16;
    private static readonly TimeSpan s_sampleInterval = TimeSpan.FromMilliseconds(20);

    private readonly Generator _generator = new(programs, cores, directory);
    private readonly HashSet<ServerKind> _lockStep = [];
    private readonly HashSet<ServerKind> _absent = [];

    /// <summary>All runs that were measured.</summary>
    internal List<Run> Runs { get; } = [];

    /// <summary>What the reader must know beside the numbers: who is missing and why, and every transfer that failed.</summary>
    internal List<string> Notes { get; } = [];

    /// <summary>Servers that grant no window.</summary>
    internal IReadOnlySet<ServerKind> LockStep => _lockStep;

    /// <summary>Servers that could not be started.</summary>
    internal IReadOnlySet<ServerKind> Absent => _absent;

    /// <summary>Whether a transfer from Oack failed, or Oack itself did.</summary>
    internal bool HasDefect { get; private set; }

    /// <summary>Starts each server once, to see who can take part and who grants a window.</summary>
    internal void Probe()
    {
        foreach (Contender contender in Contender.Usual)
        {
            string? hindrance = programs.Hindrance(contender);
            if (hindrance is null)
            {
                try
                {
                    using ServerProcess server = ServerProcess.Start(contender, programs, cores, directory, log);
                    GeneratorResult result = _generator.Run(contender, ServedFile.Small, 1, 1, ProbeWindowBlocks);
                    hindrance = result.Broken > 0 ? $"does not serve: {result.Errors}" : null;
                    if (result.GrantedWindowBlocks is null or 1)
                    {
                        _lockStep.Add(contender.Kind);
                    }

                    if (server.ClockCause is string cause)
                    {
                        Notes.Add($"{contender.Name}: no processor time; the kernel does not let this user count forked processes ({cause}).");
                    }
                }
                catch (InvalidOperationException exception)
                {
                    hindrance = $"does not start: {exception.Message}";
                }
            }

            if (hindrance is not null)
            {
                _absent.Add(contender.Kind);
                Notes.Add($"{contender.Name} is left out: {hindrance}.");
                HasDefect |= !contender.IsPeer;
            }
        }
    }

    /// <summary>Runs each contender of each workload once, in an order that the round's number rotates.</summary>
    internal void RunRound(int round, IReadOnlyList<Workload> workloads)
    {
        foreach (Workload workload in workloads)
        {
            IReadOnlyList<Contender> contenders =
                [.. workload.Contenders.Where(contender => !_absent.Contains(contender.Kind) && !workload.LeavesOut(contender, _lockStep))];
            for (int index = 0; index < contenders.Count; index++)
            {
                Contender contender = contenders[(index + round) % contenders.Count];
                try
                {
                    Run run = Measure(round, workload, contender);
                    Runs.Add(run);
                    Remark(run, contender);
                }
                catch (Exception exception) when (exception is InvalidOperationException or Win32Exception)
                {
                    // The second: a server that died has no clock any more.
                    Fail(contender, $"{workload.Id}, {contender.Name}, round {round + 1}: {exception.Message}");
                }
            }
        }
    }

    private Run Measure(int round, Workload workload, Contender contender)
    {
        using ServerProcess server = ServerProcess.Start(contender, programs, cores, directory, log);
        if (workload.WarmUpTransfers > 0)
        {
            _generator.Run(
                contender, workload.File, Math.Min(workload.Clients, workload.WarmUpTransfers), workload.WarmUpTransfers,
                workload.WindowBlocks, workload.GeneratorSwitches);
            server.WaitForChildren();
        }

        TimeSpan? before = server.ReadProcessorTime();
        BusyTime busyBefore = BusyTime.Read();
        (GeneratorResult load, double? treeBytes) = Load(workload, contender, server);
        BusyTime busy = BusyTime.Read() - busyBefore;
        if (!server.WaitForChildren())
        {
            Note($"{workload.Id}, {contender.Name}: children that outlived the load are not in its processor time.");
        }

        TimeSpan? time = server.ReadProcessorTime() - before;
        double? peakBytes = contender.Forks ? treeBytes : server.PeakBytes();
        double othersPercent = busy.OthersPercent((time?.TotalSeconds ?? 0) + load.ProcessorSeconds);
        return new Run(round, workload.Id, contender.Name, load, time?.TotalSeconds, peakBytes, othersPercent);
    }

    // Looking at 200 children takes time of the generator's processor, so it is done only where memory is what counts.
    private (GeneratorResult Load, double? TreeBytes) Load(Workload workload, Contender contender, ServerProcess server)
    {
        Task<GeneratorResult> load = Task.Run(() => _generator.Run(
            contender, workload.File, workload.Clients, workload.Transfers, workload.WindowBlocks, workload.GeneratorSwitches));
        if (!workload.MeasuresMemory || !contender.Forks)
        {
            return (load.GetAwaiter().GetResult(), null);
        }

        long most = 0;
        while (!load.IsCompleted)
        {
            most = Math.Max(most, server.TreeBytes());
            Thread.Sleep(s_sampleInterval);
        }

        return (load.GetAwaiter().GetResult(), most);
    }

    private void Remark(Run run, Contender contender)
    {
        if (!run.IsWhole)
        {
            Fail(contender,
                $"{run.Workload}, {run.Contender}, round {run.Round + 1}: {run.Load.Broken} of {run.Load.Broken + run.Load.Completed} transfers were not whole: {run.Load.Errors}");
        }
    }

    private void Fail(Contender contender, string text)
    {
        HasDefect |= !contender.IsPeer;
        Note(contender.IsPeer ? text : $"**Defect:** {text}");
    }

    private void Note(string text)
    {
        if (!Notes.Contains(text))
        {
            Notes.Add(text);
        }
    }
}
