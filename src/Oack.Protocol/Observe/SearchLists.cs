using System.Text.RegularExpressions;

namespace Oack.Protocol.Observe;

/// <summary>The names that boot loaders try one after the other, most special first.</summary>
internal static partial class SearchLists
{
    /// <summary>Whether a name is one that a loader only tries: that it is not there is normal.</summary>
    internal static bool IsSearched(string name) => FamilyOf(name) is not null && !IsDefault(name);

    /// <summary>Whether a name ends a search list.</summary>
    internal static bool IsDefault(string name) => FileOf(name) is "default" or "grub.cfg";

    /// <summary>What all names of one list have in common, or null for a name of none.</summary>
    internal static string? FamilyOf(string name)
    {
        string file = FileOf(name);
        string directory = name[..^file.Length];
        if (file == "default" || Uuid().IsMatch(file) || HardwareAddress().IsMatch(file) || HexAddress().IsMatch(file))
        {
            return directory.Contains("pxelinux.cfg", StringComparison.OrdinalIgnoreCase) ? "pxelinux " + directory : null;
        }

        if (GrubConfiguration().IsMatch(file) || (file.EndsWith(".lst", StringComparison.Ordinal) && name.Contains("grub", StringComparison.OrdinalIgnoreCase)))
        {
            return "grub";
        }

        return RaspberryPiPrefix().Match(name) is { Success: true } match ? "prefix " + match.Groups[1].Value : null;
    }

    /// <summary>Whether a name is what a loader asks for once the names of a list are not there.</summary>
    internal static bool EndsSearch(string family, string name) =>
        FamilyOf(name) == family || (family.StartsWith("prefix ", StringComparison.Ordinal) && !name.Contains('/')) || (family == "grub" && name.Contains("grub", StringComparison.OrdinalIgnoreCase));

    private static string FileOf(string name) => name[(name.LastIndexOfAny(['/', '\\']) + 1)..];

    [GeneratedRegex("^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$")]
    private static partial Regex Uuid();

    [GeneratedRegex("^[0-9a-fA-F]{2}(-[0-9a-fA-F]{2}){6,20}$")]
    private static partial Regex HardwareAddress();

    [GeneratedRegex("^[0-9A-F]{1,8}$")]
    private static partial Regex HexAddress();

    [GeneratedRegex("^grub\\.cfg(-[0-9a-fA-F-]{1,40})?$")]
    private static partial Regex GrubConfiguration();

    [GeneratedRegex("^([0-9a-f]{8}|[0-9a-f]{2}(?:-[0-9a-f]{2}){5})/[^/]+$")]
    private static partial Regex RaspberryPiPrefix();
}
