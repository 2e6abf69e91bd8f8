using System.Globalization;

namespace Oack.Boot.Discovery;

/// <summary>How a program asks for an address and a boot file, as data.</summary>
public sealed record DhcpHabits
{
    /// <summary>The vendor class (60); <c>{ARCH}</c> stands for the architecture in five digits.</summary>
    public required string VendorClass { get; init; }

    /// <summary>The options that it asks for (55), by their numbers.</summary>
    public required IReadOnlyList<byte> ParameterRequests { get; init; }

    /// <summary>The version of its network interface (94): type, major, minor; null where it does not say.</summary>
    public IReadOnlyList<byte>? InterfaceVersion { get; init; }

    /// <summary>The user class (77) as bare bytes; null where it has none.</summary>
    public string? UserClass { get; init; }

    /// <summary>Options of iPXE's own (175); null for all others.</summary>
    public IReadOnlyList<byte>? IpxeOptions { get; init; }

    /// <summary>Whether it sends the machine's UUID (97).</summary>
    public bool SendsUuid { get; init; } = true;

    /// <summary>The wait behind each DISCOVER.</summary>
    public required IReadOnlyList<TimeSpan> DiscoverWaits { get; init; }

    /// <summary>How long it goes on listening once it has an offer, so that proxies are heard too; null for the whole wait.</summary>
    public TimeSpan? ProxyWait { get; init; }

    /// <summary>The wait behind each REQUEST.</summary>
    public required IReadOnlyList<TimeSpan> RequestWaits { get; init; }

    /// <summary>Which architecture it has where none is asked for.</summary>
    public required ClientArchitecture Architecture { get; init; }

    /// <summary>The vendor class for an architecture.</summary>
    public string VendorClassOf(ClientArchitecture architecture) => VendorClass.Replace(
        "{ARCH}", ((ushort)architecture).ToString("D5", CultureInfo.InvariantCulture), StringComparison.Ordinal);

    internal static IReadOnlyList<TimeSpan> Seconds(params double[] seconds) => [.. seconds.Select(TimeSpan.FromSeconds)];
}
