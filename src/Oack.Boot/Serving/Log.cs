using Microsoft.Extensions.Logging;

namespace Oack.Boot.Serving;

/// <summary>What a boot server says; the numbers stay.</summary>
internal static partial class Log
{
    [LoggerMessage(101, LogLevel.Information, "{Text}")]
    public static partial void Answered(ILogger logger, string text, string client, string file);

    [LoggerMessage(102, LogLevel.Warning, "{Text}")]
    public static partial void NothingToBoot(ILogger logger, string text, string client, string file);

    [LoggerMessage(103, LogLevel.Warning, "{Text}")]
    public static partial void OtherServer(ILogger logger, string text, string client, string file);

    [LoggerMessage(104, LogLevel.Debug, "again: {Text}")]
    public static partial void Repetition(ILogger logger, string text, string client, string file);

    [LoggerMessage(105, LogLevel.Warning, "cannot answer {Peer} on {Link}: {Reason}")]
    public static partial void SendFailed(ILogger logger, string peer, string link, string reason);

    [LoggerMessage(106, LogLevel.Error, "cannot write the lease of {Client} down, and so it is not given: {Reason}")]
    public static partial void LeaseNotWritten(ILogger logger, string client, string reason);

    [LoggerMessage(107, LogLevel.Warning, "{Path}: {Count} damaged lines were left out; what they said is forgotten")]
    public static partial void LeasesDamaged(ILogger logger, string path, int count);

    [LoggerMessage(108, LogLevel.Debug, "a datagram from {Peer} on {Link} is no DHCP message")]
    public static partial void Malformed(ILogger logger, string peer, string link);

    [LoggerMessage(109, LogLevel.Warning, "port 67 is shared, for want of CAP_NET_RAW: a DHCP server on this host that does not share it cannot start now")]
    public static partial void PortShared(ILogger logger);
}
