namespace Oack.Content;

/// <summary>A mistake in a rule file.</summary>
/// <param name="Line">The line, from 1.</param>
/// <param name="Column">The column in it, from 1.</param>
/// <param name="Message">What is wrong, with the thing in quotation marks and what would be right.</param>
public sealed record RewriteRulesError(int Line, int Column, string Message)
{
    /// <summary>The form that editors understand: <c>3:7: message</c>.</summary>
    public override string ToString() => $"{Line}:{Column}: {Message}";
}
