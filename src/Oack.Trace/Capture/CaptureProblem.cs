namespace Oack.Trace.Capture;

/// <summary>Something in a capture file that could not be read.</summary>
/// <param name="Text">What it is, in a sentence without its full stop, for example <c>the file ends inside frame 118</c>.</param>
/// <param name="Offset">Where, in bytes from the beginning; of a compressed file in what came out of it.</param>
/// <param name="Frame">The last frame whose record had begun there; 0 for none.</param>
public sealed record CaptureProblem(string Text, long Offset, long Frame)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Text} (byte {Offset})";
}
