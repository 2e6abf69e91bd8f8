using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using Oack.Protocol.Wire;

namespace Oack.Content;

/// <summary>
/// Rules that rewrite or refuse file names, in the language of tftpd-hpa's map files (<c>in.tftpd(8)</c>, "FILENAME
/// REMAPPING"). Immutable; used by several threads at once.
/// </summary>
/// <remarks>
/// <para>A line holds letters, a regular expression and perhaps a replacement, apart by blanks. <c>#</c> begins a
/// comment; a backslash takes the meaning from a blank or a <c>#</c>. Rules are tried from the first to the last, and by
/// default go on after a match. The letters: <c>r</c> replace the match, <c>g</c> again until nothing matches,
/// <c>gg</c> again behind the replacement, <c>i</c> in any case, <c>e</c> end here, <c>E</c> end here if the result can
/// be transferred, else undo, <c>s</c> start over, <c>a</c> refuse with ERROR 2 (the replacement is the message),
/// <c>j</c> jump to the label <c>:NAME</c>, <c>G</c> reads only, <c>P</c> writes only, <c>4</c> and <c>6</c> clients of
/// that family only, <c>~</c> when it does not match.</para>
/// <para>Every application ends: at most <see cref="MaxSteps"/> matches, names of at most <see cref="MaxNameChars"/>
/// characters, and patterns that never backtrack. What exceeds that is refused with ERROR 2.</para>
/// </remarks>
public sealed class RewriteRules
{
    /// <summary>The most matches that one name may take; the default of tftpd-hpa 5.3.</summary>
    public const int MaxSteps = 4096;

    /// <summary>The longest name that a rule may make.</summary>
    public const int MaxNameChars = 4096;

    private readonly List<RewriteRule> _rules;
    private readonly Dictionary<string, int> _labels;

    internal RewriteRules(List<RewriteRule> rules, Dictionary<string, int> labels)
    {
        _rules = rules;
        _labels = labels;
        NeedsFiles = rules.Exists(rule => rule.Has(RewriteAction.EndIfUsable));
    }

    /// <summary>How many rules there are.</summary>
    public int Count => _rules.Count(rule => rule.Pattern is not null);

    /// <summary>Whether a rule asks what can be transferred (<c>E</c>): applying them can wait for the disk then.</summary>
    public bool NeedsFiles { get; }

    /// <summary>Reads rules.</summary>
    /// <param name="text">The text of a map file.</param>
    /// <exception cref="FormatException">There is a mistake; the text names line, column and thing.</exception>
    public static RewriteRules Parse(string text) =>
        TryParse(text, out RewriteRules? rules, out RewriteRulesError? error)
            ? rules
            : throw new FormatException(error.ToString());

