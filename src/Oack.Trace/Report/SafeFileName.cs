using System.Globalization;
using System.Text;
using Oack.Protocol.Observe;

namespace Oack.Trace.Report;

/// <summary>
/// Names for files that peers named: one component, without control characters and without a meaning to a shell or to
/// Windows. <c>../boot/grub.efi</c> becomes <c>boot_grub.efi</c>.
/// </summary>
internal static class SafeFileName
{
    /// <summary>Leaves room for a number, within the 255 bytes that file systems allow.</summary>
    private const int MaxBytes = 200;

    private const string Allowed = "._-+=@,";

    private static readonly string[] s_devices =
    [
        "CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$", "CLOCK$",
        .. Enumerable.Range(0, 10).SelectMany(number => new[] { $"COM{number}", $"LPT{number}" }), "COM¹", "COM²", "COM³", "LPT¹", "LPT²", "LPT³",
    ];

    /// <summary>The name for the file of a transfer.</summary>
    internal static string For(ObservedTransfer transfer) => transfer.HasRequest
        ? Make(transfer.Name)
        : string.Create(CultureInfo.InvariantCulture, $"transfer-{transfer.Id}");

    /// <summary>A safe name for a name.</summary>
    internal static string Make(string name)
    {
        string[] components = [.. name.Split('/', '\\').Where(component => component is not ("" or "." or ".."))];
        StringBuilder safe = new();
        foreach (Rune rune in string.Join('_', components).EnumerateRunes())
        {
            safe.Append(Rune.IsLetterOrDigit(rune) || (rune.IsAscii && Allowed.Contains((char)rune.Value, StringComparison.Ordinal)) ? rune.ToString() : "_");
        }

        // Windows drops dots at the end; a shell hides a name with one at the start, and takes a hyphen for an option.
        string text = KeepEnd(safe.ToString()).TrimEnd('.');
        if (text is ['.' or '-', ..])
        {
            text = "_" + text[1..];
        }

        if (text.Length == 0)
        {
            return "unnamed";
        }

        string stem = text.Split('.')[0].TrimEnd();
        return s_devices.Contains(stem, StringComparer.OrdinalIgnoreCase) ? "_" + text : text;
    }

    /// <summary>The name with a number before its extension: <c>grub-2.efi</c>.</summary>
    internal static string Number(string name, int number)
    {
        string extension = Path.GetExtension(name);
        return string.Create(CultureInfo.InvariantCulture, $"{name[..^extension.Length]}-{number}{extension}");
    }

    /// <summary>The end of a path tells its files apart.</summary>
    private static string KeepEnd(string text)
    {
        int start = 0;
        while (Encoding.UTF8.GetByteCount(text.AsSpan(start)) > MaxBytes)
        {
            start += char.IsHighSurrogate(text[start]) ? 2 : 1;
        }

        return text[start..];
    }
}
