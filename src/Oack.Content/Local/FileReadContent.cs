using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using Oack.Protocol.Transfer;
using Oack.Protocol.Wire;

namespace Oack.Content;

/// <summary>
/// A regular file as content. It reads what is in memory at once and says <see cref="ContentStatus.Pending"/> where
/// the disk would have to be waited for; the wait happens in <see cref="PrepareReadAsync"/>, on the thread pool.
/// </summary>
/// <remarks>
/// The length is the one at the opening: bytes that are appended later are not delivered, and when the file becomes
/// shorter the content fails. A file that is replaced by renaming is read to its end in the old version.
/// </remarks>
internal sealed class FileReadContent : ReadContent
{
    /// <summary>How far a wait for the disk reads ahead.</summary>
    private const int ReadAheadBytes = 512 * 1024;

    private const int ScratchBytes = 64 * 1024;

    private readonly FileReadContentPool? _pool;
    private SharedFile _file;
    private long _lengthBytes;
    private uint _reader;
    private HotPlace _place;
    private long _preparedFrom;
    private long _preparedTo;
    private int _preparing;
    private int _isOpen;

    /// <summary>A content outside of any pool.</summary>
    /// <param name="file">One reference to the file, which the content gives back.</param>
    public FileReadContent(SharedFile file) => Open(file, reader: 0);

    /// <summary>A content that is opened by its pool and returns there.</summary>
    public FileReadContent(FileReadContentPool pool)
    {
        _pool = pool;
        _file = null!;
    }

    /// <inheritdoc/>
    public override long? LengthBytes => _lengthBytes;

    /// <inheritdoc/>
    public override string Description => _file.Description;

    /// <inheritdoc/>
    public override object? Identity => _file;

    /// <summary>Begins anew, for another transfer.</summary>
    /// <param name="file">One reference to the file, which the content gives back.</param>
    /// <param name="reader">Tells this transfer from others.</param>
    [MemberNotNull(nameof(_file))]
    public void Open(SharedFile file, uint reader)
    {
        _file = file;
        _reader = reader;
        _lengthBytes = file.Version.LengthBytes;
        (_preparedFrom, _preparedTo) = (0, 0);
        _place = default;
        Volatile.Write(ref _isOpen, 1);
    }

    /// <inheritdoc/>
    public override ContentStatus TryRead(long offset, Span<byte> target, out int bytesRead)
    {
        ObjectDisposedException.ThrowIf(_isOpen == 0, this);
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        bytesRead = 0;
        if (Failure is not null)
        {
            return ContentStatus.Failed;
        }

        if (offset >= _lengthBytes)
        {
            return ContentStatus.Ok;
        }

        target = target[..(int)Math.Min(target.Length, _lengthBytes - offset)];
        int done = 0;
        ContentStatus status = _file.NoWaitUnsupported ? ContentStatus.Pending : ReadCached(offset, target, out done);
        if (status == ContentStatus.Pending && IsPrepared(offset, target.Length))
        {
            // It was read a moment ago. That it is gone from the cache again is rare; waiting then is better than
            // to ask for the same preparation for ever.
            status = ReadWaiting(offset + done, target[done..]);
        }

        bytesRead = status == ContentStatus.Ok ? target.Length : 0;
        return status;
    }

    /// <inheritdoc/>
    public override ContentStatus TryReadRun(in BlockRun run, DatagramTrain train)
    {
        ArgumentNullException.ThrowIfNull(train);
        ObjectDisposedException.ThrowIf(_isOpen == 0, this);
        if (Failure is null && _place.TryLease(_file.Version, run, _reader, out LeasedBytes? bytes, out int index))
        {
            train.SetLeased(run.DatagramBytes, bytes, index * run.DatagramBytes, run.FrameBytes(_lengthBytes));
            return ContentStatus.Ok;
        }

        long end = run.FirstBlock + run.Count;
        ArgumentOutOfRangeException.ThrowIfLessThan(run.FirstBlock, 1, nameof(run));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(
            end - 1, BlockNumber.CountFor(_lengthBytes, run.BlockSize), nameof(run));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(run.Count, DatagramTrain.MaxDatagrams, nameof(run));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(
            run.FrameBytes(_lengthBytes), DatagramTrain.MaxBytes, nameof(run));
        if (!OperatingSystem.IsLinux())
        {
            return base.TryReadRun(run, train);
        }

        ContentStatus status = ContentStatus.Failed;
        if (Failure is null)
        {
            train.Begin(run.DatagramBytes);
            status = _pool?.Hot is { } hot && HotBlocks.Takes(run) ? LeaseRun(hot, run, train) : ReadRun(run, train);
        }

        if (status == ContentStatus.Ok)
        {
            return status;
        }

        train.Clear();
        return status == ContentStatus.Pending && IsPrepared(run.OffsetBytes, run.PayloadBytes(_lengthBytes))
            ? base.TryReadRun(run, train)
            : status;
    }

    /// <inheritdoc/>
    public override int CountTogether(in BlockRun run) =>
        _place.IsInFile ? Math.Min(run.Count, HotBlocks.CountToEnd(run)) : run.Count;

