namespace Oack.Trace.Report;

/// <summary>A piece of a line.</summary>
/// <param name="Text">The text; safe to print.</param>
/// <param name="Tone">What it means.</param>
public readonly record struct TraceSpan(string Text, TraceTone Tone);
