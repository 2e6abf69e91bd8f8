namespace Oack.Content;

/// <summary>A file of the user's own that becomes visible with the commit.</summary>
/// <param name="file">Where the bytes go; disposed with the content.</param>
/// <param name="name">What the file is called, for messages.</param>
internal sealed class LocalWriteContent(StagedFile file, byte[] name) : WriteBehindContent
{
    /// <inheritdoc/>
    public override string Description => file.Description;

    /// <inheritdoc/>
    protected override ContentRefusal? Append(ReadOnlySpan<byte> bytes) => ToRefusal(file.Append(bytes));

    /// <inheritdoc/>
    public override bool TakesOffsets => true;

    /// <inheritdoc/>
    protected override ContentRefusal? WriteAt(long offset, ReadOnlySpan<byte> bytes) => ToRefusal(file.WriteAt(offset, bytes));

    /// <inheritdoc/>
    protected override ContentRefusal? Complete() =>
        EndBytes is { } end && ToRefusal(file.EndAt(end)) is { } refusal ? refusal : ToRefusal(file.Commit());

    /// <inheritdoc/>
    protected override void Discard() => file.Dispose();

    private ContentRefusal? ToRefusal(TreeOutcome outcome)
    {
        if (outcome.IsOk)
        {
            return null;
        }

        string detail = $"{file.Description}: {outcome.Detail ?? outcome.Status.ToString()}";
        return Refusals.From(outcome with { Detail = detail }, name);
    }
}
