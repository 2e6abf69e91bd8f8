namespace Oack.Trace.Capture;

/// <summary>
/// What a captured frame begins with, by the numbers that pcap and pcapng files use. A file may hold other numbers; their
/// frames are counted and not looked into.
/// </summary>
public enum LinkType : ushort
{
    /// <summary>BSD loopback: an address family of four bytes in the byte order of the machine that captured.</summary>
    Null = 0,

    /// <summary>Ethernet.</summary>
    Ethernet = 1,

    /// <summary>An IP packet, by the number that some BSD systems write.</summary>
    RawBsd = 12,

    /// <summary>An IP packet, by the number that OpenBSD writes.</summary>
    RawOpenBsd = 14,

    /// <summary>An IP packet; its version field tells the family.</summary>
    Raw = 101,

    /// <summary>OpenBSD loopback: an address family of four bytes in network order.</summary>
    Loop = 108,

    /// <summary>Linux, any interface: a made-up header of 16 bytes.</summary>
    LinuxCooked = 113,

    /// <summary>An IPv4 packet.</summary>
    IPv4 = 228,

    /// <summary>An IPv6 packet.</summary>
    IPv6 = 229,

    /// <summary>Linux, any interface: a made-up header of 20 bytes that names the interface.</summary>
    LinuxCooked2 = 276,
}
