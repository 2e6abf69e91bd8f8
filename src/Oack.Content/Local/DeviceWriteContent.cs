namespace Oack.Content;

/// <summary>A FIFO or device: bytes reach it as they come, and nothing is taken back; the commit flushes.</summary>
/// <param name="stream">The open device, without a buffer of its own.</param>
/// <param name="path">What it is called.</param>
internal sealed class DeviceWriteContent(FileStream stream, string path) : WriteBehindContent
{
    /// <inheritdoc/>
    public override string Description => path;

    /// <inheritdoc/>
    protected override ContentRefusal? Append(ReadOnlySpan<byte> bytes)
    {
        try
        {
            stream.Write(bytes);
            return null;
        }
        catch (Exception fault) when (StreamWriteContent.IsOfTheStream(fault))
        {
            return StreamWriteContent.Explain(fault, path);
        }
    }

    /// <inheritdoc/>
    protected override ContentRefusal? Complete()
    {
        try
        {
            stream.Flush();
            return null;
        }
        catch (Exception fault) when (StreamWriteContent.IsOfTheStream(fault))
        {
            return StreamWriteContent.Explain(fault, path);
        }
    }

    /// <inheritdoc/>
    protected override void Discard() => stream.Dispose();
}
