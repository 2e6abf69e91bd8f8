using System.Buffers;
using Oack.Protocol.Wire;

namespace Oack.Content;

/// <summary>
/// A stream as content: a pipe, standard input, an HTTP body. It is read once, forwards; what has been read stays in
/// memory until <see cref="ReadContent.Release"/> says that it was acknowledged, so that it can be sent again.
/// </summary>
/// <remarks>Memory: one window, in chunks of 64 KiB from the shared pool, bounded by the constructor's limit.</remarks>
public sealed class StreamReadContent : ReadContent
{
    /// <summary>What a window may hold by default: 64 MiB.</summary>
    public const long DefaultMaxBufferedBytes = 64L << 20;

    private const int ChunkBytes = 64 * 1024;

    private readonly Stream _stream;
    private readonly bool _leaveOpen;
    private readonly long _maxBufferedBytes;
    private readonly string? _description;
    private readonly List<byte[]> _chunks = [];
    private long _firstByte;
    private long _endByte;
    private bool _ended;
    private bool _disposed;

    /// <summary>A stream as content.</summary>
    /// <param name="stream">The stream, at the first byte of the content.</param>
    /// <param name="lengthBytes">How many bytes it will deliver, if that is known; it is believed.</param>
    /// <param name="maxBufferedBytes">The most bytes held to send again, 64 KiB or more; a larger window fails.</param>
    /// <param name="description">What the log calls it, or null.</param>
    /// <param name="leaveOpen">Whether the stream stays open when the content is disposed. Defaults to false.</param>
    public StreamReadContent(
        Stream stream,
        long? lengthBytes = null,
        long maxBufferedBytes = DefaultMaxBufferedBytes,
        string? description = null,
        bool leaveOpen = false)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxBufferedBytes, ChunkBytes);
        ArgumentOutOfRangeException.ThrowIfNegative(lengthBytes ?? 0);
        _stream = stream;
        LengthBytes = lengthBytes;
        _maxBufferedBytes = maxBufferedBytes;
        _description = description;
        _leaveOpen = leaveOpen;
    }

    /// <inheritdoc/>
    public override long? LengthBytes { get; }

    /// <inheritdoc/>
    public override string? Description => _description;

    /// <inheritdoc/>
    public override ContentStatus TryRead(long offset, Span<byte> target, out int bytesRead)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        bytesRead = 0;
        long available = _endByte - offset;
        if (offset < _firstByte)
        {
            return Fail("bytes were asked for again that had been released");
        }

        if (available < target.Length && !_ended)
        {
            // What arrived before a failure is still good for retransmissions.
            return Failure is null ? ContentStatus.Pending : ContentStatus.Failed;
        }

        int count = (int)Math.Clamp(available, 0, target.Length);
        Copy(offset, target[..count]);
        bytesRead = count;
        return ContentStatus.Ok;
    }

    /// <inheritdoc/>
    public override async ValueTask PrepareReadAsync(long offset, int count, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        while (!_ended && Failure is null && _endByte < offset + count)
        {
            await ReadMoreAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public override bool WantsRelease => true;

    /// <inheritdoc/>
    public override void Release(long offset)
    {
        // Never past what was read: it is the peer who says how much it has.
        long kept = Math.Min(offset, _endByte);
        int released = 0;
        while (released < _chunks.Count && _firstByte + ChunkBytes <= kept)
        {
            ArrayPool<byte>.Shared.Return(_chunks[released++]);
            _firstByte += ChunkBytes;
        }

        _chunks.RemoveRange(0, released);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (!disposing || _disposed)
        {
            return;
        }

        _disposed = true;
        if (!_leaveOpen)
        {
            _stream.Dispose();
        }

        // The chunks go to the collector, not to the pool: a read that was cancelled may still write into one.
        _chunks.Clear();
    }

    private async ValueTask ReadMoreAsync(CancellationToken cancellationToken)
    {
        long position = _endByte - _firstByte;
        int within = (int)(position % ChunkBytes);
        if (position == (long)_chunks.Count * ChunkBytes)
        {
            if (position + ChunkBytes > _maxBufferedBytes)
            {
                Fail($"the window outgrew the buffer of {_maxBufferedBytes} bytes; ask for a smaller windowsize or blksize");
                return;
            }

            _chunks.Add(ArrayPool<byte>.Shared.Rent(ChunkBytes));
            within = 0;
        }

        try
        {
            Memory<byte> free = _chunks[^1].AsMemory(within, ChunkBytes - within);
            int count = await _stream.ReadAsync(free, cancellationToken).ConfigureAwait(false);
            _endByte += count;
            _ended = count == 0;
            if (_ended && LengthBytes is { } promised && promised != _endByte)
            {
                _ended = false;
                Fail($"{promised} bytes were promised, {_endByte} came");
            }
        }
        catch (Exception fault) when (StreamWriteContent.IsOfTheStream(fault))
        {
            Fail(fault.Message);
        }
    }

    private void Copy(long offset, Span<byte> target)
    {
        long position = offset - _firstByte;
        while (!target.IsEmpty)
        {
            int within = (int)(position % ChunkBytes);
            int count = Math.Min(target.Length, ChunkBytes - within);
            _chunks[(int)(position / ChunkBytes)].AsSpan(within, count).CopyTo(target);
            target = target[count..];
            position += count;
        }
    }

    private ContentStatus Fail(string cause)
    {
        Failure ??= new(ErrorCode.NotDefined, "The source of the file failed", $"{_description ?? "stream"}: {cause}");
        return ContentStatus.Failed;
    }
}
