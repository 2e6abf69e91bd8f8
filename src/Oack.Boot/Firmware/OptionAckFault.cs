namespace Oack.Boot.Firmware;

/// <summary>One thing about an answer that some program minds.</summary>
/// <param name="Kind">Which it is: one flag.</param>
/// <param name="Text">What it is in words, with what was asked and what came, escaped.</param>
public sealed record OptionAckFault(OptionAckFaults Kind, string Text);
