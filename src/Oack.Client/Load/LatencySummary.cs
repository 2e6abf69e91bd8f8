namespace Oack.Client;

/// <summary>
/// How long something took, over many times. A percentile is the smallest value that this share of them did not exceed
/// (nearest rank). All are zero when there were none.
/// </summary>
/// <param name="Count">How many.</param>
/// <param name="Min">The shortest.</param>
/// <param name="Mean">The arithmetic mean.</param>
/// <param name="P50">Half of them took no longer.</param>
/// <param name="P90">Nine in ten took no longer.</param>
/// <param name="P99">Ninety-nine in a hundred took no longer.</param>
/// <param name="Max">The longest.</param>
public readonly record struct LatencySummary(
    long Count, TimeSpan Min, TimeSpan Mean, TimeSpan P50, TimeSpan P90, TimeSpan P99, TimeSpan Max);
