namespace Oack.Simulation;

/// <summary>What must come of a run, beside the rules that always hold.</summary>
public enum Demand
{
    /// <summary>It ends; a failure is fine.</summary>
    Ends = 0,

    /// <summary>The file arrives whole, unless the run can show exceptionally bad luck.</summary>
    Completes,

    /// <summary>The file arrives whole, both ends know it, and nothing is sent twice.</summary>
    CompletesCleanly,
}
