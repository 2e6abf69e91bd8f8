using Oack.Boot.Dhcp;

namespace Oack.Boot.Discovery;

/// <summary>What a machine has learned: its address, and the file to fetch.</summary>
/// <param name="Address">The address that it was lent.</param>
/// <param name="Mask">The mask of its subnet; that of its class where none was told.</param>
/// <param name="Router">The router; 0.0.0.0 without.</param>
/// <param name="FileServer">Who has the boot file; 0.0.0.0 where nobody said.</param>
/// <param name="File">The boot file; empty where nobody named one.</param>
/// <param name="Lease">Who lent the address.</param>
/// <param name="Boot">Who named the file: the same, a proxy, or a boot server.</param>
public sealed record BootPlan(
    IPv4Address Address, IPv4Address Mask, IPv4Address Router, IPv4Address FileServer, string File, DhcpReplySeen Lease, DhcpReplySeen Boot);
