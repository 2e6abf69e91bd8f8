namespace Oack.Protocol.Observe;

/// <summary>A verdict about a transfer, with the packet that proves it.</summary>
/// <param name="Code">What was recognised.</param>
/// <param name="Severity">How much it matters here: the same code may be a warning in one transfer and an error in another.</param>
/// <param name="Frame">The frame that proves it, from 1.</param>
/// <param name="Explanation">One sentence that says what happened.</param>
/// <param name="Remedy">One sentence that says what to do; for a note, that nothing is to be done.</param>
/// <param name="Reference">The RFC and section, or the client whose habit it is.</param>
public sealed record Finding(
    FindingCode Code, FindingSeverity Severity, long Frame, string Explanation, string Remedy, string Reference)
{
    /// <summary>The stable name of the code, for example <c>size-probe</c>.</summary>
    public string CodeName => FindingCatalogue.NameOf(Code);
}
