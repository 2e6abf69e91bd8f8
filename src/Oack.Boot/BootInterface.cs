using Oack.Boot.Dhcp;

namespace Oack.Boot;

/// <summary>A network interface of this host, with its address there.</summary>
/// <param name="Index">Its number in the system.</param>
/// <param name="Name">Its name.</param>
/// <param name="Address">The address that is told to clients.</param>
/// <param name="Mask">The mask of its subnet.</param>
public sealed record BootInterface(int Index, string Name, IPv4Address Address, IPv4Address Mask);
