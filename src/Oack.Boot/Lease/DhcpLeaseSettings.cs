using Oack.Boot.Dhcp;

namespace Oack.Boot.Lease;

/// <summary>What the lease server lends, and what it tells besides.</summary>
public sealed class DhcpLeaseSettings
{
    /// <summary>The addresses.</summary>
    public required DhcpRange Range { get; init; }

    /// <summary>The interface on which they are lent; the range lies in its subnet.</summary>
    public required BootInterface Interface { get; init; }

    /// <summary>The router that clients are told. Defaults to none: the interface's own address.</summary>
    public IPv4Address Router { get; init; }

    /// <summary>The name server that clients are told. Defaults to none: clients are told none.</summary>
    public IPv4Address DomainNameServer { get; init; }

    /// <summary>The mask of the subnet.</summary>
    public IPv4Address Mask => Range.Mask.IsSet ? Range.Mask : Interface.Mask;
}
