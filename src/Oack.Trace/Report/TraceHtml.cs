namespace Oack.Trace.Report;

/// <summary>A page.</summary>
public static class TraceHtml
{
    /// <summary>Writes.</summary>
    public static void Write(Stream target, TraceReport report, PacketLog log) => throw new NotSupportedException();
}
