namespace Oack.Client;

/// <summary>One cause of failures, and how many transfers it ended.</summary>
/// <param name="Count">How many.</param>
/// <param name="Text">The cause in words; what a peer sent is escaped.</param>
public readonly record struct LoadFailure(long Count, string Text);
