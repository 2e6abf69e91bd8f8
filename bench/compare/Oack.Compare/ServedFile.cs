using System.Security.Cryptography;

namespace Oack.Compare;

/// <summary>A file of random bytes that all servers serve.</summary>
internal sealed record ServedFile(string Name, int Bytes)
{
    internal static ServedFile Small { get; } = new("8kB", 8_000);
    internal static ServedFile Medium { get; } = new("1MB", 1_000_000);
    internal static ServedFile Sizable { get; } = new("30MB", 30_000_000);
    internal static ServedFile Large { get; } = new("100MB", 100_000_000);

    /// <summary>Writes all files, readable by everyone: the packaged servers give up root.</summary>
    internal static void WriteAll(string directory)
    {
        foreach (ServedFile file in (ServedFile[])[Small, Medium, Sizable, Large])
        {
            string path = Path.Combine(directory, file.Name);
            byte[] content = new byte[file.Bytes];
            RandomNumberGenerator.Fill(content);
            File.WriteAllBytes(path, content);
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
        }
    }
}
