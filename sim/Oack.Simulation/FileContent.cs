namespace Oack.Simulation;

/// <summary>The file of a run: bytes made from the seed, so that each offset has its own.</summary>
public sealed class FileContent
{
    private readonly byte[] _bytes;

    /// <summary>A file of a given length.</summary>
    public FileContent(int lengthBytes, SimulationRandom random)
    {
        ArgumentNullException.ThrowIfNull(random);
        _bytes = new byte[lengthBytes];
        random.Fork("content").Fill(_bytes);
    }

    /// <summary>The length.</summary>
    public int LengthBytes => _bytes.Length;

    /// <summary>The bytes from an offset on, at most <paramref name="count"/>; fewer, or none, at the end.</summary>
    public ReadOnlySpan<byte> At(long offset, int count)
    {
        if (offset < 0 || offset >= _bytes.Length)
        {
            return [];
        }

        return _bytes.AsSpan((int)offset, (int)Math.Min(count, _bytes.Length - offset));
    }
}
