using Oack.Content;
using Oack.Protocol.Wire;

namespace Oack.Client.Tests.Scripted;

/// <summary>A target in memory that remembers whether it was committed.</summary>
internal sealed class MemoryTarget : WriteContent
{
    private readonly MemoryStream _bytes = new();

    public bool IsCommitted { get; private set; }

    public long Written => _bytes.Length;

    public byte[] Bytes => _bytes.ToArray();

    /// <summary>After this many bytes the target is full.</summary>
    public long Capacity { get; init; } = long.MaxValue;

    public ContentRefusal? CommitRefusal { get; init; }

    public override ContentStatus TryWrite(ReadOnlySpan<byte> bytes)
    {
        if (_bytes.Length + bytes.Length > Capacity)
        {
            Failure = new ContentRefusal(ErrorCode.DiskFull, "no room", "no space left on the device");
            return ContentStatus.Failed;
        }

        _bytes.Write(bytes);
        return ContentStatus.Ok;
    }

    public override ValueTask<ContentRefusal?> CommitAsync(CancellationToken cancellationToken)
    {
        IsCommitted = CommitRefusal is null;
        return new(CommitRefusal);
    }

    protected override void Dispose(bool disposing) => _bytes.Dispose();
}
