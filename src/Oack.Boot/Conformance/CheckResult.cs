namespace Oack.Boot.Conformance;

/// <summary>What a check found out about a server.</summary>
/// <param name="Check">The check.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Reason">
/// Why, in one line; what the server sent is escaped in it. May be empty when the check passed.
/// </param>
/// <param name="Duration">How long the try took that decided.</param>
/// <param name="DatagramsSent">How many datagrams went to the server in it.</param>
/// <param name="DatagramsReceived">How many came back in it.</param>
public sealed record CheckResult(
    ConformanceCheck Check, CheckOutcome Outcome, string Reason, TimeSpan Duration, int DatagramsSent, int DatagramsReceived);
