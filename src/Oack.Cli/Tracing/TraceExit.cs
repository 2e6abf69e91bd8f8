using Oack.Protocol.Observe;
using Oack.Trace.Report;

namespace Oack.Cli.Tracing;

/// <summary>What <c>oack trace</c> returns: 0 clean, 1 with findings of severity error, 2 when nothing could be read.</summary>
internal static class TraceExit
{
    public static int For(TraceReport report) => For(report.Severity);

    public static int For(FindingSeverity? gravest) => gravest == FindingSeverity.Error ? ExitCode.Failed : ExitCode.Ok;
}
