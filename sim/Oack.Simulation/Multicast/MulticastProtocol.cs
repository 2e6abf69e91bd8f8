namespace Oack.Simulation.Multicast;

/// <summary>Which multicast a run speaks.</summary>
public enum MulticastProtocol
{
    /// <summary>RFC 2090.</summary>
    Rfc2090 = 0,

    /// <summary>PXE's MTFTP, each block acknowledged.</summary>
    Mtftp,

    /// <summary>PXE's MTFTP with clients that name their first gap, as iPXE does.</summary>
    MtftpSkipping,
}
