using Oack.Client;

namespace Oack.Cli.Output;

/// <summary>The part in a group, as <c>--json</c> tells it.</summary>
internal sealed record GroupPartReport(string Group, string Protocol, bool WasMaster)
{
    public static GroupPartReport? For(GroupPart? part) =>
        part is null ? null : new GroupPartReport(part.Group.ToString(), part.IsMtftp ? "mtftp" : "rfc2090", part.IsMaster);
}
