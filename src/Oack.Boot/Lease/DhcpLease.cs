using Oack.Boot.Dhcp;
using Oack.Protocol;

namespace Oack.Boot.Lease;

/// <summary>An address, and who has it.</summary>
/// <param name="Address">The address.</param>
/// <param name="Client">
/// Who has it, in hexadecimal: option 61 where the client sends one, else its hardware address (RFC 2131 §4.2).
/// </param>
/// <param name="Hardware">The client's interface.</param>
/// <param name="State">What it is.</param>
/// <param name="Until">Until when, from the Unix epoch.</param>
public sealed record DhcpLease(IPv4Address Address, string Client, HardwareAddress Hardware, DhcpLeaseState State, Instant Until);