    /// <inheritdoc/>
    public override ValueTask PrepareReadAsync(long offset, int count, CancellationToken cancellationToken)
    {
        long end = Math.Min(_lengthBytes, offset + Math.Max(count, ReadAheadBytes));
        if (offset >= end)
        {
            return default;
        }

        Interlocked.Increment(ref _preparing);
        return new(Task.Run(() => ReadAhead(offset, end, cancellationToken), cancellationToken));
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (!disposing || Interlocked.Exchange(ref _isOpen, 0) == 0)
        {
            return;
        }

        // One that failed may still be asked why, and one that is being prepared is not at rest: both are left behind.
        bool canRest = Failure is null && Volatile.Read(ref _preparing) == 0;
        _file.Release();
        if (canRest)
        {
            _pool?.Return(this);
        }
    }

    private bool IsPrepared(long offset, long count) => offset >= _preparedFrom && offset + count <= _preparedTo;

    /// <summary>Takes what is hot as it stands and reads the rest.</summary>
    private ContentStatus LeaseRun(HotBlocks hot, in BlockRun run, DatagramTrain train)
    {
        long blocks = BlockNumber.CountFor(_lengthBytes, run.BlockSize);
        long end = run.FirstBlock + run.Count;
        long missing = run.FirstBlock;
        for (long block = run.FirstBlock; block < end;)
        {
            BlockRun segment = HotBlocks.SegmentOf(block, run, blocks);
            long next = Math.Min(end, segment.FirstBlock + segment.Count);
            if (hot.TryLease(_file, segment, _reader, run.RolloverTo, ref _place, out LeasedBytes? bytes))
            {
                if (missing < block)
                {
                    ContentStatus status = ReadRun(Part(run, missing, block), train);
                    if (status != ContentStatus.Ok)
                    {
                        bytes.Release();
                        return status;
                    }
                }

                int offset = (int)(block - segment.FirstBlock) * run.DatagramBytes;
                train.AddLeased(bytes, offset, Part(run, block, next).FrameBytes(_lengthBytes));
                missing = next;
            }

            block = next;
        }

        return missing < end ? ReadRun(Part(run, missing, end), train) : ContentStatus.Ok;
    }

    private ContentStatus ReadRun(in BlockRun run, DatagramTrain train)
    {
        int frameBytes = run.FrameBytes(_lengthBytes);
        FrameRead read = FrameRead.TryRead(_file, run, train.Space[..frameBytes]);
        switch (read.Status)
        {
            case ContentStatus.Ok:
                train.AddSpace(frameBytes);
                return ContentStatus.Ok;
            case ContentStatus.Failed:
                return Fail(read.Error == 0
                    ? Refusals.Shrunk(Description, _lengthBytes, read.ReachedBytes)
                    : Refusals.ReadFailed($"{Description}: {LinuxError.Text(read.Error)}"));
            default:
                return read.Status;
        }
    }

    private static BlockRun Part(in BlockRun run, long from, long end) =>
        run with { FirstBlock = from, Count = (int)(end - from) };

    private ContentStatus ReadCached(long offset, Span<byte> target, out int done)
    {
        done = 0;
        if (!OperatingSystem.IsLinux())
        {
            return ContentStatus.Pending;
        }

        int handle = (int)_file.Handle.DangerousGetHandle();
        while (done < target.Length)
        {
            nint count = LinuxNative.ReadNoWaiting(handle, target[done..], offset + done);
            if (count > 0)
            {
                done += (int)count;
                continue;
            }

            int error = count == 0 ? 0 : LinuxNative.LastError;
            switch (error)
            {
                case 0:
                    return Fail(Refusals.Shrunk(Description, _lengthBytes, offset + done));
                case LinuxError.Interrupted:
                    continue;
                case LinuxError.TryAgain:
                    return ContentStatus.Pending;
                case LinuxError.NotSupported or LinuxError.NotImplemented or LinuxError.Invalid:
                    _file.NoWaitUnsupported = true;
                    return ContentStatus.Pending;
                default:
                    return Fail(Refusals.ReadFailed($"{Description}: {LinuxError.Text(error)}"));
            }
        }

        return ContentStatus.Ok;
    }

    private ContentStatus ReadWaiting(long offset, Span<byte> target)
    {
        try
        {
            while (!target.IsEmpty)
            {
                int count = RandomAccess.Read(_file.Handle, target, offset);
                if (count == 0)
                {
                    return Fail(Refusals.Shrunk(Description, _lengthBytes, offset));
                }

                target = target[count..];
                offset += count;
            }

            return ContentStatus.Ok;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return Fail(Refusals.ReadFailed($"{Description}: {fault.Message}"));
        }
    }

    private void ReadAhead(long from, long to, CancellationToken cancellationToken)
    {
        byte[] scratch = ArrayPool<byte>.Shared.Rent(ScratchBytes);
        try
        {
            for (long offset = from; offset < to;)
            {
                cancellationToken.ThrowIfCancellationRequested();
                int wanted = (int)Math.Min(scratch.Length, to - offset);
                int count = RandomAccess.Read(_file.Handle, scratch.AsSpan(0, wanted), offset);
                if (count == 0)
                {
                    break;
                }

                offset += count;
            }
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or ObjectDisposedException)
        {
            // The read that follows meets the same fault and reports it.
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(scratch);
        }

        (_preparedFrom, _preparedTo) = (from, to);
        Interlocked.Decrement(ref _preparing);
    }

    private ContentStatus Fail(ContentRefusal refusal)
    {
        Failure = refusal;
        return ContentStatus.Failed;
    }
}
