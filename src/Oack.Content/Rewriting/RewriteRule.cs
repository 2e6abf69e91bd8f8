using System.Text.RegularExpressions;

namespace Oack.Content;

/// <summary>What a rule does when it matches, by its letters.</summary>
[Flags]
internal enum RewriteAction : ushort
{
    None = 0,
    Replace = 1 << 0,
    Repeat = 1 << 1,
    RepeatBehind = 1 << 2,
    End = 1 << 3,
    EndIfUsable = 1 << 4,
    Restart = 1 << 5,
    Refuse = 1 << 6,
    Jump = 1 << 7,
    Inverse = 1 << 8,
    OnlyRead = 1 << 9,
    OnlyWrite = 1 << 10,
    OnlyIPv4 = 1 << 11,
    OnlyIPv6 = 1 << 12,
}

/// <summary>One rule, or a label, which is a rule without a pattern.</summary>
/// <param name="Line">Where it stands.</param>
/// <param name="Action">What it does.</param>
/// <param name="Pattern">When; null for a label.</param>
/// <param name="Replacement">The replacement, the message of a refusal or the target of a jump.</param>
/// <param name="Label">The name of the label, or null.</param>
internal sealed record RewriteRule(
    int Line, RewriteAction Action, Regex? Pattern, Replacement Replacement, string? Label = null)
{
    public bool Has(RewriteAction action) => (Action & action) == action;

    /// <summary>Whether the rule is for this kind of request at all.</summary>
    public bool AppliesTo(bool isWrite, bool isIPv6) =>
        Pattern is not null
        && !Has(isWrite ? RewriteAction.OnlyRead : RewriteAction.OnlyWrite)
        && !Has(isIPv6 ? RewriteAction.OnlyIPv4 : RewriteAction.OnlyIPv6);
}
