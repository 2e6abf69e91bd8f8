namespace Oack.Boot.Conformance;

/// <summary>What one try of a check found.</summary>
/// <param name="Outcome">How it ended.</param>
/// <param name="Reason">Why, in a few words, safe to print; may be empty when it passed.</param>
internal readonly record struct CheckVerdict(CheckOutcome Outcome, string Reason)
{
    internal static CheckVerdict Pass(string reason = "") => new(CheckOutcome.Pass, reason);

    internal static CheckVerdict Fail(string reason) => new(CheckOutcome.Fail, reason);

    internal static CheckVerdict NotOffered(string reason) => new(CheckOutcome.NotOffered, reason);

    internal static CheckVerdict Skip(string reason) => new(CheckOutcome.Skipped, reason);
}
