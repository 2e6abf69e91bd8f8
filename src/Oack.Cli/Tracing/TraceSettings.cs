using Oack.Trace.Report;

namespace Oack.Cli.Tracing;

/// <summary>What <c>oack trace</c> is asked for.</summary>
internal sealed record TraceSettings
{
    /// <summary>One capture or two, <c>-</c> for standard input; none with <see cref="Interface"/>.</summary>
    public required IReadOnlyList<string> Files { get; init; }

    /// <summary>The network interface that is watched live, or null.</summary>
    public string? Interface { get; init; }

    public required TraceFilter Filter { get; init; }

    public bool IsJson { get; init; }

    public bool IsQuiet { get; init; }

    /// <summary>The number of the transfer whose packets are drawn, or null.</summary>
    public int? Ladder { get; init; }

    /// <summary>The page that is written, or null.</summary>
    public string? Html { get; init; }

    /// <summary>The directory that files are extracted to, or null.</summary>
    public string? Extract { get; init; }
}
