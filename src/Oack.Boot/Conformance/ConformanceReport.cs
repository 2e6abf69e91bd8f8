using Oack.Protocol;

namespace Oack.Boot.Conformance;

/// <summary>What a run of checks found out about a server.</summary>
/// <param name="Server">Where the requests went.</param>
/// <param name="IsAnswering">
/// Whether the server answered at all; when not, nothing was checked and there are no results.
/// </param>
/// <param name="Silence">What came instead of an answer, when none came; else empty.</param>
/// <param name="FileName">The name of the file that was read, escaped; null when there was none.</param>
/// <param name="FileBytes">Its size as far as it is known, else null.</param>
/// <param name="FileProblem">Why no file was read: the server's answer to the name that was given; else empty.</param>
/// <param name="Results">One result a check, in the order of <see cref="ConformanceCatalogue.All"/>.</param>
/// <param name="Duration">How long it took.</param>
public sealed record ConformanceReport(
    PeerEndpoint Server,
    bool IsAnswering,
    string Silence,
    string? FileName,
    long? FileBytes,
    string FileProblem,
    IReadOnlyList<CheckResult> Results,
    TimeSpan Duration)
{
    /// <summary>How many checks ended so.</summary>
    public int Count(CheckOutcome outcome) => Results.Count(result => result.Outcome == outcome);

    /// <summary>Whether the server answered and no check failed.</summary>
    public bool IsClean => IsAnswering && Count(CheckOutcome.Fail) == 0;
}
