namespace Oack.Client;

/// <summary>One step back that a transfer took.</summary>
/// <param name="Reason">Why.</param>
/// <param name="Text">What happened and what was asked instead, in words for a person; what the peer sent is escaped.</param>
public sealed record FallbackStep(FallbackReason Reason, string Text);
