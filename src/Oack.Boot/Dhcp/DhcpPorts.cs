namespace Oack.Boot.Dhcp;

/// <summary>The UDP ports of DHCP.</summary>
public static class DhcpPorts
{
    /// <summary>Where servers and relays listen (RFC 2131 §4.1).</summary>
    public const ushort Server = 67;

    /// <summary>Where clients listen (RFC 2131 §4.1).</summary>
    public const ushort Client = 68;

    /// <summary>Where a PXE boot server, or a proxyDHCP server beside a DHCP server, listens (PXE 2.1 §2.2.3).</summary>
    public const ushort BootServer = 4011;
}
