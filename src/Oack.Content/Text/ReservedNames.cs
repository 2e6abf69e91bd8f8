using System.Buffers;
using System.Text;

namespace Oack.Content;

/// <summary>Names that mean something else than a file: to Windows, or to the uploads of this server.</summary>
internal static class ReservedNames
{
    /// <summary>Windows' devices, which keep their meaning in every directory and with every extension.</summary>
    private static readonly string[] Devices = ["CON", "PRN", "AUX", "NUL", "CLOCK$", "CONIN$", "CONOUT$"];

    /// <summary>Windows' numbered devices: one digit follows, or a superscript one, two or three.</summary>
    private static readonly string[] NumberedDevices = ["COM", "LPT"];

    private static readonly SearchValues<byte> WindowsCharacters = SearchValues.Create(":*?\"<>|"u8);

    /// <summary>More than any of these takes, in whatever case.</summary>
    private const int MaxDeviceBytes = 32;

    private const string DeviceDigits = "0123456789\u00B9\u00B2\u00B3";

    /// <summary>Whether the name is one that an upload in progress has where it needs one.</summary>
    public static bool IsUploadPart(ReadOnlySpan<byte> component) =>
        component.Length > StagedFile.PartPrefix.Length + StagedFile.PartSuffix.Length
        && component[0] == (byte)StagedFile.PartPrefix[0]
        && Ascii.EqualsIgnoreCase(component[^StagedFile.PartSuffix.Length..], StagedFile.PartSuffix);

    /// <summary>What is wrong with a component, or null.</summary>
    public static string? Object(ReadOnlySpan<byte> component, NameRules rules)
    {
        // No file system but NTFS has streams, and no file of another has a reason for this ending.
        if (component.IndexOf(":$"u8) >= 0)
        {
            return "alternate data streams are not served";
        }

        if (rules.WindowsNames && component.ContainsAny(WindowsCharacters))
        {
            return "one of : * ? \" < > |";
        }

        if (rules.AllowReserved && !rules.WindowsNames)
        {
            return null;
        }

        if (component[^1] is (byte)'.' or (byte)' ')
        {
            return "it ends in a dot or a space";
        }

        return IsDevice(component) ? "the name of a device" : null;
    }

    private static bool IsDevice(ReadOnlySpan<byte> component)
    {
        int dot = component.IndexOfAny((byte)'.', (byte)':');
        ReadOnlySpan<byte> bytes = (dot < 0 ? component : component[..dot]).TrimEnd((byte)' ');
        if (bytes.Length > MaxDeviceBytes)
        {
            return false;
        }

        Span<char> decoded = stackalloc char[MaxDeviceBytes];
        ReadOnlySpan<char> stem = decoded[..Encoding.UTF8.GetChars(bytes, decoded)];
        foreach (string device in Devices)
        {
            if (stem.Equals(device, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        foreach (string device in NumberedDevices)
        {
            if (stem.Length == device.Length + 1
                && stem.StartsWith(device, StringComparison.OrdinalIgnoreCase)
                && DeviceDigits.Contains(stem[^1], StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }
}
