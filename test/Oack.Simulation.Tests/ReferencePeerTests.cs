using Oack.Protocol.Wire;
using Oack.Simulation.Network;
using Oack.Simulation.Reference;

namespace Oack.Simulation.Tests;

/// <summary>The simple peers understand each other without any code under test between them.</summary>
public sealed class ReferencePeerTests
{
    [Theory]
    [InlineData(Opcode.ReadRequest, 0, 1, 0.0)]
    [InlineData(Opcode.ReadRequest, 5_120, 1, 0.0)]
    [InlineData(Opcode.ReadRequest, 100_000, 1, 0.1)]
    [InlineData(Opcode.ReadRequest, 100_000, 16, 0.1)]
    [InlineData(Opcode.WriteRequest, 0, 1, 0.0)]
    [InlineData(Opcode.WriteRequest, 5_120, 1, 0.0)]
    [InlineData(Opcode.WriteRequest, 100_000, 1, 0.1)]
    [InlineData(Opcode.WriteRequest, 100_000, 16, 0.1)]
    public void FileArrives_When_BothEndsAreSimple(Opcode opcode, int fileBytes, int window, double loss)
    {
        var habits = new ReferenceHabits
        {
            Asks = window > 1 ? [new("windowsize", window)] : [],
            Dally = TimeSpan.FromSeconds(6),
        };
        var plan = new SimulationPlan
        {
            Opcode = opcode,
            FileBytes = fileBytes,
            ReferenceClient = habits,
            ReferenceServer = habits,
            Faults = NetworkFaults.None with { Loss = loss },
            Demand = Demand.Completes,
        };
        for (ulong seed = 0; seed < 20; seed++)
        {
            SimulationReport report = SimulationRunner.Run(plan, new SimulationRandom(seed), "simple", (long)seed);
            Assert.Empty(report.Violations);
            Assert.False(report.IsExcused);
        }
    }

    [Fact]
    public void DataDoubles_When_ASimpleSenderAnswersDuplicateAcks()
    {
        var habits = new ReferenceHabits { AnswersDuplicateAcks = true };
        var plan = new SimulationPlan
        {
            FileBytes = 51_200,
            ReferenceClient = new ReferenceHabits(),
            ReferenceServer = habits,
            Faults = NetworkFaults.None with { Duplication = 0.05 },
            Demand = Demand.Completes,
        };
        long apprentice = SimulationRunner.Run(plan, new SimulationRandom(1), "apprentice", 1).DatagramsSent;
        long calm = SimulationRunner.Run(
            plan with { ReferenceServer = habits with { AnswersDuplicateAcks = false } }, new SimulationRandom(1), "calm", 1).DatagramsSent;
        Assert.True(apprentice > calm * 3 / 2, $"{apprentice} datagrams with the Sorcerer's Apprentice, {calm} without");
    }
}
