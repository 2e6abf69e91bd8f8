using System.Reflection;

namespace Oack.House.Tests;

/// <summary>One public type a file, and the file has its name; partials are `Name.Part.cs`.</summary>
public sealed class PublicTypePerFileTests
{
    public static TheoryData<string> Libraries => [.. Library.Names];

    [Theory]
    [MemberData(nameof(Libraries))]
    public void PublicType_HasAFileOfItsName(string library)
    {
        string[] files =
        [
            .. House.Sources.Select(House.Name)
                .Where(file => file.StartsWith($"src/{library}/", StringComparison.Ordinal))
                .Select(file => Path.GetFileNameWithoutExtension(file)!),
        ];

        IEnumerable<string> lost = Assembly.Load(library).GetExportedTypes()
            .Where(type => !type.IsNested)
            .Select(type => type.Name.Split('`')[0])
            .Where(name => !files.Any(file => file == name || file.StartsWith(name + ".", StringComparison.Ordinal)));

        House.AssertNone(lost, $"public types of {library} without a file of their name");
    }
}
