namespace Oack.Boot.Dhcp;

/// <summary>The options that matter for booting (RFC 2132 unless said otherwise). A value outside this list is legal.</summary>
public enum DhcpOptionCode : byte
{
    /// <summary>Fills up; has no length (§3.1).</summary>
    Pad = 0,

    /// <summary>The mask of the subnet (§3.3).</summary>
    SubnetMask = 1,

    /// <summary>Routers, the preferred first (§3.5).</summary>
    Router = 3,

    /// <summary>Name servers, the preferred first (§3.8).</summary>
    DomainNameServer = 6,

    /// <summary>The client's name (§3.14).</summary>
    HostName = 12,

    /// <summary>How long the boot file is, in blocks of 512 bytes (§3.15).</summary>
    BootFileSize = 13,

    /// <summary>The domain (§3.17).</summary>
    DomainName = 15,

    /// <summary>The path of the root file system (§3.19).</summary>
    RootPath = 17,

    /// <summary>The broadcast address (§5.3).</summary>
    BroadcastAddress = 28,

    /// <summary>Options of the vendor's own, one in the other (§8.4); of PXE where option 60 says PXEClient.</summary>
    VendorSpecific = 43,

    /// <summary>The address that a client would like (§9.1).</summary>
    RequestedAddress = 50,

    /// <summary>How long an address is lent, in seconds (§9.2).</summary>
    LeaseTime = 51,

    /// <summary>Which of the fields file and sname hold options too (§9.3).</summary>
    Overload = 52,

    /// <summary>The type of the message (§9.6).</summary>
    MessageType = 53,

    /// <summary>The server that speaks, or that is meant (§9.7).</summary>
    ServerIdentifier = 54,

    /// <summary>The options that a client asks for (§9.8).</summary>
    ParameterRequestList = 55,

    /// <summary>Why a server refuses, in words (§9.9).</summary>
    Message = 56,

    /// <summary>The longest message that the client takes, with the headers of IP and UDP (§9.10).</summary>
    MaxMessageSize = 57,

    /// <summary>When to ask again, in seconds (§9.11).</summary>
    RenewalTime = 58,

    /// <summary>When to ask any server, in seconds (§9.12).</summary>
    RebindingTime = 59,

    /// <summary>What kind of client, or server, it is: <c>PXEClient:Arch:00007:UNDI:003016</c> (§9.13).</summary>
    VendorClass = 60,

    /// <summary>Who the client is, where that is not its hardware address (§9.14).</summary>
    ClientIdentifier = 61,

    /// <summary>Who has the boot file, by name or address (§9.4).</summary>
    TftpServerName = 66,

    /// <summary>The boot file (§9.5).</summary>
    BootFileName = 67,

    /// <summary>What kind of user, or program, asks (RFC 3004).</summary>
    UserClass = 77,

    /// <summary>What a relay adds; a server gives it back (RFC 3046 §2.2).</summary>
    RelayInformation = 82,

    /// <summary>The client's architectures (RFC 4578 §2.1).</summary>
    ClientArchitecture = 93,

    /// <summary>The client's network interface: type and version (RFC 4578 §2.2).</summary>
    NetworkInterface = 94,

    /// <summary>The client's machine: a type, 0, and a UUID (RFC 4578 §2.3).</summary>
    MachineIdentifier = 97,

    /// <summary>Options of iPXE, one in the other (RFC 3679 §3 lists it as Etherboot's).</summary>
    Ipxe = 175,

    /// <summary>Where PXELINUX finds its files (RFC 5071 §5).</summary>
    PathPrefix = 210,

    /// <summary>The last; has no length (§3.2).</summary>
    End = 255,
}
