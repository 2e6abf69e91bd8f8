using System.Buffers;

namespace Oack.Content;

/// <summary>
/// A regular file as content. It reads what is in memory at once and says <see cref="ContentStatus.Pending"/> where
/// the disk would have to be waited for; the wait happens in <see cref="PrepareReadAsync"/>, on the thread pool.
/// </summary>
/// <remarks>
/// The length is the one at the opening: bytes that are appended later are not delivered, and when the file becomes
/// shorter the content fails. A file that is replaced by renaming is read to its end in the old version.
/// </remarks>
internal sealed class FileReadContent(SharedFile file) : ReadContent
{
    /// <summary>How far a wait for the disk reads ahead.</summary>
    private const int ReadAheadBytes = 512 * 1024;

    private const int ScratchBytes = 64 * 1024;

    private readonly long _lengthBytes = file.Version.LengthBytes;
    private long _preparedFrom;
    private long _preparedTo;
    private int _disposed;

    /// <inheritdoc/>
    public override long? LengthBytes => _lengthBytes;

    /// <inheritdoc/>
    public override string Description => file.Description;

    /// <inheritdoc/>
    public override ContentStatus TryRead(long offset, Span<byte> target, out int bytesRead)
    {
        ObjectDisposedException.ThrowIf(_disposed != 0, this);
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
        ContentStatus status = file.NoWaitUnsupported ? ContentStatus.Pending : ReadCached(offset, target, out done);
        if (status == ContentStatus.Pending && offset >= _preparedFrom && offset + target.Length <= _preparedTo)
        {
            // It was read a moment ago. That it is gone from the cache again is rare; waiting then is better than
            // to ask for the same preparation for ever.
            status = ReadWaiting(offset + done, target[done..]);
        }

        bytesRead = status == ContentStatus.Ok ? target.Length : 0;
        return status;
    }

    /// <inheritdoc/>
    public override ValueTask PrepareReadAsync(long offset, int count, CancellationToken cancellationToken)
    {
        long end = Math.Min(_lengthBytes, offset + Math.Max(count, ReadAheadBytes));
        return offset >= end
            ? default
            : new(Task.Run(() => ReadAhead(offset, end, cancellationToken), cancellationToken));
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing && Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            file.Release();
        }
    }

    private ContentStatus ReadCached(long offset, Span<byte> target, out int done)
    {
        done = 0;
        if (!OperatingSystem.IsLinux())
        {
            return ContentStatus.Pending;
        }

        int handle = (int)file.Handle.DangerousGetHandle();
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
                    file.NoWaitUnsupported = true;
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
                int count = RandomAccess.Read(file.Handle, target, offset);
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
                int count = RandomAccess.Read(file.Handle, scratch.AsSpan(0, wanted), offset);
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
    }

    private ContentStatus Fail(ContentRefusal refusal)
    {
        Failure = refusal;
        return ContentStatus.Failed;
    }
}
