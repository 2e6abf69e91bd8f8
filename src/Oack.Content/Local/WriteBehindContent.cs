using System.Buffers;
using Oack.Protocol.Wire;

namespace Oack.Content;

/// <summary>
/// A target that is written behind the transfer's back: <see cref="WriteContent.TryWrite"/> copies to a buffer and a
/// thread of the content's own brings full buffers to the medium in order. When all of them wait for the medium the
/// caller waits too. A transfer that fits the first buffer needs no thread.
/// </summary>
/// <remarks>Memory: up to <see cref="MaxBuffers"/> buffers of <see cref="BufferBytes"/>, from the shared pool.</remarks>
internal abstract class WriteBehindContent : WriteContent
{
    /// <summary>The size of a buffer; a larger single write gets one of its own size.</summary>
    internal const int BufferBytes = 256 * 1024;

    /// <summary>How many there are at most: what arrives in some milliseconds at 10 Gbit/s.</summary>
    internal const int MaxBuffers = 8;

    /// <summary>How long a disposal waits for a write that cannot be called back.</summary>
    private static readonly TimeSpan LastWritePatience = TimeSpan.FromSeconds(2);

    private readonly object _gate = new();
    /// <summary>The offset of bytes that follow those before them.</summary>
    private const long Appended = -1;

    private readonly Queue<(byte[] Buffer, int Bytes, long Offset)> _queued = new(MaxBuffers);
    private readonly Stack<byte[]> _free = new(MaxBuffers);
    private readonly TaskCompletionSource<ContentRefusal?> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private byte[]? _filling;
    private int _filledBytes;
    private long _fillingOffset = Appended;
    private int _buffersInUse;
    private Thread? _writer;
    private TaskCompletionSource? _room;
    private ContentRefusal? _fault;
    private bool _isCommitting;
    private bool _isAbandoned;
    private bool _ended;

    /// <inheritdoc/>
    public sealed override ContentStatus TryWrite(ReadOnlySpan<byte> bytes) => TryBuffer(bytes, Appended);

    /// <inheritdoc/>
    public sealed override ContentStatus TryWriteAt(long offset, ReadOnlySpan<byte> bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        return TakesOffsets ? TryBuffer(bytes, offset) : throw new NotSupportedException();
    }

    /// <inheritdoc/>
    public sealed override void EndAt(long lengthBytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(lengthBytes);
        EndBytes = TakesOffsets ? lengthBytes : throw new NotSupportedException();
    }

    /// <summary>How long the content is, where <see cref="EndAt"/> said so.</summary>
    protected long? EndBytes { get; private set; }

    private ContentStatus TryBuffer(ReadOnlySpan<byte> bytes, long offset)
    {
        ObjectDisposedException.ThrowIf(_ended, this);
        if ((Failure ??= Volatile.Read(ref _fault)) is not null)
        {
            return ContentStatus.Failed;
        }

        // A buffer holds bytes that stand together: those at another place begin another.
        bool isElsewhere = _filledBytes > 0
            && offset != (_fillingOffset == Appended ? Appended : _fillingOffset + _filledBytes);
        bool isFull = _filling is null || _filledBytes + bytes.Length > _filling.Length;
        if ((isFull || isElsewhere) && !TryTakeBuffer(bytes.Length))
        {
            return ContentStatus.Pending;
        }

        if (_filledBytes == 0)
        {
            _fillingOffset = offset;
        }

        bytes.CopyTo(_filling.AsSpan(_filledBytes));
        _filledBytes += bytes.Length;
        return ContentStatus.Ok;
    }

