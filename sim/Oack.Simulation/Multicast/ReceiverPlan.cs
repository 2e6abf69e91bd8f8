namespace Oack.Simulation.Multicast;

/// <summary>One receiver of a run.</summary>
/// <param name="Habit">What it is like.</param>
/// <param name="StartAfter">When it begins, from the start of the run.</param>
/// <param name="VanishAfter">When one that vanishes is gone, from the start of the run.</param>
public sealed record ReceiverPlan(ReceiverHabit Habit, TimeSpan StartAfter, TimeSpan VanishAfter = default);
