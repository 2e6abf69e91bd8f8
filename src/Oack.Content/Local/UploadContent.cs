namespace Oack.Content;

/// <summary>An upload to a file that becomes visible with the commit.</summary>
/// <param name="file">Where the bytes go; disposed with the content.</param>
/// <param name="name">What the client calls it, for messages.</param>
/// <param name="limits">What it may take.</param>
internal sealed class UploadContent(StagedFile file, byte[] name, UploadLimits limits) : BufferedWriteContent
{
    /// <summary>How many bytes go by between two looks at the free space.</summary>
    private const long SpaceCheckBytes = 1 << 20;

    private long _untilCheckBytes;

    /// <inheritdoc/>
    public override string Description => file.Description;

    /// <inheritdoc/>
    protected override ContentRefusal? CheckLength(long lengthBytes) =>
        lengthBytes > limits.MaxBytes ? Refusals.TooLarge(limits.MaxBytes) : null;

    /// <inheritdoc/>
    protected override Task<ContentRefusal?> FlushAsync(ReadOnlyMemory<byte> bytes) => Task.Run(() =>
    {
        _untilCheckBytes -= bytes.Length;
        if (_untilCheckBytes <= 0)
        {
            _untilCheckBytes = SpaceCheckBytes;
            if (limits.CheckSpace(file, bytes.Length) is { } full)
            {
                return full;
            }
        }

        return ToRefusal(file.Append(bytes.Span));
    });

    /// <inheritdoc/>
    protected override Task<ContentRefusal?> CompleteAsync() => Task.Run(() => ToRefusal(file.Commit()));

    /// <inheritdoc/>
    protected override void Discard() => file.Dispose();

    private ContentRefusal? ToRefusal(TreeOutcome outcome)
    {
        string detail = $"{file.Description}: {outcome.Detail ?? outcome.Status.ToString()}";
        return outcome.IsOk ? null : Refusals.From(outcome with { Detail = detail }, name);
    }
}
