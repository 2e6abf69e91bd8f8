using System.Security.Cryptography;

namespace Oack.Interop.Tests.Lab;

/// <summary>A directory of one test's own, gone when the test ends, and the files that the test makes in it.</summary>
internal sealed class ScratchDirectory : IDisposable
{
    private const UnixFileMode Everyone =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    internal ScratchDirectory()
    {
        Path = Directory.CreateTempSubdirectory("oack-interop-").FullName;
        // Servers that drop root to another user read and write here too.
        File.SetUnixFileMode(Path, Everyone);
    }

    /// <summary>The full path.</summary>
    internal string Path { get; }

    /// <summary>The full path of a name in it.</summary>
    internal string this[string name] => System.IO.Path.Combine(Path, name);

    /// <summary>A file of bytes that no block repeats, the same for the same seed.</summary>
    /// <returns>Its full path.</returns>
    internal string Write(string name, long bytes, int seed = 1)
    {
        const int Chunk = 1 << 16;
        Random random = new(seed);
        byte[] chunk = new byte[Chunk];
        using FileStream stream = File.Create(this[name]);
        for (long left = bytes; left > 0; left -= Chunk)
        {
            random.NextBytes(chunk);
            stream.Write(chunk, 0, (int)Math.Min(left, Chunk));
        }

        return this[name];
    }

    /// <summary>A file of text lines: netascii changes each line end, and must change it back.</summary>
    /// <returns>Its full path.</returns>
    internal string WriteText(string name, int lines)
    {
        File.WriteAllLines(this[name], Enumerable.Range(1, lines).Select(line => $"line {line} of {name}"));
        return this[name];
    }

    /// <summary>A directory in it that every user may write to.</summary>
    internal string MakeDirectory(string name)
    {
        string path = Directory.CreateDirectory(this[name]).FullName;
        File.SetUnixFileMode(path, Everyone);
        return path;
    }

    /// <summary>The digest of a file.</summary>
    internal static string Digest(string path)
    {
        using FileStream stream = File.OpenRead(path);
        return Convert.ToHexString(SHA256.HashData(stream));
    }

    /// <summary>Fails the test when two files differ, or one of them is missing.</summary>
    internal static void AssertSame(string expected, string actual, string context)
    {
        Assert.True(File.Exists(actual), $"{actual} was not made: {context}");
        long expectedBytes = new FileInfo(expected).Length;
        long actualBytes = new FileInfo(actual).Length;
        Assert.True(expectedBytes == actualBytes, $"{actualBytes} bytes arrived of {expectedBytes}: {context}");
        Assert.True(Digest(expected) == Digest(actual), $"{expectedBytes} bytes arrived, but not the same: {context}");
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
