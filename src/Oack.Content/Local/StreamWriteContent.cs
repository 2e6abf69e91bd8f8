using Oack.Protocol.Wire;

namespace Oack.Content;

/// <summary>
/// A stream as the target of a transfer: a pipe, standard output, a device. Bytes reach it as they come, so there is no
/// atomic appearance and nothing is taken back; the commit flushes.
/// </summary>
public sealed class StreamWriteContent : BufferedWriteContent
{
    private readonly Stream _stream;
    private readonly string? _description;
    private readonly bool _leaveOpen;

    /// <summary>A stream as target.</summary>
    /// <param name="stream">Where the bytes go.</param>
    /// <param name="description">What the log calls it, or null.</param>
    /// <param name="leaveOpen">Whether the stream stays open when the content is disposed. Defaults to false.</param>
    public StreamWriteContent(Stream stream, string? description = null, bool leaveOpen = false)
    {
        ArgumentNullException.ThrowIfNull(stream);
        _stream = stream;
        _description = description;
        _leaveOpen = leaveOpen;
    }

    /// <inheritdoc/>
    public override string? Description => _description;

    // A write to a pipe can wait for its reader although it is called asynchronous: so it happens elsewhere.

    /// <inheritdoc/>
    protected override Task<ContentRefusal?> FlushAsync(ReadOnlyMemory<byte> bytes) =>
        Task.Run(() => TryAsync(() => _stream.WriteAsync(bytes, CancellationToken.None).AsTask()));

    /// <inheritdoc/>
    protected override Task<ContentRefusal?> CompleteAsync() =>
        Task.Run(() => TryAsync(() => _stream.FlushAsync(CancellationToken.None)));

    /// <inheritdoc/>
    protected override void Discard()
    {
        if (!_leaveOpen)
        {
            _stream.Dispose();
        }
    }

    /// <summary>Whether an exception is the stream's own trouble, and not a bug here.</summary>
    internal static bool IsOfTheStream(Exception fault) =>
        fault is IOException or UnauthorizedAccessException or ObjectDisposedException or NotSupportedException;

    /// <summary>What the user and the peer are told of such trouble.</summary>
    internal static ContentRefusal Explain(Exception fault, string description)
    {
        TreeOutcome outcome = PortableTree.Guard(() => throw fault);
        string detail = $"{description}: {fault.Message}";
        return outcome.Status == TreeStatus.DiskFull
            ? Refusals.DiskFull(detail)
            : new(ErrorCode.NotDefined, "The target of the file failed", detail);
    }

    private async Task<ContentRefusal?> TryAsync(Func<Task> operation)
    {
        try
        {
            await operation().ConfigureAwait(false);
            return null;
        }
        catch (Exception fault) when (IsOfTheStream(fault))
        {
            return Explain(fault, _description ?? "stream");
        }
    }
}
