namespace Oack.Compare;

/// <summary>One kind of load, the same for all servers that it is for.</summary>
internal sealed record Workload(string Id, string Title, ServedFile File, int Clients, int Transfers, int WindowBlocks)
{
    /// <summary>The block size of all workloads: what fits an Ethernet frame.</summary>
    internal const int BlockBytes = 1428;

    /// <summary>Who is measured.</summary>
    internal IReadOnlyList<Contender> Contenders { get; init; } = Contender.Usual;

    /// <summary>Whether servers that grant no window are measured all the same; else their row says "lock-step".</summary>
    internal bool TakesLockStep { get; init; }

    /// <summary>How many transfers a server serves before the measurement begins.</summary>
    internal int WarmUpTransfers { get; init; } = 1;

    /// <summary>Whether memory is what counts: nothing is served before, and children are looked at while they live.</summary>
    internal bool MeasuresMemory { get; init; }

    /// <summary>Switches of the load generator beyond the usual ones.</summary>
    internal string[] GeneratorSwitches { get; init; } = [];

    /// <summary>The switch that makes the generator take each datagram by itself, without receive offload.</summary>
    internal const string NoOffloadSwitch = "--no-offload";

    /// <summary>All workloads, in the order of the page.</summary>
    internal static IReadOnlyList<Workload> All { get; } =
    [
        new("file-w4", "One client, a 100 MB file, window 4", ServedFile.Large, 1, 2, 4),
        new("file-w16", "One client, a 100 MB file, window 16", ServedFile.Large, 1, 5, 16) { WarmUpTransfers = 3 },
        new("file-w64", "One client, a 100 MB file, window 64", ServedFile.Large, 1, 8, 64) { WarmUpTransfers = 4 },
        new("file-w64-no-offload", "The same without receive offload at the client", ServedFile.Large, 1, 8, 64)
        {
            WarmUpTransfers = 4,
            GeneratorSwitches = [NoOffloadSwitch],
        },
        new("file-w256", "One client, a 100 MB file, window 256", ServedFile.Large, 1, 8, 256)
        {
            WarmUpTransfers = 4,
            Contenders =
                [new("oack --max-windowsize 256", ServerKind.Oack, "--max-windowsize", "256"), .. Contender.Usual.Skip(1)],
        },
        new("storm-w16", "A storm: 1,000 transfers of 1 MB, 200 at once, window 16", ServedFile.Medium, 200, 1000, 16)
        {
            WarmUpTransfers = 300,
        },
        new("storm-w1", "A storm: 1,000 transfers of 1 MB, 200 at once, window 1", ServedFile.Medium, 200, 1000, 1)
        {
            WarmUpTransfers = 300,
        },
        new("small-w1", "10,000 transfers of 8 kB, 100 at once, window 1", ServedFile.Small, 100, 10_000, 1)
        {
            WarmUpTransfers = 8_000,
            Contenders = [Contender.Usual[0], new("oack --single-port", ServerKind.Oack, "--single-port"), .. Contender.Usual.Skip(1)],
        },
        new("lockstep", "Lock-step: one client, a 30 MB file, window 1", ServedFile.Sizable, 1, 2, 1)
        {
            WarmUpTransfers = 2,
            Contenders = [Contender.Usual[0], new("oack --no-spin", ServerKind.Oack, "--no-spin"), .. Contender.Usual.Skip(1)],
        },
        new("memory", "Memory: 200 transfers of 1 MB at once, window 16 where granted", ServedFile.Medium, 200, 200, 16)
        {
            WarmUpTransfers = 0,
            TakesLockStep = true,
            MeasuresMemory = true,
        },
    ];

    /// <summary>The same with half of the transfers, those before the measurement too.</summary>
    internal Workload Halved() => this with
    {
        Transfers = Math.Max(1, Transfers / 2),
        WarmUpTransfers = (WarmUpTransfers + 1) / 2,
    };

    /// <summary>Whether a server that grants no window has nothing to say here.</summary>
    internal bool LeavesOut(Contender contender, IReadOnlySet<ServerKind> lockStep) =>
        WindowBlocks > 1 && !TakesLockStep && lockStep.Contains(contender.Kind);
}
