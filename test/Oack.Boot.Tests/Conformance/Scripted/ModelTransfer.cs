using Oack.Protocol;

namespace Oack.Boot.Tests.Conformance.Scripted;

/// <summary>One transfer of the model server.</summary>
internal sealed class ModelTransfer
{
    public required int Port { get; init; }

    public required PeerEndpoint Client { get; set; }

    public required byte[] Request { get; init; }

    public required string Name { get; init; }

    /// <summary>What is read; null for an upload.</summary>
    public byte[]? Content { get; init; }

    public List<byte> Upload { get; } = [];

    public int BlockSize { get; set; } = 512;

    public int Window { get; set; } = 1;

    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>The OACK until it is acknowledged.</summary>
    public byte[]? OptionAck { get; set; }

    /// <summary>The last block that was acknowledged (reading) or taken (uploads).</summary>
    public long Done { get; set; }

    /// <summary>The last block that was sent.</summary>
    public long SentUpTo { get; set; }

    public int SinceAck { get; set; }

    public bool IsOver { get; set; }

    public int Tries { get; set; }

    public Instant Deadline { get; set; } = Instant.Never;

    public long LastBlock => (Content!.Length / BlockSize) + 1;

    public ReadOnlySpan<byte> BlockOf(long block)
    {
        long start = (block - 1) * BlockSize;
        return Content.AsSpan((int)start, (int)Math.Min(BlockSize, Content!.Length - start));
    }
}