    /// <summary>Reads rules, or says where the first mistake is.</summary>
    /// <param name="text">The text of a map file.</param>
    /// <param name="rules">The rules, or null.</param>
    /// <param name="error">The first mistake, or null.</param>
    public static bool TryParse(
        string text, [NotNullWhen(true)] out RewriteRules? rules, [NotNullWhen(false)] out RewriteRulesError? error)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new RewriteRulesParser().TryParse(text, out rules, out error);
    }

    /// <summary>Applies the rules to a name.</summary>
    /// <param name="name">The name as it came over the wire.</param>
    /// <param name="client">Who asks.</param>
    /// <param name="isWrite">Whether it is a write request.</param>
    /// <param name="isUsable">Whether a name can be transferred, for the letter <c>E</c>; null for "never".</param>
    public RewriteResult Apply(
        ReadOnlyMemory<byte> name, IPAddress client, bool isWrite, Predicate<ReadOnlyMemory<byte>>? isUsable = null)
    {
        ArgumentNullException.ThrowIfNull(client);
        Run run = new(client, isUsable) { Name = NameText.Decode(name.Span) };
        bool isIPv6 = client.AddressFamily == AddressFamily.InterNetworkV6;
        int next = 0;
        while (next < _rules.Count)
        {
            RewriteRule rule = _rules[next++];
            if (!rule.AppliesTo(isWrite, isIPv6))
            {
                continue;
            }

            if (!run.TryApply(rule))
            {
                if (run.Refusal is not null)
                {
                    return new(name, run.Refusal, rule.Line);
                }

                continue;
            }

            if (rule.Has(RewriteAction.Refuse))
            {
                return new(name, run.Refuse(rule), rule.Line);
            }

            if (rule.Has(RewriteAction.End) || rule.Has(RewriteAction.EndIfUsable))
            {
                break;
            }

            if (rule.Has(RewriteAction.Restart))
            {
                next = 0;
            }
            else if (rule.Has(RewriteAction.Jump) && !_labels.TryGetValue(run.Expand(rule), out next))
            {
                return new(name, run.Give("jumps to a label that is not there", rule), rule.Line);
            }
        }

        return new(run.Line == 0 ? name : NameText.Encode(run.Name), Refusal: null, run.Line);
    }

    /// <summary>One application: the name as it is now, and how much work it has cost.</summary>
    private sealed class Run(IPAddress client, Predicate<ReadOnlyMemory<byte>>? isUsable)
    {
        private const int MaxMessageChars = 72;
        private int _steps;
        private Match? _match;

        public required string Name { get; set; }

        public int Line { get; private set; }

        public ContentRefusal? Refusal { get; private set; }

        /// <summary>Applies a rule to the name; false when it does not match, or when the work is too much.</summary>
        public bool TryApply(RewriteRule rule)
        {
            if (++_steps > MaxSteps)
            {
                Refusal = Give("does not come to an end", rule);
                return false;
            }

            _match = rule.Pattern!.Match(Name);
            if (_match.Success == rule.Has(RewriteAction.Inverse))
            {
                return false;
            }

            string result = Name;
            if (rule.Has(RewriteAction.Replace) && !TryReplace(rule, ref result))
            {
                return false;
            }

            if (rule.Has(RewriteAction.EndIfUsable) && isUsable?.Invoke(NameText.Encode(result)) != true)
            {
                return false;
            }

            Name = result;
            Line = rule.Line;
            return true;
        }

        public string Expand(RewriteRule rule)
        {
            StringBuilder text = new();
            rule.Replacement.AppendTo(text, rule.Has(RewriteAction.Inverse) ? null : _match, client);
            return text.ToString();
        }

        public ContentRefusal Refuse(RewriteRule rule)
        {
            string message = rule.Replacement.IsEmpty ? "Access denied" : Expand(rule);
            message = Printable.ForDetail(message);
            return new(
                ErrorCode.AccessViolation,
                message.Length > MaxMessageChars ? message[..MaxMessageChars] : message,
                $"refused by the rewrite rule in line {rule.Line}");
        }

        public ContentRefusal Give(string fault, RewriteRule rule) => new(
            ErrorCode.AccessViolation,
            "The server's rewrite rules failed for this name",
            $"the rewrite rule in line {rule.Line} {fault}; the name is {Printable.ForDetail(Name)}");

        private bool TryReplace(RewriteRule rule, ref string name)
        {
            Match match = _match!;
            while (true)
            {
                StringBuilder text = new(name.Length + 16);
                text.Append(name, 0, match.Index);
                rule.Replacement.AppendTo(text, match, client);
                int behind = text.Length;
                text.Append(name, match.Index + match.Length, name.Length - match.Index - match.Length);
                if (text.Length > MaxNameChars)
                {
                    Refusal = Give("makes the name too long", rule);
                    return false;
                }

                name = text.ToString();
                if (!rule.Has(RewriteAction.Repeat))
                {
                    return true;
                }

                // Behind an empty match that was replaced there is the same empty match again: go past one character.
                int from = rule.Has(RewriteAction.RepeatBehind) ? behind + (match.Length == 0 ? 1 : 0) : 0;
                if (rule.Has(RewriteAction.RepeatBehind) && from >= name.Length)
                {
                    return true;
                }

                match = rule.Pattern!.Match(name, from);
                if (!match.Success)
                {
                    return true;
                }

                if (++_steps > MaxSteps)
                {
                    Refusal = Give("does not come to an end", rule);
                    return false;
                }
            }
        }
    }
}
