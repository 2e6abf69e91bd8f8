using Oack.Content;
using Oack.Protocol.Wire;

namespace Oack.Server;

/// <summary>
/// Virtual files: a delegate that makes a file for a client, in memory, in front of another content source. The
/// delegate sees the name and the client's address, so each client can get its own configuration.
/// </summary>
/// <remarks>
/// A throw of the delegate is answered with ERROR 0 and logged. Uploads always go to the next source. Several requests
/// may call the delegate at once.
/// </remarks>
public sealed class VirtualContent : IContentSource
{
    private readonly Func<ContentRequest, CancellationToken, ValueTask<ReadOnlyMemory<byte>?>> _makeFile;
    private readonly IContentSource? _next;

    /// <summary>Virtual files in front of <paramref name="next"/>.</summary>
    /// <param name="makeFile">Makes the bytes of the file that is asked for, or gives null: not one of mine.</param>
    /// <param name="next">Who is asked then; null: the file is not found.</param>
    public VirtualContent(
        Func<ContentRequest, CancellationToken, ValueTask<ReadOnlyMemory<byte>?>> makeFile, IContentSource? next = null)
    {
        ArgumentNullException.ThrowIfNull(makeFile);
        _makeFile = makeFile;
        _next = next;
    }

    /// <summary>Virtual files that are made without waiting, in front of <paramref name="next"/>.</summary>
    /// <param name="makeFile">Makes the bytes of the file that is asked for, or gives null: not one of mine.</param>
    /// <param name="next">Who is asked then; null: the file is not found.</param>
    public VirtualContent(Func<ContentRequest, ReadOnlyMemory<byte>?> makeFile, IContentSource? next = null)
    {
        ArgumentNullException.ThrowIfNull(makeFile);
        _makeFile = (request, _) => new ValueTask<ReadOnlyMemory<byte>?>(makeFile(request));
        _next = next;
    }

    /// <inheritdoc/>
    public async ValueTask<ContentOpening<ReadContent>> OpenReadAsync(
        ContentRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        ReadOnlyMemory<byte>? bytes = await _makeFile(request, cancellationToken).ConfigureAwait(false);
        if (bytes is { } file)
        {
            return new(new MemoryReadContent(file));
        }

        return _next is null
            ? new(new ContentRefusal(ErrorCode.FileNotFound, "File not found"))
            : await _next.OpenReadAsync(request, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public ValueTask<ContentOpening<WriteContent>> OpenWriteAsync(
        ContentRequest request, CancellationToken cancellationToken) =>
        _next is null
            ? new(new ContentOpening<WriteContent>(new ContentRefusal(ErrorCode.AccessViolation, "Read-only server")))
            : _next.OpenWriteAsync(request, cancellationToken);
}
