namespace Oack.Simulation.Reference;

/// <summary>What a simple receiver does when a block of a window is missing.</summary>
public enum GapHabit
{
    /// <summary>Acknowledges the last block before the gap, once.</summary>
    ReportOnce,

    /// <summary>Acknowledges the last block before the gap, for each block after it.</summary>
    ReportEach,

    /// <summary>Waits for its timer.</summary>
    Wait,
}
