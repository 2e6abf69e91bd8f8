using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.Versioning;
using System.Text;

namespace Oack.Content;

/// <summary>The entries of an open directory.</summary>
[SupportedOSPlatform("linux")]
internal static class LinuxDirectory
{
    private const int BufferBytes = 32 * 1024;

    // struct linux_dirent64: inode and offset (8 bytes each), length of the record, type, name with a NUL.
    private const int RecordLengthOffset = 16;
    private const int NameOffset = 19;

    /// <summary>
    /// The entry whose name differs at most in case: of several, the first in the order of their bytes, so that every
    /// request gets the same. Null when there is none among the first <paramref name="maxEntries"/>.
    /// </summary>
    public static byte[]? FindIgnoringCase(int directory, byte[] name, int maxEntries)
    {
        int listing = LinuxNative.OpenAt(
            directory,
            ".\0"u8,
            LinuxNative.OpenReadOnly | LinuxNative.OpenDirectory | LinuxNative.OpenCloseOnExec);
        if (listing < 0)
        {
            return null;
        }

        byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            byte[]? best = null;
            int seen = 0;
            int length;
            while (seen < maxEntries && (length = LinuxNative.ReadEntries(listing, buffer)) > 0)
            {
                seen += Scan(buffer.AsSpan(0, length), name, ref best);
            }

            return best;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
            _ = LinuxNative.Close(listing);
        }
    }

    private static int Scan(ReadOnlySpan<byte> records, byte[] wanted, ref byte[]? best)
    {
        bool plain = Ascii.IsValid(wanted);
        int entries = 0;
        while (records.Length > NameOffset)
        {
            int length = BinaryPrimitives.ReadUInt16LittleEndian(records[RecordLengthOffset..]);
            ReadOnlySpan<byte> name = records[NameOffset..length];
            name = name[..name.IndexOf((byte)0)];
            bool matches = plain
                ? Ascii.EqualsIgnoreCase(name, wanted)
                : NameText.Decode(name).Equals(NameText.Decode(wanted), StringComparison.OrdinalIgnoreCase);
            if (matches
                && !ReservedNames.IsUploadPart(name)
                && (best is null || name.SequenceCompareTo(best) < 0))
            {
                best = name.ToArray();
            }

            records = records[length..];
            entries++;
        }

        return entries;
    }
}
