using System.Buffers;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;
using Oack.Protocol.Observe;
using Oack.Protocol.Transfer;

namespace Oack.Trace.Report;

/// <summary>The file of one transfer while it is put together: blocks at their offsets, in a file of its own.</summary>
internal sealed class CarriedContent(ObservedTransfer transfer) : IDisposable
{
    /// <summary>A block this far behind the last one comes from no real transfer, and would make a file that fills no disk but every copy.</summary>
    private const long MaxJumpBytes = 8L << 30;

    /// <summary>No digest is made over more zeros than these.</summary>
    private const long MaxHoleBytes = 256L << 20;

    private const int MaxReportedHoles = 1_000;
    private const int BufferBytes = 1 << 16;

    private readonly ByteRangeSet _there = new();
    private SafeFileHandle? _handle;
    private int _blockSize;
    private bool _endSeen;

    internal ObservedTransfer Transfer => transfer;

    /// <summary>Where it is written; null where no file could be made.</summary>
    internal string? Path { get; private set; }

    /// <summary>Whether the file is open.</summary>
    internal bool IsOpen => _handle is not null;

    /// <summary>When it was written last, in packets.</summary>
    internal long LastUse { get; set; }

    /// <summary>The first thing that went wrong.</summary>
    internal string? Problem { get; private set; }

    public void Dispose() => Close();

    /// <summary>Closes the file for now.</summary>
    internal void Close()
    {
        _handle?.Dispose();
        _handle = null;
    }

    /// <summary>Takes the new file.</summary>
    internal void Begin(SafeFileHandle handle, string path) => (_handle, Path) = (handle, path);

    /// <summary>There is no file, for a reason.</summary>
    internal void Fail(string problem) => Problem = problem;

    /// <summary>Opens the file again, if it is still the one that was made.</summary>
    internal void Reopen()
    {
        if (_handle is null && Problem is null && Path is { } path)
        {
            Try(() =>
            {
                if (new FileInfo(path) is not { Exists: true, LinkTarget: null })
                {
                    throw new IOException("something else has taken its place");
                }

                _handle = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite);
            });
        }
    }

    /// <summary>Puts a block in its place.</summary>
    /// <param name="block">Its number, from 1.</param>
    /// <param name="dataBytes">Its length.</param>
    /// <param name="seen">Its bytes, as far as they were captured.</param>
    internal void Write(long block, int dataBytes, ReadOnlySpan<byte> seen)
    {
        if (_blockSize == 0)
        {
            // Blocks longer than agreed follow one another just the same.
            _blockSize = Math.Max(transfer.BlockSize, dataBytes);
        }

        long offset = (block - 1) * _blockSize;
        _endSeen |= dataBytes < _blockSize;
        ByteRange range = new(offset, offset + Math.Min(seen.Length, dataBytes));
        if (_handle is null || Problem is not null || _there.Contains(range))
        {
            return;
        }

        if (offset - _there.End > MaxJumpBytes || !_there.TryAdd(range))
        {
            Problem = "its blocks lie too far apart";
            return;
        }

        try
        {
            RandomAccess.Write(_handle, seen[..(int)range.Length], range.Start);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Problem = exception.Message;
        }
    }

    /// <summary>Ends the file: netascii is decoded, the digest is made, the file is closed.</summary>
    /// <param name="openDecoded">Opens a file for the decoded text, and says where it is.</param>
    internal ExtractedFile Finish(Func<(SafeFileHandle Handle, string Path)> openDecoded)
    {
        long expected = transfer.Mode == "octet" && transfer.AnnouncedBytes is { } announced && !_endSeen ? Math.Max(announced, _there.End) : _there.End;
        ByteRange[] holes = [.. _there.Holes(expected).Take(MaxReportedHoles)];
        long bytes = _there.End;
        string? digest = null;
        Reopen();
        Try(() =>
        {
            if (_handle is not null && transfer.Mode == "netascii")
            {
                bytes = Decode(openDecoded);
            }

            bool isMostlyThere = transfer.Mode == "netascii" || _there.Holes(_there.End).Sum(hole => hole.Length) <= MaxHoleBytes;
            digest = _handle is not null && isMostlyThere ? Digest(_handle) : null;
        });
        Close();
        return new ExtractedFile
        {
            Transfer = transfer,
            Path = Path,
            Bytes = bytes,
            IsWhole = _endSeen && holes.Length == 0 && Problem is null,
            Sha256 = digest,
            Holes = holes,
            Problem = Problem,
        };
    }

    private static string Digest(SafeFileHandle handle)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        long offset = 0;
        for (int read; (read = RandomAccess.Read(handle, buffer, offset)) > 0; offset += read)
        {
            hash.AppendData(buffer, 0, read);
        }

        ArrayPool<byte>.Shared.Return(buffer);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>Decodes what was carried into a file of its own, and drops the carried form.</summary>
    private long Decode(Func<(SafeFileHandle Handle, string Path)> openDecoded)
    {
        (SafeFileHandle target, string targetPath) = openDecoded();
        byte[] source = ArrayPool<byte>.Shared.Rent(BufferBytes);
        byte[] decoded = ArrayPool<byte>.Shared.Rent(BufferBytes + 1);
        long written = 0;
        foreach (ByteRange range in _there.Ranges)
        {
            NetasciiDecoder decoder = default;
            long at = range.Start;
            while (at < range.End)
            {
                int wanted = (int)Math.Min(BufferBytes, range.End - at);
                int read = RandomAccess.Read(_handle!, source.AsSpan(0, wanted), at);
                if (read == 0)
                {
                    throw new EndOfStreamException("it became shorter while it was read");
                }

                // The target holds a byte more than the source: the decoder never runs out of it.
                decoder.Decode(source.AsSpan(0, read), decoded, out _, out int made);
                RandomAccess.Write(target, decoded.AsSpan(0, made), written);
                written += made;
                at += read;
            }

            decoder.Flush(decoded, out int last);
            RandomAccess.Write(target, decoded.AsSpan(0, last), written);
            written += last;
        }

        ArrayPool<byte>.Shared.Return(source);
        ArrayPool<byte>.Shared.Return(decoded);
        Close();
        File.Delete(Path!);
        (_handle, Path) = (target, targetPath);
        return written;
    }

    private void Try(Action action)
    {
        try
        {
            action();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Problem ??= exception.Message;
        }
    }
}
