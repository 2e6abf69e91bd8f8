namespace Oack.House.Tests;

/// <summary>Nothing in the repository depends on, or tells of, the machine that it was written on.</summary>
public sealed class NoPlaceOfOneMachineTests
{
    // In pieces, so that this file is not what it finds.
    private static readonly string[] s_mentions =
    [
        "/wo" + "rk/", "../sha" + "red", "/ro" + "ot/.", "/ho" + "me/", "/v3/ind" + "ex.json", "/api/v" + "2/package",
        "packageSour" + "ces", "_authTo" + "ken", "snapshot." + "debian.org",
    ];

    private static readonly string[] s_binaryExtensions = [".pcap", ".pcapng", ".bin", ".png"];

    [Fact]
    public void File_MentionsNoMachine()
    {
        IEnumerable<string> mentions =
            from file in House.Files
            where !s_binaryExtensions.Contains(Path.GetExtension(file))
            from line in File.ReadLines(file).Index()
            from mention in s_mentions
            where line.Item.Contains(mention, StringComparison.OrdinalIgnoreCase)
            select $"{House.Name(file)}:{line.Index + 1}: {line.Item.Trim()}";

        House.AssertNone(mentions, "mentions of one machine, or of where it gets its packages");
    }

    [Fact]
    public void Packages_ComeFromWhereTheUserSays()
    {
        IEnumerable<string> configurations = House.Files.Select(House.Name)
            .Where(file => Path.GetFileName(file).Equals("nuget.config", StringComparison.OrdinalIgnoreCase));

        House.AssertNone(configurations, "a package source that the project would force on its user");
    }
}
