namespace Oack.Boot.Firmware;

/// <summary>The names that boot loaders try once they run, most special first.</summary>
public static class FirmwareSearchLists
{
    private const int HexDigits = 8;

    /// <summary>The names and whether the program does without each, in order.</summary>
    /// <param name="search">Whose list.</param>
    /// <param name="machine">The machine that it runs on.</param>
    /// <param name="bootFile">The name under which the program itself was loaded.</param>
    public static IReadOnlyList<(string Name, bool IsOptional)> Of(SearchHabit search, FirmwareMachine machine, string bootFile)
    {
        ArgumentNullException.ThrowIfNull(machine);
        ArgumentNullException.ThrowIfNull(bootFile);
        string directory = bootFile[..(bootFile.LastIndexOf('/') + 1)];
        return search switch
        {
            SearchHabit.Pxelinux => [.. Pxelinux(machine).Select(name => (directory + "pxelinux.cfg/" + name, false))],
            SearchHabit.Grub => [.. Grub(machine, directory)],
            _ => [],
        };
    }

    /// <summary>UUID in lower case, type and MAC, then the address with fewer and fewer digits (syslinux, core/fs/pxe/pxe.c).</summary>
    private static IEnumerable<string> Pxelinux(FirmwareMachine machine)
    {
        yield return machine.EffectiveUuid.ToString();
        yield return machine.DashedHardware;
        for (int digits = HexDigits; digits > 0; digits--)
        {
            yield return machine.HexAddress[..digits];
        }

        yield return "default";
    }

    /// <summary>The lists of its modules, in the order seen on the wire, then the configuration (grub-core/net/net.c).</summary>
    private static IEnumerable<(string Name, bool IsOptional)> Grub(FirmwareMachine machine, string directory)
    {
        string prefix = directory.EndsWith("grub/", StringComparison.Ordinal) ? directory : directory + "grub/";
        foreach (string list in (string[])["command", "fs", "crypto", "terminal"])
        {
            yield return ($"{prefix}x86_64-efi/{list}.lst", true);
        }

        yield return ($"{prefix}grub.cfg-{machine.DashedHardware}", false);
        for (int digits = HexDigits; digits > 0; digits--)
        {
            yield return ($"{prefix}grub.cfg-{machine.HexAddress[..digits]}", false);
        }

        yield return ($"{prefix}grub.cfg", false);
    }
}
