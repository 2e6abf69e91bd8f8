using Oack.Content;
using Oack.Net;
using Oack.Protocol.Transfer;
using Oack.Protocol.Wire;

namespace Oack.Client;

/// <summary>One attempt to write a file.</summary>
internal sealed class SendDriver : TransferDriver
{
    private readonly SendTransfer _machine;
    private readonly ReadContent _content;
    private long _released;

    public SendDriver(
        TransferContext context, SendTransfer machine, ClientChannel channel, int blockSize, TimeSpan answerLimit, ReadContent content)
        : base(context, machine, channel, blockSize, answerLimit)
    {
        _machine = machine;
        _content = content;
    }

    /// <inheritdoc/>
    protected override bool CanStartOver => _released == 0 && LocalFailure is null;

    /// <inheritdoc/>
    protected override long? TotalBytes => _content.LengthBytes;

    /// <inheritdoc/>
    protected override void HandlePayload(in ReceivedPayload payload, ReadOnlySpan<byte> bytes)
    {
        // A sender takes no DATA in.
    }

    /// <inheritdoc/>
    protected override bool TryFill(in Transmit transmit, Span<byte> target, out int payloadBytes)
    {
        payloadBytes = 0;
        if (Context.CancellationToken.IsCancellationRequested)
        {
            // A read that was given up may still hold the content.
            return false;
        }

        Span<byte> wanted = target[..transmit.PayloadBytes];
        ContentStatus status;
        while ((status = _content.TryRead(transmit.PayloadOffset, wanted, out payloadBytes)) == ContentStatus.Pending)
        {
            Task prepared = _content.PrepareReadAsync(transmit.PayloadOffset, wanted.Length, Context.CancellationToken).AsTask();
            if (!WaitFor(prepared) || HasEnded)
            {
                return false;
            }
        }

        if (status == ContentStatus.Failed)
        {
            Fail(_content.Failure ?? new ContentRefusal(ErrorCode.NotDefined, "cannot read"));
            return false;
        }

        if (payloadBytes < wanted.Length)
        {
            if (_content.LengthBytes is not null)
            {
                Fail(new ContentRefusal(ErrorCode.NotDefined, "the file became shorter while it was sent"));
                return false;
            }

            _machine.HandleContentEnd(transmit.PayloadOffset + payloadBytes);
        }

        return true;
    }

    /// <inheritdoc/>
    protected override void HandleStep()
    {
        long acknowledged = _machine.AcknowledgedBytes;
        if (acknowledged > _released)
        {
            _released = acknowledged;
            _content.Release(acknowledged);
        }
    }
}
