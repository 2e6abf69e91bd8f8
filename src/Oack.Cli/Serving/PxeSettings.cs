using Oack.Boot;
using Oack.Boot.Dhcp;
using Oack.Boot.Lease;

namespace Oack.Cli.Serving;

/// <summary>What <c>serve --pxe</c> asks for.</summary>
/// <param name="Files">Which file each kind of client boots.</param>
/// <param name="Interfaces">Where clients are answered; empty: on all interfaces that can be used.</param>
/// <param name="NextServer">Who has the files; not set: this server.</param>
/// <param name="Range">The addresses that are lent; null: none.</param>
/// <param name="LeaseFile">Where leases are kept; null: nowhere.</param>
internal sealed record PxeSettings(
    BootFileTable Files, IReadOnlyList<string> Interfaces, IPv4Address NextServer, DhcpRange? Range, string? LeaseFile)
{
    /// <summary>The word for no file of leases at all.</summary>
    public const string NoLeaseFile = "none";

    /// <summary>Where leases are kept when nobody says where.</summary>
    public static string DefaultLeaseFile => Path.Combine(
        Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify), "oack", "dhcp.leases");
}