    /// <inheritdoc/>
    public sealed override ValueTask PrepareWriteAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_buffersInUse < MaxBuffers || _fault is not null)
            {
                return default;
            }

            _room ??= new(TaskCreationOptions.RunContinuationsAsynchronously);
            return new(_room.Task.WaitAsync(cancellationToken));
        }
    }

    /// <inheritdoc/>
    public sealed override async ValueTask<ContentRefusal?> CommitAsync(CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_ended, this);
        cancellationToken.ThrowIfCancellationRequested();

        // From here on nothing is cancelled: the file becomes visible, or not at all.
        _ended = true;
        lock (_gate)
        {
            if (_filling is not null)
            {
                _queued.Enqueue((_filling, _filledBytes, _fillingOffset));
                _filling = null;
            }

            _isCommitting = true;
            Monitor.Pulse(_gate);
        }

        if (_writer is null)
        {
            _ = Task.Run(WriteBehind, CancellationToken.None);
        }

        return Failure = await _completion.Task.ConfigureAwait(false);
    }

    /// <summary>Brings bytes to the medium; may wait. On a thread of its own. Null when done, or why not.</summary>
    protected abstract ContentRefusal? Append(ReadOnlySpan<byte> bytes);

    /// <summary>Brings bytes to a place of the medium; called where <see cref="WriteContent.TakesOffsets"/>.</summary>
    protected virtual ContentRefusal? WriteAt(long offset, ReadOnlySpan<byte> bytes) => throw new NotSupportedException();

    /// <summary>Makes durable and visible what was appended. Null when done, or why not.</summary>
    protected abstract ContentRefusal? Complete();

    /// <summary>Frees what is held and, unless it was completed, removes what was stored. Called once.</summary>
    protected abstract void Discard();

    /// <inheritdoc/>
    protected sealed override void Dispose(bool disposing)
    {
        if (!disposing || _ended)
        {
            return;
        }

        _ended = true;
        lock (_gate)
        {
            _isAbandoned = true;
            Monitor.Pulse(_gate);
        }

        if (_writer is null)
        {
            Finish();
            return;
        }

        // A process that ends now must not leave a part behind, so a write on its way gets a moment to come back; a medium
        // that hangs does not hang the caller.
        _writer.Join(LastWritePatience);
    }

    /// <summary>Hands a full buffer to the writer and takes an empty one; false when there is none.</summary>
    private bool TryTakeBuffer(int leastBytes)
    {
        lock (_gate)
        {
            bool isFull = _filling is not null && _filledBytes > 0;
            if (isFull && _buffersInUse == MaxBuffers)
            {
                return false;
            }

            if (isFull)
            {
                _queued.Enqueue((_filling!, _filledBytes, _fillingOffset));
                _buffersInUse++;
                Monitor.Pulse(_gate);
            }
            else if (_filling is not null)
            {
                ArrayPool<byte>.Shared.Return(_filling);
            }
            else
            {
                _buffersInUse++;
            }

            _filling = leastBytes <= BufferBytes && _free.TryPop(out byte[]? free)
                ? free
                : ArrayPool<byte>.Shared.Rent(Math.Max(BufferBytes, leastBytes));
            _filledBytes = 0;
        }

        if (_writer is null && _buffersInUse > 1)
        {
            _writer = new Thread(WriteBehind) { IsBackground = true, Name = "TFTP write" };
            _writer.Start();
        }

        return true;
    }

    private void WriteBehind()
    {
        while (TryDequeue(out byte[] buffer, out int bytes, out long offset))
        {
            ContentRefusal? refusal = Guard(
                () => offset == Appended ? Append(buffer.AsSpan(0, bytes)) : WriteAt(offset, buffer.AsSpan(0, bytes)));
            lock (_gate)
            {
                _free.Push(buffer);
                _buffersInUse--;
                _fault ??= refusal;
                _room?.TrySetResult();
                _room = null;
            }
        }

        Finish();
    }

    /// <summary>Waits for the next full buffer; false when there will be none, or writing it has become useless.</summary>
    private bool TryDequeue(out byte[] buffer, out int bytes, out long offset)
    {
        lock (_gate)
        {
            while (!_isAbandoned && !_isCommitting && (_queued.Count == 0 || _fault is not null))
            {
                Monitor.Wait(_gate);
            }

            bool isUseless = _isAbandoned || _fault is not null;
            (buffer, bytes, offset) = isUseless || _queued.Count == 0 ? ([], -1, Appended) : _queued.Dequeue();
            return bytes >= 0;
        }
    }

    /// <summary>Commits if that was asked and all went well, then lets go of everything.</summary>
    private void Finish()
    {
        ContentRefusal? outcome = _fault;
        if (_isCommitting)
        {
            outcome ??= Guard(Complete);
        }

        Guard(() =>
        {
            Discard();
            return null;
        });
        GiveBackBuffers();
        _completion.TrySetResult(outcome);
    }

    private void GiveBackBuffers()
    {
        while (_queued.TryDequeue(out (byte[] Buffer, int Bytes, long Offset) left))
        {
            _free.Push(left.Buffer);
        }

        if (_filling is { } filling)
        {
            _free.Push(filling);
            _filling = null;
        }

        while (_free.TryPop(out byte[]? buffer))
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Whatever goes wrong belongs to the transfer; on a thread of its own it would end the process.</summary>
    private ContentRefusal? Guard(Func<ContentRefusal?> step)
    {
        try
        {
            return step();
        }
        catch (Exception fault)
        {
            return new(ErrorCode.NotDefined, "The target of the file failed", $"{Description ?? "target"}: {fault.Message}");
        }
    }
}
