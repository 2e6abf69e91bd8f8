using System.Runtime.InteropServices;

namespace Oack.Net.Platform;

/// <summary>
/// The ancillary data that Linux leaves with a received message, entry by entry; what is cut off ends it.
/// <code>
///  cmsghdr  length(word) level(4) type(4), then the data, padded to a word
/// </code>
/// </summary>
internal ref struct ControlData(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _rest = bytes;

    /// <summary>Gives the next entry.</summary>
    public bool TryNext(out int level, out int type, out ReadOnlySpan<byte> data)
    {
        level = type = 0;
        data = default;
        int word = nint.Size;
        int headerBytes = word + (2 * sizeof(int));
        if (_rest.Length < headerBytes)
        {
            return false;
        }

        nuint length = MemoryMarshal.Read<nuint>(_rest);
        if (length < (nuint)headerBytes || length > (nuint)_rest.Length)
        {
            return false;
        }

        level = MemoryMarshal.Read<int>(_rest[word..]);
        type = MemoryMarshal.Read<int>(_rest[(word + sizeof(int))..]);
        data = _rest[headerBytes..(int)length];
        int aligned = ((int)length + word - 1) & ~(word - 1);
        _rest = _rest[Math.Min(aligned, _rest.Length)..];
        return true;
    }
}
