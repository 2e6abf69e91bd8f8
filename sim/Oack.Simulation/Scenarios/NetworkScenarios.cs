using Oack.Protocol;
using Oack.Protocol.Options;
using Oack.Simulation.Network;
using Oack.Simulation.Nodes;

namespace Oack.Simulation.Scenarios;

/// <summary>Two ends under test, and a network with faults of one kind or several.</summary>
internal static class NetworkScenarios
{
    private const double ModerateLoss = 0.20;

    public static SimulationPlan Clean(SimulationRandom random) => PlanParts.Transfer(random) with
    {
        Faults = Path(random) with { ReportsUnreachable = random.Chance(0.5) },
        Demand = Demand.CompletesCleanly,
    };

    public static SimulationPlan Loss(SimulationRandom random) => PlanParts.Transfer(random) with
    {
        Faults = Path(random) with { Loss = random.Between(0.0, ModerateLoss) },
        Demand = Demand.Completes,
    };

    public static SimulationPlan Burst(SimulationRandom random) => PlanParts.Transfer(random) with
    {
        Faults = Path(random) with
        {
            Burst = new BurstLoss(random.Between(0.005, 0.05), random.Between(0.2, 0.6), random.Between(0.5, 1.0)),
        },
        Demand = Demand.Completes,
    };

    public static SimulationPlan Duplication(SimulationRandom random) => PlanParts.Transfer(random) with
    {
        Faults = Path(random) with { Duplication = random.Between(0.05, 1.0), ReorderingDelay = UpTo(random, 20) },
        Demand = Demand.Completes,
    };

    public static SimulationPlan Reordering(SimulationRandom random) => PlanParts.Transfer(random) with
    {
        Faults = Path(random) with
        {
            Reordering = random.Between(0.05, 0.5),
            ReorderingDelay = UpTo(random, random.Chance(0.2) ? 1_500 : 30),
            Jitter = UpTo(random, 50),
        },
        Demand = Demand.Completes,
    };

    public static SimulationPlan DetectedCorruption(SimulationRandom random) => PlanParts.Transfer(random) with
    {
        Faults = Path(random) with { DetectedCorruption = random.Between(0.0, ModerateLoss) },
        Demand = Demand.Completes,
    };

    public static SimulationPlan UndetectedCorruption(SimulationRandom random) => PlanParts.Transfer(random) with
    {
        Faults = Path(random) with { UndetectedCorruption = random.Between(0.001, 0.2), Loss = random.Between(0.0, 0.05) },
        Demand = Demand.Completes,
    };

    public static SimulationPlan Partition(SimulationRandom random)
    {
        Instant from = Instant.Zero + TimeSpan.FromSeconds(1) + UpTo(random, random.Chance(0.7) ? 20 : 500);
        PeerEndpoint? only = random.Pick<PeerEndpoint?>(null, SimulatedHosts.Client, SimulatedHosts.Server);
        return PlanParts.Transfer(random) with
        {
            Faults = Path(random) with { Partitions = [new Partition(from, from + UpTo(random, 8_000), only)] },
            Demand = Demand.Completes,
        };
    }

    public static SimulationPlan Foreign(SimulationRandom random) => PlanParts.Transfer(random) with
    {
        Faults = Path(random) with
        {
            ForeignPackets = random.Between(0.05, 1.0),
            Loss = random.Chance(0.3) ? random.Between(0.0, 0.1) : 0,
            ReportsUnreachable = random.Chance(0.5),
        },
        Demand = Demand.Completes,
    };

    public static SimulationPlan Narrow(SimulationRandom random) => PlanParts.Transfer(random) with
    {
        Faults = Path(random) with
        {
            BytesPerSecond = random.Pick(7_000, 32_000, 125_000, 1_250_000),
            QueueBytes = random.Between(2_000, 64_000),
        },
        Demand = Demand.Completes,
    };

    public static SimulationPlan Mixed(SimulationRandom random) => PlanParts.Transfer(random) with
    {
        Faults = Path(random) with
        {
            Loss = random.Between(0.0, 0.1),
            Burst = random.Chance(0.3) ? new BurstLoss(0.01, 0.4, 0.8) : null,
            Duplication = random.Between(0.0, 0.2),
            Reordering = random.Between(0.0, 0.2),
            ReorderingDelay = UpTo(random, 50),
            Jitter = UpTo(random, 10),
            DetectedCorruption = random.Between(0.0, 0.02),
            ForeignPackets = random.Between(0.0, 0.2),
            ReportsUnreachable = random.Chance(0.5),
        },
        Demand = Demand.Completes,
    };

    public static SimulationPlan Brutal(SimulationRandom random)
    {
        SimulationPlan plan = PlanParts.Transfer(random);
        Instant cut = Instant.Zero + TimeSpan.FromSeconds(1) + UpTo(random, 3_000);
        PeerEndpoint? only = random.Pick<PeerEndpoint?>(null, SimulatedHosts.Client, SimulatedHosts.Server);
        return plan with
        {
            Faults = Path(random) with
            {
                Loss = random.Between(0.0, 0.6),
                Burst = random.Chance(0.3) ? new BurstLoss(0.05, 0.1, 1.0) : null,
                Duplication = random.Between(0.0, 0.5),
                Reordering = random.Between(0.0, 0.5),
                ReorderingDelay = UpTo(random, 3_000),
                Jitter = UpTo(random, 200),
                UndetectedCorruption = random.Chance(0.3) ? random.Between(0.0, 0.05) : 0,
                ForeignPackets = random.Between(0.0, 0.5),
                ReportsUnreachable = random.Chance(0.5),
                Partitions = random.Chance(0.5) ? [new Partition(cut, Instant.Never, only)] : [],
            },
        };
    }

    public static SimulationPlan Rollover(SimulationRandom random)
    {
        SimulationPlan plan = PlanParts.Transfer(random);
        OptionList asked = default;
        asked.TryAdd(OptionKind.BlockSize, TransferParameters.MinBlockSize);
        asked.TryAdd(OptionKind.WindowSize, random.Pick(1, 16, 64));
        if (random.Chance(0.7))
        {
            asked.TryAdd(OptionKind.Rollover, random.Between(0, 1));
        }

        return plan with
        {
            Asked = asked,
            FileBytes = (random.Between(65_530, 65_545) * TransferParameters.MinBlockSize) + random.Between(0, 7),
            Server = new ServerPlan { SinglePort = random.Chance(0.5) },
            ClientBehavior = NodeBehavior.Plain,
            Faults = NetworkFaults.None with { Loss = random.Chance(0.5) ? 0.001 : 0, Reordering = random.Chance(0.3) ? 0.001 : 0 },
            Demand = Demand.Completes,
        };
    }

    /// <summary>A path without faults: from the same room to the other side of the earth.</summary>
    public static NetworkFaults Path(SimulationRandom random) => NetworkFaults.None with
    {
        Delay = random.Chance(0.2)
            ? random.Between(TimeSpan.Zero, TimeSpan.FromMilliseconds(150))
            : random.Between(TimeSpan.FromMicroseconds(20), TimeSpan.FromMilliseconds(5)),
    };

    private static TimeSpan UpTo(SimulationRandom random, int milliseconds) =>
        random.Between(TimeSpan.Zero, TimeSpan.FromMilliseconds(milliseconds));
}
