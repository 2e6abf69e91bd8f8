using Oack.Protocol.Transfer;
using Oack.Protocol.Wire;
using Oack.Simulation.Network;
using Oack.Simulation.Reference;

namespace Oack.Simulation.Scenarios;

/// <summary>One end under test, and another that is simple, odd or hostile.</summary>
internal static class PeerScenarios
{
    public static SimulationPlan RepeatedRequest(SimulationRandom random)
    {
        SimulationPlan plan = PlanParts.Transfer(random, maxBlocks: 20);
        bool simple = random.Chance(0.5);
        return plan with
        {
            ReferenceClient = simple
                ? PlanParts.Habits(random) with
                {
                    Asks = PlanParts.Asks(random, plan.Opcode, plan.FileBytes),
                    RepeatsRequestAfter = TimeSpan.FromMilliseconds(random.Between(0, 12)),
                    ChangesPortOnRetry = false,
                }
                : null,
            Faults = NetworkScenarios.Path(random) with
            {
                Duplication = simple ? 0 : 1,
                ReorderingDelay = TimeSpan.FromMilliseconds(random.Between(0, 3_000)),
            },
            Demand = Demand.Completes,
        };
    }

    public static SimulationPlan Probe(SimulationRandom random)
    {
        SimulationPlan plan = PlanParts.Transfer(random, maxBlocks: 20);
        bool isProbe = random.Chance(0.5);
        int blockSize = random.Between(8, 64);
        return plan with
        {
            Opcode = Opcode.ReadRequest,
            FileBytes = (blockSize * 20) + random.Between(0, 100),
            Server = plan.Server with
            {
                Policy = plan.Server.Policy with { GrantsOptions = true, MaxBlockSize = 65_464 },
                Behavior = plan.Server.Behavior with { HidesLength = false },
            },
            ReferenceClient = new ReferenceHabits
            {
                Asks = [new("tsize", 0), new("blksize", blockSize)],
                HangsUpOnOptionAckWith = isProbe ? random.Pick(0, 8) : null,
                HangsUpAfterBlocks = isProbe ? null : random.Between(2, 18),
            },
            ServerOutcome = isProbe ? TransferOutcome.Probed : TransferOutcome.ClosedEarly,
            Faults = NetworkScenarios.Path(random) with { Loss = random.Chance(0.2) ? 0.1 : 0, ReportsUnreachable = random.Chance(0.5) },
        };
    }

    public static SimulationPlan ReferenceReader(SimulationRandom random) => WithClient(random, Opcode.ReadRequest);

    public static SimulationPlan ReferenceWriter(SimulationRandom random) => WithClient(random, Opcode.WriteRequest);

    public static SimulationPlan ReferenceSource(SimulationRandom random) => WithServer(random, Opcode.ReadRequest);

    public static SimulationPlan ReferenceSink(SimulationRandom random) => WithServer(random, Opcode.WriteRequest);

    public static SimulationPlan HostileClient(SimulationRandom random)
    {
        SimulationPlan plan = PlanParts.Transfer(random);
        return plan with
        {
            HostileClient = true,
            HostileAsks = PlanParts.Asks(random, plan.Opcode, plan.FileBytes),
            Faults = NetworkScenarios.Path(random) with { ReportsUnreachable = random.Chance(0.5) },
        };
    }

    public static SimulationPlan HostileServer(SimulationRandom random) => PlanParts.Transfer(random) with
    {
        HostileServer = true,
        Faults = NetworkScenarios.Path(random) with { ReportsUnreachable = random.Chance(0.5) },
    };

    private static SimulationPlan WithClient(SimulationRandom random, Opcode opcode)
    {
        SimulationPlan plan = PlanParts.Transfer(random, maxBlocks: 20);
        int fileBytes = PlanParts.FileBytes(random, random.Pick(8, 512, 1_024), 30);
        return plan with
        {
            Opcode = opcode,
            FileBytes = fileBytes,
            ReferenceClient = PlanParts.Habits(random) with { Asks = PlanParts.Asks(random, opcode, fileBytes) },
            Faults = SomeFaults(random),
            Demand = Demand.Completes,
        };
    }

    private static SimulationPlan WithServer(SimulationRandom random, Opcode opcode)
    {
        SimulationPlan plan = PlanParts.Transfer(random, maxBlocks: 20);
        return plan with
        {
            Opcode = opcode,
            ReferenceServer = PlanParts.Habits(random),
            Faults = SomeFaults(random),
            Demand = Demand.Completes,
        };
    }

    private static NetworkFaults SomeFaults(SimulationRandom random)
    {
        NetworkFaults path = NetworkScenarios.Path(random);
        return random.Chance(0.3)
            ? path
            : path with
            {
                Loss = random.Between(0.0, 0.1),
                Duplication = random.Between(0.0, 0.1),
                Reordering = random.Chance(0.3) ? random.Between(0.0, 0.1) : 0,
                ReorderingDelay = TimeSpan.FromMilliseconds(random.Between(1, 20)),
            };
    }
}
