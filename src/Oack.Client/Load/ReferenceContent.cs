using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;

namespace Oack.Client;

/// <summary>
/// The content that all transfers must bring: a local file, or what arrived first. The first
/// <see cref="MaxKeptBytes"/> are kept and compared byte for byte; of what lies behind them each transfer's CRC-32C is
/// compared at its end. Any thread may use it; only bytes that nobody has brought yet take the lock.
/// </summary>
internal sealed class ReferenceContent
{
    /// <summary>How many bytes are kept: 256 MiB.</summary>
    public const long MaxKeptBytes = 256L << 20;

    private const int ChunkBits = 20;
    private const int ChunkBytes = 1 << ChunkBits;
    private const long Unknown = -1;

    private readonly byte[]?[] _chunks;
    private readonly long _maxKept;
    private readonly Lock _lock = new();
    private readonly string _origin;
    private long _kept;
    private long _length = Unknown;
    private uint _restChecksum;

    /// <summary>Content that the first transfers establish.</summary>
    /// <param name="maxKeptBytes">How many bytes to keep, a multiple of 1 MiB.</param>
    public ReferenceContent(long maxKeptBytes = MaxKeptBytes)
        : this("what arrived first", maxKeptBytes)
    {
    }

    private ReferenceContent(string origin, long maxKeptBytes)
    {
        _origin = origin;
        _maxKept = maxKeptBytes;
        _chunks = new byte[]?[maxKeptBytes >> ChunkBits];
    }

    /// <summary>Content that a file says.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It must not be read.</exception>
    public static ReferenceContent Read(string path, long maxKeptBytes = MaxKeptBytes)
    {
        ReferenceContent reference = new("the expected file", maxKeptBytes);
        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
        byte[] buffer = new byte[ChunkBytes];
        long offset = 0;
        uint checksum = 0;
        for (int bytes; (bytes = file.ReadAtLeast(buffer, ChunkBytes, throwOnEndOfStream: false)) > 0; offset += bytes)
        {
            _ = reference.Compare(offset, buffer.AsSpan(0, bytes), ref checksum);
        }

        _ = reference.CompareEnd(offset, checksum);
        return reference;
    }

    /// <summary>Compares a block; what lies behind all that is known becomes known.</summary>
    /// <param name="offset">Where it belongs. Everything before it was compared for this transfer already.</param>
    /// <param name="bytes">The block.</param>
    /// <param name="checksum">The transfer's checksum of what lies behind the kept bytes, 0 at its begin.</param>
    /// <returns>Null, or what is wrong with the block.</returns>
    public string? Compare(long offset, ReadOnlySpan<byte> bytes, ref uint checksum)
    {
        while (!bytes.IsEmpty)
        {
            long left = Volatile.Read(ref _kept) - offset;
            if (left <= 0)
            {
                if (offset >= _maxKept)
                {
                    return AddBehind(offset, bytes, ref checksum);
                }

                if (!TryKeep(offset, bytes))
                {
                    return TooLong();
                }

                continue;
            }

            int within = (int)(offset & (ChunkBytes - 1));
            int count = (int)Math.Min(Math.Min(bytes.Length, ChunkBytes - within), left);
            ReadOnlySpan<byte> known = _chunks[offset >> ChunkBits].AsSpan(within, count);
            if (!BytesEqual.Check(known, bytes[..count]))
            {
                return Differs(offset + known.CommonPrefixLength(bytes));
            }

            offset += count;
            bytes = bytes[count..];
        }

        return null;
    }

    /// <summary>Compares the length of a transfer, and what of it was not kept.</summary>
    /// <param name="length">How many bytes it brought.</param>
    /// <param name="checksum">Its checksum.</param>
    /// <returns>Null, or what is wrong with the whole.</returns>
    public string? CompareEnd(long length, uint checksum)
    {
        lock (_lock)
        {
            if (_length == Unknown && length >= _kept)
            {
                _length = length;
                _restChecksum = checksum;
                return null;
            }

            if (length != _length)
            {
                return string.Create(
                    CultureInfo.InvariantCulture, $"the content ends after {length} bytes; {_origin} has {(_length == Unknown ? "more" : $"{_length}")}");
            }

            return checksum == _restChecksum ? null : string.Create(
                CultureInfo.InvariantCulture, $"the content differs from {_origin} somewhere behind byte {_maxKept} (CRC-32C)");
        }
    }

    private string? AddBehind(long offset, ReadOnlySpan<byte> bytes, ref uint checksum)
    {
        long length = Volatile.Read(ref _length);
        if (length != Unknown && offset + bytes.Length > length)
        {
            return TooLong();
        }

        uint sum = checksum;
        for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..])
        {
            sum = BitOperations.Crc32C(sum, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        }

        foreach (byte value in bytes)
        {
            sum = BitOperations.Crc32C(sum, value);
        }

        checksum = sum;
        return null;
    }

    /// <summary>Keeps what nobody has brought yet, up to the end of a chunk; false when the content has no more.</summary>
    private bool TryKeep(long offset, ReadOnlySpan<byte> bytes)
    {
        lock (_lock)
        {
            if (_kept > offset)
            {
                return true;
            }

            if (_length != Unknown)
            {
                return false;
            }

            int within = (int)(offset & (ChunkBytes - 1));
            int count = Math.Min(bytes.Length, ChunkBytes - within);
            byte[] chunk = _chunks[offset >> ChunkBits] ??= GC.AllocateUninitializedArray<byte>(ChunkBytes);
            bytes[..count].CopyTo(chunk.AsSpan(within));
            Volatile.Write(ref _kept, offset + count);
            return true;
        }
    }

    private string Differs(long at) =>
        string.Create(CultureInfo.InvariantCulture, $"the content differs from {_origin} at byte {at}");

    private string TooLong() =>
        string.Create(CultureInfo.InvariantCulture, $"the content goes on after byte {Volatile.Read(ref _length)}, where {_origin} ends");
}
