namespace Oack.Protocol.Observe;

/// <summary>
/// The programs that send requests, by what they are known to send. A habit that several share names none of them.
/// </summary>
internal static class ClientHabits
{
    private const string Uefi = "UEFI firmware (EDK2)";
    private const string Grub = "GRUB 2";
    private const string Pxelinux = "PXELINUX";
    private const string Ipxe = "iPXE";
    private const string RaspberryPi = "Raspberry Pi boot ROM";

    /// <summary>By the options of the request, their order and their values.</summary>
    internal static string? ByRequest(ObservedTransfer transfer)
    {
        string names = string.Join(' ', transfer.Requested.Select(pair => pair.Key));
        string values = string.Join(' ', transfer.Requested.Select(pair => pair.Value));
        string name = transfer.Name;
        if (names.Contains("msftwindow", StringComparison.Ordinal))
        {
            return "Windows boot manager";
        }

        return (names, values) switch
        {
            ("tsize blksize windowsize", "0 1468 4") or ("tsize blksize", "0 1468") => Uefi,
            ("blksize windowsize", "1468 4") => Uefi,
            ("tsize blksize", "0 1408") => Pxelinux,
            ("blksize tsize", "1024 0") when name.Contains("grub", StringComparison.OrdinalIgnoreCase) => Grub,
            ("blksize tsize", "1432 0") or ("blksize tsize multicast", "1432 0 ") => Ipxe,
            ("tsize blksize", "0 1024") when IsRaspberryPiFile(name) => RaspberryPi,
            ("tsize", "0") when IsRaspberryPiFile(name) => RaspberryPi,
            ("tsize blksize timeout", _) when values.StartsWith("0 ", StringComparison.Ordinal) => "curl",
            ("timeout tsize blksize", _) or ("timeout tsize blksize windowsize", _) => "U-Boot",
            ("tsize timeout blksize", _) => "atftp",
            _ when name.EndsWith(".lst", StringComparison.Ordinal) && name.Contains("grub", StringComparison.OrdinalIgnoreCase) => Grub,
            _ => null,
        };
    }

    /// <summary>By how it ends a transfer.</summary>
    internal static string? ByError(ObservedTransfer transfer, bool fromClient, ushort code, string text)
    {
        const ushort Swapped = 0x0800;
        if (!fromClient)
        {
            return null;
        }

        return (code, text) switch
        {
            (8 or 4, "User aborted the transfer" or "User aborted download" or "Malformatted OACK packet") => Uefi,
            (0, "closed") => Grub,
            (0, "No error, file close") => Pxelinux,
            (0, "TFTP Aborted") => Ipxe,
            (0, "Early terminate") => RaspberryPi,
            (Swapped, _) => "Etherboot or NILO",
            (8, "" or "User aborted") when transfer.Outcome == ObservedOutcome.Probed && transfer.Requested.Count == 2
                && transfer.Requested[0].Key == "blksize" => "EFI firmware (EDK1, Apple)",
            (8, _) when text.Equals("user aborted transfer", StringComparison.OrdinalIgnoreCase) => "EFI firmware",
            _ => null,
        };
    }

    private static bool IsRaspberryPiFile(string name)
    {
        string file = name[(name.LastIndexOf('/') + 1)..];
        return file is "bootcode.bin" or "start.elf" or "start4.elf" or "config.txt" or "cmdline.txt" or "bootsig.bin"
            or "autoboot.txt" or "pieeprom.sig" or "recover4.elf" or "recovery.elf" or "start_cd.elf" or "start4cd.elf";
    }
}
