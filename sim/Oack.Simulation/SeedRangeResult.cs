namespace Oack.Simulation;

/// <summary>What came of many seeds.</summary>
/// <param name="Failures">The runs that broke a rule, by seed.</param>
/// <param name="Excused">Runs in which the file did not arrive, by exceptionally bad luck.</param>
/// <param name="MissedLastAcks">Runs in which the file arrived and its sender does not know.</param>
/// <param name="Datagrams">Datagrams sent in all runs.</param>
public sealed record SeedRangeResult(IReadOnlyList<SimulationReport> Failures, long Excused, long MissedLastAcks, long Datagrams);
