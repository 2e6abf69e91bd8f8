using Oack.Content;
using Oack.Protocol.Transfer;
using Oack.Protocol.Wire;

namespace Oack.Server;

/// <summary>
/// Calls into code that is not ours. A content source that throws has a bug; it costs its transfer, not the server.
/// </summary>
public sealed partial class TftpShard
{
#pragma warning disable CA1031 // That is the purpose of this file.
    private ContentStatus TryRead(ServerTransfer transfer, ReadContent source, long offset, Span<byte> target, out int bytesRead)
    {
        try
        {
            return source.TryRead(offset, target, out bytesRead);
        }
        catch (Exception exception)
        {
            NoteFault(transfer, exception);
            bytesRead = 0;
            return ContentStatus.Failed;
        }
    }

    private ContentStatus TryReadRun(ServerTransfer transfer, ReadContent source, in BlockRun run, DatagramTrain train)
    {
        try
        {
            return source.TryReadRun(run, train);
        }
        catch (Exception exception)
        {
            NoteFault(transfer, exception);
            train.Clear();
            return ContentStatus.Failed;
        }
    }

    private ContentStatus TryWrite(ServerTransfer transfer, WriteContent target, ReadOnlySpan<byte> bytes)
    {
        try
        {
            return target.TryWrite(bytes);
        }
        catch (Exception exception)
        {
            NoteFault(transfer, exception);
            return ContentStatus.Failed;
        }
    }

    private ContentStatus TryFlush(ServerTransfer transfer, UploadBacklog backlog, WriteContent target)
    {
        try
        {
            return backlog.TryFlush(target);
        }
        catch (Exception exception)
        {
            NoteFault(transfer, exception);
            return ContentStatus.Failed;
        }
    }

    private void Release(ServerTransfer transfer, ReadContent source, long offset)
    {
        try
        {
            source.Release(offset);
        }
        catch (Exception exception)
        {
            NoteFault(transfer, exception);
        }
    }

    private void Dispose(ServerTransfer transfer, IDisposable content)
    {
        try
        {
            content.Dispose();
        }
        catch (Exception exception)
        {
            NoteFault(transfer, exception);
        }
    }

    private void Cancel(ServerTransfer transfer)
    {
        try
        {
            transfer.Cancellation?.Cancel();
        }
        catch (Exception exception)
        {
            // A callback that the content source registered.
            NoteFault(transfer, exception);
        }
    }

    /// <summary>The operator's measure of the path, or null where it fails: then blocks are not clamped.</summary>
    private int? PathBlockSizeOf(ServerTransfer transfer)
    {
        if (_options.PathBlockSize is not { } measure)
        {
            return null;
        }

        try
        {
            return measure(transfer.Remote);
        }
        catch (Exception exception)
        {
            NoteFault(transfer, exception);
            return null;
        }
    }
#pragma warning restore CA1031

    private void NoteFault(ServerTransfer transfer, Exception exception)
    {
        _counters.ContentFaults++;
        _observer?.OnContentFaulted(DisplayNameOf(transfer), exception);
    }
}
