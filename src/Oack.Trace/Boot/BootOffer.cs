using Oack.Protocol;

namespace Oack.Trace.Boot;

/// <summary>What a DHCP, proxyDHCP or BOOTP server told a client. Addresses have port 0, and are all zero where none is given.</summary>
/// <param name="Frame">The frame that said it; a repetition changes nothing.</param>
/// <param name="Time">When.</param>
/// <param name="Kind">The kind of message.</param>
/// <param name="Server">The address that it came from.</param>
/// <param name="Client">The client's interface.</param>
/// <param name="YourAddress">The address that the client gets, or has.</param>
/// <param name="NextServer">The field siaddr: who has the file.</param>
/// <param name="ServerName">Option 66, else the field sname: who has the file, by name; empty without.</param>
/// <param name="File">Option 67, else the field file; empty without.</param>
/// <param name="VendorClass">Option 60 of the message; empty without.</param>
/// <param name="Architecture">The client's architecture (RFC 4578 §2.1) as it last gave it, or -1.</param>
/// <param name="IsProxy">Whether it gives no address, only what to boot.</param>
/// <param name="Multicast">How to fetch the file by multicast, or null.</param>
public sealed record BootOffer(
    long Frame,
    Instant Time,
    BootMessageKind Kind,
    PeerEndpoint Server,
    HardwareAddress Client,
    PeerEndpoint YourAddress,
    PeerEndpoint NextServer,
    string ServerName,
    string File,
    string VendorClass,
    int Architecture,
    bool IsProxy,
    MtftpParameters? Multicast)
{
    /// <summary>Whether it names a file to boot.</summary>
    public bool HasFile => File.Length > 0;
}
