namespace Oack.Boot.Conformance.Checks;

/// <summary>How long checks wait for what should not come.</summary>
internal static class Patience
{
    private static readonly TimeSpan s_leastAnswer = TimeSpan.FromMilliseconds(200);

    /// <summary>Long enough for an answer on this path: several round trips, and time for a busy server.</summary>
    internal static TimeSpan ForAnswer(TimeSpan roundTrip)
    {
        const int RoundTrips = 4;
        TimeSpan several = roundTrip * RoundTrips;
        return several > s_leastAnswer ? several : s_leastAnswer;
    }
}
