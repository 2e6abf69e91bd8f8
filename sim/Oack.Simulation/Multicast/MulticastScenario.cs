namespace Oack.Simulation.Multicast;

/// <summary>A family of multicast runs: each seed makes another plan of the same kind.</summary>
/// <param name="Name">Its name on the command line.</param>
/// <param name="Summary">What happens in it and what is demanded, in a line.</param>
/// <param name="TestSeeds">How many seeds the test run takes, from 0 on.</param>
/// <param name="MakePlan">Makes the plan of a seed.</param>
public sealed record MulticastScenario(string Name, string Summary, int TestSeeds, Func<SimulationRandom, MulticastPlan> MakePlan);
