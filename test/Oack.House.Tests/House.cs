using System.Diagnostics;

namespace Oack.House.Tests;

/// <summary>Where the repository's files are, and which of them are the project's own.</summary>
internal static class House
{
    private static readonly string[] s_madeDirectories =
        ["bin", "obj", "out", ".git", ".vs", ".idea", "TestResults", "BenchmarkDotNet.Artifacts"];

    /// <summary>The directory of the repository.</summary>
    internal static string Root { get; } = FindRoot();

    /// <summary>All files that somebody wrote, as full paths; what a build made is not among them.</summary>
    internal static IReadOnlyList<string> Files { get; } = [.. FilesBelow(Root).Order(StringComparer.Ordinal)];

    /// <summary>All C# files.</summary>
    internal static IEnumerable<string> Sources => Files.Where(file => file.EndsWith(".cs", StringComparison.Ordinal));

    /// <summary>The full path of a path within the repository.</summary>
    internal static string At(params string[] parts) => Path.Combine([Root, .. parts]);

    /// <summary>A path as one writes it within the repository.</summary>
    internal static string Name(string path) => Path.GetRelativePath(Root, path).Replace('\\', '/');

    /// <summary>Fails with one line a violation; nothing to say passes.</summary>
    internal static void AssertNone(IEnumerable<string> violations, string rule)
    {
        string[] lines = [.. violations];
        Assert.True(lines.Length == 0, $"{rule}:\n{string.Join('\n', lines)}");
    }

    private static IEnumerable<string> FilesBelow(string directory) =>
        Directory.EnumerateFiles(directory).Where(file => Path.GetFileName(file) != ".git").Concat(
            Directory.EnumerateDirectories(directory)
                .Where(child => !s_madeDirectories.Contains(Path.GetFileName(child)))
                .SelectMany(FilesBelow));

    private static string FindRoot()
    {
        for (DirectoryInfo? directory = new(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            if (File.Exists(Path.Combine(directory.FullName, "Oack.slnx")))
            {
                return directory.FullName;
            }
        }

        throw new UnreachableException($"no Oack.slnx above {AppContext.BaseDirectory}");
    }
}
