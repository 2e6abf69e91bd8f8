using Oack.Protocol.Transfer;

namespace Oack.Content;

/// <summary>
/// An upload that comes in netascii (RFC 1350 §1) and is stored as a file of this machine: CR LF becomes LF, CR NUL
/// becomes CR. Pairs may be cut anywhere between two writes.
/// </summary>
public sealed class NetasciiWriteContent : WriteContent
{
    private readonly WriteContent _file;
    private byte[] _decoded = [];
    private NetasciiDecoder _decoder;

    /// <summary>An upload that comes in netascii.</summary>
    /// <param name="file">Where the decoded bytes go; disposed with this.</param>
    public NetasciiWriteContent(WriteContent file)
    {
        ArgumentNullException.ThrowIfNull(file);
        _file = file;
    }

    /// <inheritdoc/>
    public override string? Description => _file.Description;

    /// <inheritdoc/>
    public override ContentStatus TryWrite(ReadOnlySpan<byte> bytes)
    {
        if (_decoded.Length <= bytes.Length)
        {
            _decoded = new byte[bytes.Length + 1];
        }

        // The decoder's copy counts only when the bytes were taken: a caller that has to wait offers them again.
        NetasciiDecoder decoder = _decoder;
        decoder.Decode(bytes, _decoded, out _, out int count);
        ContentStatus status = _file.TryWrite(_decoded.AsSpan(0, count));
        Failure = _file.Failure;
        if (status == ContentStatus.Ok)
        {
            _decoder = decoder;
        }

        return status;
    }

    /// <inheritdoc/>
    public override ValueTask PrepareWriteAsync(CancellationToken cancellationToken) =>
        _file.PrepareWriteAsync(cancellationToken);

    /// <inheritdoc/>
    public override async ValueTask<ContentRefusal?> CommitAsync(CancellationToken cancellationToken)
    {
        byte[] last = new byte[1];
        _decoder.Flush(last, out int count);
        while (count > 0 && _file.TryWrite(last) == ContentStatus.Pending)
        {
            await _file.PrepareWriteAsync(cancellationToken).ConfigureAwait(false);
        }

        // A failure of the last byte is the commit's failure too: the content remembers it.
        return Failure = await _file.CommitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _file.Dispose();
        }
    }
}
