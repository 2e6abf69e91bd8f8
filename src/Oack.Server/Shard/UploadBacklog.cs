using System.Buffers;
using Oack.Content;

namespace Oack.Server;

/// <summary>
/// Accepted bytes of an upload that wait for a slow target, in order. While it is not empty no ACK leaves, so the
/// client can add at most the rest of its window: <c>maxBytes</c> is one window of blocks.
/// </summary>
internal sealed class UploadBacklog(int blockBytes, long maxBytes) : IDisposable
{
    private byte[] _bytes = [];
    private int _start;
    private int _end;

    internal bool IsEmpty => _start == _end;

    /// <summary>Keeps a copy; false when the client sent more than a window.</summary>
    internal bool TryAdd(ReadOnlySpan<byte> bytes)
    {
        if (_end - _start + bytes.Length > maxBytes)
        {
            return false;
        }

        Reserve(bytes.Length);
        bytes.CopyTo(_bytes.AsSpan(_end));
        _end += bytes.Length;
        return true;
    }

    /// <summary>Writes what the target takes, in blocks as they came.</summary>
    internal ContentStatus TryFlush(WriteContent target)
    {
        while (!IsEmpty)
        {
            int length = Math.Min(blockBytes, _end - _start);
            ContentStatus status = target.TryWrite(_bytes.AsSpan(_start, length));
            if (status != ContentStatus.Ok)
            {
                return status;
            }

            _start += length;
        }

        Dispose();
        return ContentStatus.Ok;
    }

    public void Dispose()
    {
        if (_bytes.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_bytes);
        }

        _bytes = [];
        _start = _end = 0;
    }

    private void Reserve(int more)
    {
        if (_bytes.Length - _end >= more)
        {
            return;
        }

        int used = _end - _start;
        byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(used + more, 2 * used));
        _bytes.AsSpan(_start, used).CopyTo(larger);
        if (_bytes.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_bytes);
        }

        _bytes = larger;
        _start = 0;
        _end = used;
    }
}
