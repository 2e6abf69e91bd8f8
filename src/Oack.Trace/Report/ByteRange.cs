using System.Globalization;

namespace Oack.Trace.Report;

/// <summary>Bytes of a file.</summary>
/// <param name="Start">The offset of the first.</param>
/// <param name="End">The offset behind the last.</param>
public readonly record struct ByteRange(long Start, long End)
{
    /// <summary>How many they are.</summary>
    public long Length => End - Start;

    /// <summary>First and last, for example <c>1024–2047</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Start}–{End - 1}");
}
