using Oack.Protocol.Options;
using Oack.Protocol.Transfer;

namespace Oack.Simulation.Nodes;

/// <summary>How the server of a simulation works.</summary>
public sealed record ServerPlan
{
    /// <summary>What it grants.</summary>
    public OptionPolicy Policy { get; init; } = OptionPolicy.Default;

    /// <summary>The patience of its transfers.</summary>
    public TransferSettings Settings { get; init; } = TransferSettings.Default;

    /// <summary>What the users of its transfers do.</summary>
    public NodeBehavior Behavior { get; init; } = NodeBehavior.Plain;

    /// <summary>Whether all transfers answer from port 69.</summary>
    public bool SinglePort { get; init; }
}
