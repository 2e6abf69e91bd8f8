namespace Oack.Content;

/// <summary>Content in memory: a made file. Never waits, never fails.</summary>
/// <param name="bytes">The bytes; they must not change while they are sent.</param>
/// <param name="description">What the log calls it, or null.</param>
public sealed class BytesContent(ReadOnlyMemory<byte> bytes, string? description = null) : ReadContent
{
    /// <inheritdoc/>
    public override long? LengthBytes => bytes.Length;

    /// <inheritdoc/>
    public override string? Description => description;

    /// <inheritdoc/>
    public override object? Identity => bytes;

    /// <inheritdoc/>
    public override ContentStatus TryRead(long offset, Span<byte> target, out int bytesRead)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ReadOnlySpan<byte> rest = offset < bytes.Length ? bytes.Span[(int)offset..] : default;
        bytesRead = Math.Min(rest.Length, target.Length);
        rest[..bytesRead].CopyTo(target);
        return ContentStatus.Ok;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
    }
}
