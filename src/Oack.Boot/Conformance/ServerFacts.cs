namespace Oack.Boot.Conformance;

/// <summary>What the first look at a server found.</summary>
/// <param name="IsAnswering">Whether anything came back.</param>
/// <param name="Silence">What came instead, when nothing did.</param>
/// <param name="File">The file to read, or null.</param>
/// <param name="FileProblem">Why there is none.</param>
internal sealed record ServerFacts(bool IsAnswering, string Silence, ServedFile? File, string FileProblem);
