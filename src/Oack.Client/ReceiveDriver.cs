using System.Buffers;
using Oack.Content;
using Oack.Net;
using Oack.Protocol.Transfer;
using Oack.Protocol.Wire;

namespace Oack.Client;

/// <summary>One attempt to read a file.</summary>
internal sealed class ReceiveDriver : TransferDriver
{
    /// <summary>How many blocks prove, one way or the other, that a server honours the window it granted.</summary>
    private const int ProbationBlocks = 6;

    private readonly ReceiveTransfer _machine;
    private readonly WriteContent _target;
    private ArrayBufferWriter<byte>? _probation = new();
    private long _received;
    private bool _hasWritten;
    private int _arrivedSinceAck;
    private bool _wasEverAhead;

    public ReceiveDriver(
        TransferContext context, ReceiveTransfer machine, ClientChannel channel, int blockSize, TimeSpan answerLimit, WriteContent target)
        : base(context, machine, channel, blockSize, answerLimit)
    {
        _machine = machine;
        _target = target;
    }

    /// <inheritdoc/>
    protected override bool CanStartOver => !_hasWritten && LocalFailure is null;

    /// <inheritdoc/>
    protected override long? TotalBytes => Parameters.TransferSize is > 0 and { } announced ? announced : null;

    /// <inheritdoc/>
    protected override void HandlePayload(in ReceivedPayload payload, ReadOnlySpan<byte> bytes)
    {
        if (HasEnded || LocalFailure is not null)
        {
            return;
        }

        _received += bytes.Length;
        if (_probation is not null)
        {
            // The first blocks of a window wait here, so that nothing is written yet if the server breaks its word.
            if (Parameters.WindowBlocks > 1 && _received <= (long)ProbationBlocks * Parameters.BlockSize)
            {
                _probation.Write(bytes);
                return;
            }

            EndProbation();
        }

        Write(bytes);
    }

    /// <inheritdoc/>
    protected override void HandleReceived()
    {
        // 0 is what servers say that do not know the size; a file that grew meanwhile is whole all the same.
        if (TotalBytes is { } announced && _received < announced)
        {
            Abort(AttemptVerdict.Incomplete, TransferOutcome.Failed, ErrorCode.NotDefined, "file shorter than its tsize");
            return;
        }

        EndProbation();
        if (LocalFailure is not null)
        {
            return;
        }

        if (_target.TakesOffsets)
        {
            // A get by multicast may have written there before, and further.
            _target.EndAt(_received);
        }

        Task<ContentRefusal?> commit = _target.CommitAsync(Context.CancellationToken).AsTask();
        if (!WaitFor(commit))
        {
            // The cancellation ends the commit too, and then leaves nothing; or it came too late, and all is stored.
            ((IAsyncResult)commit).AsyncWaitHandle.WaitOne();
        }

        if (commit.IsCanceled)
        {
            return;
        }

        if (commit.GetAwaiter().GetResult() is { } refusal)
        {
            Fail(refusal);
        }
        else
        {
            _machine.HandleStored(Context.Now);
        }
    }

    /// <inheritdoc/>
    protected override bool TryFill(in Transmit transmit, Span<byte> target, out int payloadBytes)
    {
        payloadBytes = 0;
        return true;
    }

    /// <inheritdoc/>
    protected override void HandleArrival(ReadOnlySpan<byte> datagram)
    {
        if (datagram.Length >= DataPacket.HeaderBytes && datagram[1] == (byte)Opcode.Data)
        {
            // A second block without an ACK between them: this server does send ahead, however many of them are lost.
            _wasEverAhead |= ++_arrivedSinceAck > 1;
        }
    }

    /// <inheritdoc/>
    protected override void HandleSent(Opcode kind)
    {
        if (kind == Opcode.Acknowledgment)
        {
            _arrivedSinceAck = 0;
        }
    }

    /// <inheritdoc/>
    protected override bool IsWatched => _probation is not null;

    /// <inheritdoc/>
    protected override AttemptVerdict? FindBreach(in TransferStatistics statistics)
    {
        // A server in lock-step brings one block for each ACK, and the ACKs wait for a timeout each.
        const int Blocks = 4;
        int blockSize = Parameters.BlockSize;
        return _probation is not null && !_wasEverAhead && Parameters.WindowBlocks > 1
            && _received >= (long)Blocks * blockSize && statistics.Timeouts >= _received / blockSize
            ? AttemptVerdict.WindowBroken
            : null;
    }

    private void EndProbation()
    {
        if (_probation is { } first)
        {
            _probation = null;
            Write(first.WrittenSpan);
        }
    }

    private void Write(ReadOnlySpan<byte> bytes)
    {
        _hasWritten |= !bytes.IsEmpty;
        ContentStatus status;
        while ((status = _target.TryWrite(bytes)) == ContentStatus.Pending)
        {
            // No ACK leaves meanwhile: what a sender has in flight fits the socket's buffer.
            Task prepared = _target.PrepareWriteAsync(Context.CancellationToken).AsTask();
            ((IAsyncResult)prepared).AsyncWaitHandle.WaitOne();
            ReadClock();
            if (Context.CancellationToken.IsCancellationRequested)
            {
                return;
            }
        }

        if (status == ContentStatus.Failed)
        {
            Fail(_target.Failure ?? new ContentRefusal(ErrorCode.NotDefined, "cannot write"));
        }
    }
}
