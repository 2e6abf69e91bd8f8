namespace Oack.Protocol.Multicast;

/// <summary>Why a client should fetch the file again without multicast.</summary>
public enum MulticastFallback : byte
{
    /// <summary>It need not.</summary>
    None = 0,

    /// <summary>RFC 2090: the server granted multicast, but nothing ever came to the group: something on the way drops it.</summary>
    GroupSilent,

    /// <summary>MTFTP: nobody answered the request at the server port.</summary>
    OpenFailed,

    /// <summary>MTFTP: the server answered with an ERROR.</summary>
    Refused,

    /// <summary>
    /// Blocks came, but some block never does. RFC 2090: the server is heard and sends nothing new for four times the
    /// patience. MTFTP: rounds came and went, or the server fell silent midway.
    /// </summary>
    NoProgress,
}
