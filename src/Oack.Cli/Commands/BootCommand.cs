using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Oack.Boot;
using Oack.Boot.Dhcp;
using Oack.Boot.Firmware;
using Oack.Cli.Booting;
using Oack.Protocol.Wire;

namespace Oack.Cli.Commands;

/// <summary><c>oack boot</c>: plays a machine that boots over the network.</summary>
internal static class BootCommand
{
    private const int SerialDigits = 8;

    private const string Notes = """
        Plays a machine that boots: sends what that firmware sends, packet by packet,
        takes the answers as it would, and says of each step what was asked, what was
        granted, how it ended, and which other firmware would have failed.

        With --interface it looks for its boot file by DHCP first, as a machine of its
        own on that network (Linux; needs CAP_NET_RAW). With --server and --file it
        needs no rights. Nothing is configured, and nothing is stored but --output.

        Programs: edk2 (UEFI firmware), edk1 (EFI of the first years), apple, ipxe,
        pxelinux, grub, uboot, rpi (Raspberry Pi), windows (boot manager), nilo.

        Examples:
          oack boot --server 192.0.2.1 --file pxelinux.0 --as pxelinux
          oack boot --server 192.0.2.1 --file boot.efi --as apple --probe
          oack boot --interface eth0
          oack boot --interface eth0 --as ipxe --arch arm64 --mac 52:54:00:12:34:56
          oack boot --server 192.0.2.1 --file boot.efi --json | jq .steps[].end
        """;

    private static readonly Option<string?> s_as = Numbers.Word(
        "--as", "Whom to play. [default: edk2]", [.. FirmwareProfiles.All.Select(profile => profile.Key)]);

    private static readonly Option<string?> s_server = new("--server")
    {
        HelpName = "host[:port]",
        Description = "Ask this TFTP server, without DHCP.",
    };

    private static readonly Option<string?> s_file = new("--file")
    {
        HelpName = "name",
        Description = "The boot file. [default: what DHCP names, or what the firmware asks for by itself]",
    };

    private static readonly Option<string?> s_interface = new("--interface", "-i")
    {
        HelpName = "name",
        Description = "Look for server and file by DHCP on this network interface.",
    };

    private static readonly Option<string?> s_arch = Numbers.Word("--arch", "The architecture to name to DHCP. [default: the program's usual one]", ["bios", "x64", "ia32", "arm64"]);

    private static readonly Option<HardwareAddress?> s_mac = new("--mac")
    {
        HelpName = "address",
        Description = "The hardware address of the machine. [default: the interface's]",
        CustomParser = result =>
        {
            // The lowest bit of the first byte makes an address one of a group (IEEE 802).
            if (HardwareAddress.TryParse(result.Tokens[0].Value, out HardwareAddress address) && (address.High >> 56 & 1) == 0)
            {
                return address;
            }

            result.AddError($"--mac takes an address of one machine, such as 52:54:00:12:34:56, not '{result.Tokens[0].Value}'");
            return null;
        },
    };

    private static readonly Option<Guid?> s_uuid = new("--uuid")
    {
        HelpName = "uuid",
        Description = "The UUID of the machine. [default: made from its hardware address]",
        CustomParser = result =>
        {
            if (Guid.TryParseExact(result.Tokens[0].Value, "D", out Guid uuid))
            {
                return uuid;
            }

            result.AddError($"--uuid takes 8-4-4-4-12 hexadecimal digits, not '{result.Tokens[0].Value}'");
            return null;
        },
    };

