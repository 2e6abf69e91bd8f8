using Oack.Content;

namespace Oack.Server;

/// <summary>A file that lives in memory.</summary>
internal sealed class MemoryReadContent(ReadOnlyMemory<byte> bytes) : ReadContent
{
    public override long? LengthBytes => bytes.Length;

    public override string Description => "virtual file";

    public override ContentStatus TryRead(long offset, Span<byte> target, out int bytesRead)
    {
        bytesRead = (int)Math.Clamp(bytes.Length - offset, 0, target.Length);
        if (bytesRead > 0)
        {
            bytes.Span.Slice((int)offset, bytesRead).CopyTo(target);
        }

        return ContentStatus.Ok;
    }

    protected override void Dispose(bool disposing)
    {
    }
}
