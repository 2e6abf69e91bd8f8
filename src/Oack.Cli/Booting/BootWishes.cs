using System.Net.Sockets;
using Oack.Boot;
using Oack.Boot.Dhcp;
using Oack.Boot.Firmware;

namespace Oack.Cli.Booting;

/// <summary>What <c>oack boot</c> is asked for.</summary>
internal sealed record BootWishes
{
    public required FirmwareProfile Profile { get; init; }

    /// <summary>The server as it was written, or null where DHCP tells it.</summary>
    public string? Server { get; init; }

    /// <summary>The interface that a machine is played on, or null with <see cref="Server"/>.</summary>
    public string? Interface { get; init; }

    /// <summary>The file, or null for the one that DHCP names or the program asks for by itself.</summary>
    public string? File { get; init; }

    public ClientArchitecture? Architecture { get; init; }

    public HardwareAddress? Hardware { get; init; }

    public Guid? Uuid { get; init; }

    public string? Serial { get; init; }

    public bool IsProbe { get; init; }

    public bool Searches { get; init; } = true;

    public string? Output { get; init; }

    public TimeSpan MaxTime { get; init; } = TimeSpan.FromMinutes(5);

    public AddressFamily AddressFamily { get; init; }

    public bool IsJson { get; init; }

    public bool IsVerbose { get; init; }
}
