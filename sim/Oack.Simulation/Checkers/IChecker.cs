namespace Oack.Simulation.Checkers;

/// <summary>
/// One rule that holds in every scenario. It sees what an observer sees, knows nothing of the scenario, and reports a
/// breach to the loop, which stops.
/// </summary>
public interface IChecker : ISimulationObserver
{
    /// <summary>The rule in a few words.</summary>
    string Rule { get; }
}
