namespace Oack.Protocol.Multicast;

/// <summary>Whose state a rule of <see cref="MulticastRules"/> speaks of.</summary>
public enum MulticastRole : byte
{
    /// <summary>What a server of RFC 2090 thinks of one receiver; it has one such state for each of them.</summary>
    Sender = 0,

    /// <summary>A client of RFC 2090.</summary>
    Receiver,

    /// <summary>A server of PXE MTFTP.</summary>
    MtftpSender,

    /// <summary>A client of PXE MTFTP.</summary>
    MtftpReceiver,
}
