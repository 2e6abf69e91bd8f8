using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Oack.House.Tests;

/// <summary>Every package has one exact version, and Directory.Packages.props is where it stands.</summary>
public sealed partial class PackagePinTests
{
    [Fact]
    public void Project_NamesNoVersion()
    {
        IEnumerable<string> versions = References()
            .Where(reference => reference.Element.Attributes().Any(attribute =>
                attribute.Name.LocalName is "Version" or "VersionOverride"))
            .Select(reference => $"{reference.Project}: {reference.Element}");

        House.AssertNone(versions, "packages with a version outside Directory.Packages.props");
    }

    [Fact]
    public void Package_IsPinnedCentrally()
    {
        HashSet<string> pinned = [.. Pins().Select(pin => (string)pin.Attribute("Include")!)];

        IEnumerable<string> loose = References()
            .Select(reference => ((string)reference.Element.Attribute("Include")!, reference.Project))
            .Where(reference => !pinned.Contains(reference.Item1))
            .Select(reference => $"{reference.Project}: {reference.Item1}");

        House.AssertNone(loose, "packages that Directory.Packages.props does not pin");
    }

    [Fact]
    public void Pin_IsOneExactVersion()
    {
        IEnumerable<string> ranges = Pins()
            .Where(pin => !ExactVersion().IsMatch((string)pin.Attribute("Version")!))
            .Select(pin => pin.ToString());

        House.AssertNone(ranges, "versions that are not exact");
    }

    private static XElement[] Pins() =>
        [.. XDocument.Load(House.At("Directory.Packages.props")).Descendants("PackageVersion")];

    private static IEnumerable<(string Project, XElement Element)> References() =>
        from file in House.Files
        where file.EndsWith(".csproj", StringComparison.Ordinal) || file.EndsWith(".props", StringComparison.Ordinal)
            || file.EndsWith(".targets", StringComparison.Ordinal)
        from element in XDocument.Load(file).Descendants("PackageReference")
        select (House.Name(file), element);

    [GeneratedRegex(@"^\d+\.\d+\.\d+(\.\d+)?(-[0-9A-Za-z.-]+)?$")]
    private static partial Regex ExactVersion();
}
