using Oack.Boot.Dhcp;
using Oack.Boot.Lease;

namespace Oack.Boot.Serving;

/// <summary>What a <see cref="BootServer"/> does.</summary>
public sealed class BootServerOptions
{
    /// <summary>What clients boot.</summary>
    public required BootSettings Boot { get; init; }

    /// <summary>The interfaces on which it answers, by name. Defaults to none: all that are up and have an IPv4 address, without loopback.</summary>
    public IReadOnlyList<string> Interfaces { get; init; } = [];

    /// <summary>The addresses that it lends. Defaults to none: a DHCP server on the network gives them.</summary>
    public DhcpRange? Range { get; init; }

    /// <summary>The router that clients are told with their address. Defaults to none: this host.</summary>
    public IPv4Address Router { get; init; }

    /// <summary>The name server that clients are told with their address. Defaults to none.</summary>
    public IPv4Address DomainNameServer { get; init; }

    /// <summary>Where leases are kept. Defaults to null: nowhere, so that they end with the process.</summary>
    public string? LeaseFile { get; init; }

    /// <summary>The clock. Defaults to the system's.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
