using Oack.Content;

namespace Oack.Client.Tests.Scripted;

/// <summary>Content in memory; its length may be kept secret, as that of a pipe is.</summary>
internal sealed class MemorySource(byte[] bytes, bool tellsLength = true) : ReadContent
{
    public override long? LengthBytes => tellsLength ? bytes.Length : null;

    public override ContentStatus TryRead(long offset, Span<byte> target, out int bytesRead)
    {
        int start = (int)Math.Min(offset, bytes.Length);
        bytesRead = Math.Min(target.Length, bytes.Length - start);
        bytes.AsSpan(start, bytesRead).CopyTo(target);
        return ContentStatus.Ok;
    }

    protected override void Dispose(bool disposing)
    {
    }
}
