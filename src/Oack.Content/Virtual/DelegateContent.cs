namespace Oack.Content;

/// <summary>
/// Virtual files: a delegate makes the file for the client that asks, or says that there is none. It is called from
/// several threads at once, once for each request that the server accepts.
/// </summary>
public sealed class DelegateContent : IContentSource
{
    private readonly Func<ContentRequest, CancellationToken, ValueTask<ContentOpening<ReadContent>>> _openRead;
    private readonly Func<ContentRequest, CancellationToken, ValueTask<ContentOpening<WriteContent>>>? _openWrite;

    /// <summary>Files and refusals from delegates.</summary>
    /// <param name="openRead">Opens a file for reading.</param>
    /// <param name="openWrite">Takes an upload. Defaults to none: every upload is refused with ERROR 2.</param>
    public DelegateContent(
        Func<ContentRequest, CancellationToken, ValueTask<ContentOpening<ReadContent>>> openRead,
        Func<ContentRequest, CancellationToken, ValueTask<ContentOpening<WriteContent>>>? openWrite = null)
    {
        ArgumentNullException.ThrowIfNull(openRead);
        _openRead = openRead;
        _openWrite = openWrite;
    }

    /// <summary>Files that are made whole in memory.</summary>
    /// <param name="makeFile">Makes the bytes, or returns null for "file not found". An empty array is an empty file.</param>
    public static DelegateContent FromBytes(
        Func<ContentRequest, CancellationToken, ValueTask<byte[]?>> makeFile)
    {
        ArgumentNullException.ThrowIfNull(makeFile);
        return new(async (request, cancellationToken) =>
        {
            byte[]? bytes = await makeFile(request, cancellationToken).ConfigureAwait(false);
            return bytes is not null
                ? new(new BytesContent(bytes, $"made for {Printable.ForDetail(request.Name.Span)}"))
                : new(Refusals.NotFound(request.Name.Span));
        });
    }

    /// <inheritdoc/>
    public ValueTask<ContentOpening<ReadContent>> OpenReadAsync(
        ContentRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return _openRead(request, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<ContentOpening<WriteContent>> OpenWriteAsync(
        ContentRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return _openWrite is null
            ? new(new ContentOpening<WriteContent>(Refusals.WritingDisabled))
            : _openWrite(request, cancellationToken);
    }
}
