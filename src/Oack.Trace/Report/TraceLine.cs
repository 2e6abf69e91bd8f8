using Oack.Protocol.Observe;
using Oack.Protocol.Wire;

namespace Oack.Trace.Report;

/// <summary>
/// A line of text with its tones. Whatever was put in, it is safe to print: control and format characters stand as
/// <c>\xHH</c>.
/// </summary>
public sealed class TraceLine
{
    private readonly List<TraceSpan> _spans = [];

    /// <summary>Starts as an empty line.</summary>
    internal TraceLine()
    {
    }

    /// <summary>Starts with a piece.</summary>
    internal TraceLine(string text, TraceTone tone = TraceTone.Plain) => Add(text, tone);

    /// <summary>The pieces, from left to right.</summary>
    public IReadOnlyList<TraceSpan> Spans => _spans;

    /// <summary>How many letters it has.</summary>
    public int Length => _spans.Sum(span => span.Text.Length);

    /// <summary>The line without tones.</summary>
    public override string ToString() => string.Concat(_spans.Select(span => span.Text));

    internal TraceLine Add(string text, TraceTone tone = TraceTone.Plain)
    {
        if (text.Length > 0)
        {
            _spans.Add(new TraceSpan(PacketText.Clean(text), tone));
        }

        return this;
    }

    internal static TraceTone ToneOf(FindingSeverity severity) => severity switch
    {
        FindingSeverity.Error => TraceTone.Bad,
        FindingSeverity.Warning => TraceTone.Warning,
        _ => TraceTone.Plain,
    };

    internal static TraceTone ToneOf(ObservedOutcome outcome) => outcome switch
    {
        ObservedOutcome.Complete => TraceTone.Good,
        ObservedOutcome.Probed or ObservedOutcome.ClosedEarly => TraceTone.Plain,
        ObservedOutcome.InProgress => TraceTone.Quiet,
        ObservedOutcome.Refused => TraceTone.Warning,
        _ => TraceTone.Bad,
    };
}
