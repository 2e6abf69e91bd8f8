using Oack.Protocol.Transfer;
using Oack.Protocol.Wire;
using Oack.Simulation.Nodes;

namespace Oack.Simulation.Scenarios;

/// <summary>What users, disks and hosts do to a transfer.</summary>
internal static class UserScenarios
{
    public static SimulationPlan SlowStorage(SimulationRandom random)
    {
        SimulationPlan plan = PlanParts.Transfer(random, maxBlocks: 20);
        return plan with
        {
            ClientBehavior = Slow(random, plan.ClientBehavior),
            Server = plan.Server with { Behavior = Slow(random, plan.Server.Behavior) },
            Faults = NetworkScenarios.Path(random) with { Loss = random.Chance(0.5) ? random.Between(0.0, 0.05) : 0 },
            Demand = Demand.Completes,
        };
    }

    public static SimulationPlan Abort(SimulationRandom random)
    {
        SimulationPlan plan = PlanParts.Transfer(random);
        NodeBehavior client = plan.ClientBehavior;
        NodeBehavior server = plan.Server.Behavior;
        switch (random.Between(0, 4))
        {
            case 0:
                client = Aborting(random, client);
                break;
            case 1:
                server = Aborting(random, server);
                break;
            case 2:
                client = client with { VanishAfter = Soon(random) };
                break;
            case 3:
                server = server with { VanishAfter = Soon(random) };
                break;
            default:
                client = client with { StorageFails = true, StorageDelay = Soon(random) };
                server = server with { StorageFails = true, StorageDelay = Soon(random) };
                break;
        }

        return plan with
        {
            ClientBehavior = client,
            Server = plan.Server with { Behavior = server },
            Faults = NetworkScenarios.Path(random) with
            {
                Loss = random.Chance(0.5) ? random.Between(0.0, 0.2) : 0,
                Duplication = random.Chance(0.3) ? random.Between(0.0, 0.2) : 0,
                ForeignPackets = random.Chance(0.3) ? random.Between(0.0, 0.2) : 0,
                ReportsUnreachable = random.Chance(0.5),
            },
        };
    }

    private static NodeBehavior Slow(SimulationRandom random, NodeBehavior behavior) => behavior with
    {
        StorageDelay = random.Chance(0.5) ? random.Between(TimeSpan.Zero, TimeSpan.FromSeconds(5)) : TimeSpan.Zero,
        HoldChance = random.Chance(0.5) ? random.Between(0.0, 0.3) : 0,
        HoldFor = random.Between(TimeSpan.FromMilliseconds(1), TimeSpan.FromSeconds(2)),
        SlowReadChance = random.Chance(0.5) ? random.Between(0.0, 0.3) : 0,
        ReadDelay = random.Between(TimeSpan.FromMilliseconds(1), TimeSpan.FromSeconds(2)),
    };

    private static NodeBehavior Aborting(SimulationRandom random, NodeBehavior behavior) => behavior with
    {
        AbortAfter = Soon(random),
        AbortOutcome = random.Pick(TransferOutcome.Failed, TransferOutcome.ClosedEarly, TransferOutcome.Refused),
        AbortCode = (ErrorCode)random.Between(0, 8),
    };

    private static TimeSpan Soon(SimulationRandom random) => random.Pick(
        TimeSpan.Zero,
        random.Between(TimeSpan.Zero, TimeSpan.FromMilliseconds(10)),
        random.Between(TimeSpan.Zero, TimeSpan.FromMilliseconds(200)),
        random.Between(TimeSpan.Zero, TimeSpan.FromSeconds(5)));
}
