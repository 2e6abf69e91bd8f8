using Oack.Protocol.Transfer;
using Oack.Protocol.Wire;

namespace Oack.Simulation.Nodes;

/// <summary>What the user and the machine around a transfer under test do to it. Everything defaults to nothing.</summary>
public sealed record NodeBehavior
{
    /// <summary>A driver that does its work at once.</summary>
    public static NodeBehavior Plain { get; } = new();

    /// <summary>How long it takes to store the content after the last byte came.</summary>
    public TimeSpan StorageDelay { get; init; }

    /// <summary>Whether storing fails in the end: the transfer is aborted with ERROR 3.</summary>
    public bool StorageFails { get; init; }

    /// <summary>The probability, per accepted block, that acknowledgments are held back for <see cref="HoldFor"/>.</summary>
    public double HoldChance { get; init; }

    /// <summary>How long acknowledgments are held back.</summary>
    public TimeSpan HoldFor { get; init; }

    /// <summary>The probability, per block, that its content takes <see cref="ReadDelay"/> to come (a cold disk).</summary>
    public double SlowReadChance { get; init; }

    /// <summary>How long slow content takes.</summary>
    public TimeSpan ReadDelay { get; init; }

    /// <summary>Whether a sender learns the length of its content only at its end.</summary>
    public bool HidesLength { get; init; }

    /// <summary>When the user aborts, counted from the start of the transfer; null for never.</summary>
    public TimeSpan? AbortAfter { get; init; }

    /// <summary>How the abort counts. Defaults to failed.</summary>
    public TransferOutcome AbortOutcome { get; init; } = TransferOutcome.Failed;

    /// <summary>The code that the peer gets with the abort.</summary>
    public ErrorCode AbortCode { get; init; }

    /// <summary>When the host disappears without a word, counted from the start; null for never.</summary>
    public TimeSpan? VanishAfter { get; init; }

    /// <summary>How late each timer is served (a busy machine).</summary>
    public TimeSpan TimerLateness { get; init; }

    /// <summary>The probability, per call, of needless calls beside it; none of them may have an effect.</summary>
    public double SpuriousCalls { get; init; }

    /// <summary>Whether the driver goes on to hand datagrams over after the transfer has closed; none may have an effect.</summary>
    public bool StaysAfterClosed { get; init; }
}
