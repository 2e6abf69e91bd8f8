using Oack.Protocol.Wire;

namespace Oack.Content;

/// <summary>
/// Several sources as one, in order. A read goes to the first source that does not answer "file not found"; an upload
/// to the first that takes uploads and knows the directory. Any other refusal is final: a file that may not be read in
/// one source is not searched for in the next.
/// </summary>
public sealed class FallbackContent : IContentSource
{
    private readonly IContentSource[] _sources;

    /// <summary>The sources in order; at least one. They stay the caller's to dispose.</summary>
    public FallbackContent(params IReadOnlyList<IContentSource> sources)
    {
        ArgumentNullException.ThrowIfNull(sources);
        ArgumentOutOfRangeException.ThrowIfZero(sources.Count, nameof(sources));
        _sources = [.. sources];
    }

    /// <inheritdoc/>
    public async ValueTask<ContentOpening<ReadContent>> OpenReadAsync(
        ContentRequest request, CancellationToken cancellationToken)
    {
        ContentOpening<ReadContent> opening = default;
        ContentRefusal? first = null;
        foreach (IContentSource source in _sources)
        {
            opening = await source.OpenReadAsync(request, cancellationToken).ConfigureAwait(false);
            if (opening.Refusal?.Code != ErrorCode.FileNotFound)
            {
                return opening;
            }

            first ??= opening.Refusal;
        }

        return new(first!);
    }

    /// <inheritdoc/>
    public async ValueTask<ContentOpening<WriteContent>> OpenWriteAsync(
        ContentRequest request, CancellationToken cancellationToken)
    {
        ContentOpening<WriteContent> opening = default;
        ContentRefusal? notFound = null;
        foreach (IContentSource source in _sources)
        {
            opening = await source.OpenWriteAsync(request, cancellationToken).ConfigureAwait(false);
            if (opening.Refusal?.Code == ErrorCode.FileNotFound)
            {
                notFound ??= opening.Refusal;
            }
            else if (!ReferenceEquals(opening.Refusal, Refusals.WritingDisabled))
            {
                return opening;
            }
        }

        return notFound is null ? opening : new(notFound);
    }
}
