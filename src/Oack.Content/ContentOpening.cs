namespace Oack.Content;

/// <summary>The answer of a content source: the opened content, or the reason why not. Exactly one is set.</summary>
/// <typeparam name="T"><see cref="ReadContent"/> or <see cref="WriteContent"/>.</typeparam>
public readonly record struct ContentOpening<T>
    where T : class
{
    /// <summary>The content is open.</summary>
    public ContentOpening(T content)
    {
        ArgumentNullException.ThrowIfNull(content);
        Content = content;
    }

    /// <summary>The content is refused.</summary>
    public ContentOpening(ContentRefusal refusal)
    {
        ArgumentNullException.ThrowIfNull(refusal);
        Refusal = refusal;
    }

    /// <summary>The opened content; the receiver disposes it. Null when refused.</summary>
    public T? Content { get; }

    /// <summary>Why not. Null when opened.</summary>
    public ContentRefusal? Refusal { get; }
}
