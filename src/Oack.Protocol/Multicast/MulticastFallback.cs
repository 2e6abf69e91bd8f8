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

    /// <summary>MTFTP: rounds came and went, and some block never arrived; or the server fell silent midway.</summary>
    NoProgress,
}
