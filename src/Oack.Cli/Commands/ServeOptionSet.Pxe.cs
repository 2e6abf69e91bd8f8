using System.CommandLine;
using System.Diagnostics.CodeAnalysis;
using Oack.Boot;
using Oack.Boot.Dhcp;
using Oack.Boot.Lease;
using Oack.Cli.Serving;

namespace Oack.Cli.Commands;

/// <content>What clients that boot are told.</content>
internal sealed partial class ServeOptionSet
{
    private readonly Option<bool> _pxe = new("--pxe")
    {
        Description = "Tell machines that boot over the network which file to fetch (proxyDHCP, beside the network's DHCP server).",
    };

    private readonly Option<string[]> _boot = new("--boot")
    {
        HelpName = "arch=file",
        Description = $"The file for one kind of machine; may be given several times: {string.Join(", ", BootFileTable.Words)}. [default: the usual names that are there]",
    };

    private readonly Option<string[]> _pxeInterface = new("--pxe-interface")
    {
        HelpName = "name",
        Description = "Answer machines that boot on this interface; may be given several times. [default: all with an IPv4 address]",
    };

    private readonly Option<string?> _pxeServer = new("--pxe-server")
    {
        HelpName = "addr",
        Description = "Send machines that boot to this TFTP server. [default: this one]",
    };

    private readonly Option<string?> _dhcpRange = new("--dhcp-range")
    {
        HelpName = "a-b[,mask][,lease]",
        Description = "Give addresses too, on a network without a DHCP server: 192.0.2.100-192.0.2.199,24,12h. [default: none]",
    };

    private readonly Option<string?> _leaseFile = new("--lease-file")
    {
        HelpName = "file",
        Description = "Keep the addresses that were given in this file; 'none' keeps them in memory only. [default: oack/dhcp.leases below the user's data]",
    };

    private Option[] PxeOptions => [_pxe, _boot, _pxeInterface, _pxeServer, _dhcpRange, _leaseFile];

    private void ValidatePxe(System.CommandLine.Parsing.CommandResult result)
    {
        if (result.GetValue(_dhcpRange) is null && result.GetResult(_leaseFile) is not null)
        {
            result.AddError("--lease-file is where the addresses of --dhcp-range are kept, which is not given");
        }

        Option[] without = [_boot, _pxeInterface, _pxeServer];
        if (!result.GetValue(_pxe) && result.GetValue(_dhcpRange) is null && Array.Find(without, option => result.GetResult(option) is not null) is { } alone)
        {
            result.AddError($"{alone.Name} belongs to --pxe, which is not given");
        }
    }

    private bool TryReadPxe(ParseResult result, string root, out PxeSettings? pxe, [NotNullWhen(false)] out string? error)
    {
        pxe = null;
        error = null;
        DhcpRange? range = null;
        if (result.GetValue(_dhcpRange) is { } rangeText && !DhcpRange.TryParse(rangeText, out range, out string? rangeFault))
        {
            error = "--dhcp-range: " + rangeFault;
            return false;
        }

        if (!result.GetValue(_pxe) && range is null)
        {
            return true;
        }

        BootFileTable files = new(name => File.Exists(Path.Combine(root, name)));
        foreach (string text in result.GetValue(_boot) ?? [])
        {
            if (!files.TryAdd(text, out string? fault))
            {
                error = "--boot: " + fault;
                return false;
            }
        }

        IPv4Address nextServer = default;
        if (result.GetValue(_pxeServer) is { } serverText
            && (!IPv4Address.TryParse(serverText, out nextServer) || !nextServer.IsSet || nextServer.IsMulticast || nextServer == IPv4Address.Broadcast))
        {
            error = $"--pxe-server: '{serverText}' is not the IPv4 address of a host; PXE knows no names";
            return false;
        }

        string? leaseFile = result.GetValue(_leaseFile) ?? PxeSettings.DefaultLeaseFile;
        pxe = new PxeSettings(
            files, result.GetValue(_pxeInterface) ?? [], nextServer, range,
            range is null || leaseFile == PxeSettings.NoLeaseFile ? null : Path.GetFullPath(leaseFile));
        return true;
    }
}