    private static readonly Option<string?> s_serial = new("--serial")
    {
        HelpName = "digits",
        Description = "The serial number of a Raspberry Pi, 8 hexadecimal digits. [default: 00000001]",
        CustomParser = result =>
        {
            string text = result.Tokens[0].Value;
            if (text.Length == SerialDigits && uint.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out _))
            {
                return text.ToLowerInvariant();
            }

            result.AddError($"--serial takes 8 hexadecimal digits, not '{text}'");
            return null;
        },
    };

    private static readonly Option<bool> s_probe = new("--probe") { Description = "Ask for the size only, and hang up as the firmware does." };

    private static readonly Option<bool> s_noSearch = new("--no-search") { Description = "Fetch the file only: PXELINUX and GRUB then leave their configuration alone." };

    private static readonly Option<string?> s_output = new("--output", "-o") { HelpName = "file", Description = "Keep the boot file here. [default: count its bytes and throw them away]" };

    private static readonly Option<TimeSpan?> s_maxTime = Numbers.Seconds("--max-time", "Switch the machine off after this time over TFTP, 0.1 to 86400. [default: 300]", 0.1, 86_400);

    private static readonly Option<bool> s_ipv4 = new("-4", "--ipv4") { Description = "Use IPv4 addresses only." };

    private static readonly Option<bool> s_ipv6 = new("-6", "--ipv6") { Description = "Use IPv6 addresses only." };

    private static readonly Option<bool> s_json = new("--json") { Description = "Print the result as one JSON object." };

    private static readonly Option<bool> s_verbose = new("--verbose", "-v") { Description = "Print each TFTP packet to standard error." };

    public static (Command Command, string Notes) Create(CliEnvironment environment)
    {
        Command command = new("boot", "Play a machine that boots over the network, and say what each step came to.")
        {
            s_as, s_server, s_file, s_interface, s_arch, s_mac, s_uuid, s_serial, s_probe, s_noSearch, s_output, s_maxTime, s_ipv4, s_ipv6, s_json, s_verbose,
        };
        command.Validators.Add(Validate);
        command.SetAction((result, _) => RunAsync(environment, ReadSettings(result)));
        return (command, Notes);
    }

    private static Task<int> RunAsync(CliEnvironment environment, BootWishes settings)
    {
        FirmwareProfile profile = settings.Profile;
        string? error = settings.Server is not null && settings.File is null && profile.DefaultFile is null
            ? $"{profile.Name} has to be told a file where DHCP is skipped: --file NAME"
            : settings.IsProbe && profile.SizeOnly is null ? $"{profile.Name} never asks for the size alone: leave --probe out"
            : null;
        if (error is not null)
        {
            environment.Complain(error);
            return Task.FromResult(ExitCode.Usage);
        }

        return new BootRunner(environment, settings).RunAsync();
    }

    private static void Validate(CommandResult result)
    {
        string? file = result.GetValue(s_file);
        string? error = (result.GetValue(s_server) is not null, result.GetValue(s_interface) is not null) switch
        {
            (false, false) => "say where to boot from: --interface NAME finds server and file by DHCP, --server HOST --file NAME skips it",
            (true, true) => "--server and --interface exclude each other: DHCP names the server",
            _ when file is not null && !RequestPacket.IsLegalName(Encoding.UTF8.GetBytes(file)) => $"--file takes a name of 1 to {RequestPacket.MaxNameBytes} bytes",
            _ when result.GetValue(s_ipv4) && result.GetValue(s_ipv6) => "-4 and -6 exclude each other",
            _ => null,
        };
        if (error is not null)
        {
            result.AddError(error);
        }
    }

    private static BootWishes ReadSettings(ParseResult result) => new()
    {
        Profile = FirmwareProfiles.TryFind(result.GetValue(s_as) ?? "", out FirmwareProfile? profile) ? profile : FirmwareProfiles.Edk2,
        Server = result.GetValue(s_server),
        Interface = result.GetValue(s_interface),
        File = result.GetValue(s_file),
        Architecture = result.GetValue(s_arch) switch
        {
            "bios" => ClientArchitecture.Bios,
            "x64" => ClientArchitecture.X64,
            "ia32" => ClientArchitecture.Ia32,
            "arm64" => ClientArchitecture.Arm64,
            _ => null,
        },
        Hardware = result.GetValue(s_mac),
        Uuid = result.GetValue(s_uuid),
        Serial = result.GetValue(s_serial),
        IsProbe = result.GetValue(s_probe),
        Searches = !result.GetValue(s_noSearch),
        Output = result.GetValue(s_output),
        MaxTime = result.GetValue(s_maxTime) ?? TimeSpan.FromMinutes(5),
        AddressFamily = (result.GetValue(s_ipv4), result.GetValue(s_ipv6)) switch
        {
            (true, _) => AddressFamily.InterNetwork,
            (_, true) => AddressFamily.InterNetworkV6,
            _ => AddressFamily.Unspecified,
        },
        IsJson = result.GetValue(s_json),
        IsVerbose = result.GetValue(s_verbose),
    };
}
