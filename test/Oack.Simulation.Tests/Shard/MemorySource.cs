using System.Net;
using Oack.Content;

namespace Oack.Simulation.Tests.Shard;

/// <summary>One file in memory to be read by all, and uploads that are kept when they are committed.</summary>
internal sealed class MemorySource(FileContent file, SimulationRandom random, double slowReads) : IContentSource
{
    private readonly List<(IPAddress Client, byte[] Bytes)> _stored = [];

    /// <summary>Contents that are open now.</summary>
    public int Open { get; private set; }

    /// <summary>What was committed, in order.</summary>
    public IReadOnlyList<(IPAddress Client, byte[] Bytes)> Stored => _stored;

    /// <inheritdoc/>
    public ValueTask<ContentOpening<ReadContent>> OpenReadAsync(ContentRequest request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Open++;
        return new(new ContentOpening<ReadContent>(new Reading(this)));
    }

    /// <inheritdoc/>
    public ValueTask<ContentOpening<WriteContent>> OpenWriteAsync(ContentRequest request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Open++;
        return new(new ContentOpening<WriteContent>(new Writing(this, request.Client)));
    }

    private sealed class Reading(MemorySource source) : ReadContent
    {
        private long _readyUntil;
        private bool _isOpen = true;

        public override long? LengthBytes => source.File.LengthBytes;

        public override ContentStatus TryRead(long offset, Span<byte> target, out int bytesRead)
        {
            bytesRead = 0;
            if (offset >= _readyUntil && source.IsSlowNow())
            {
                return ContentStatus.Pending;
            }

            ReadOnlySpan<byte> bytes = source.File.At(offset, target.Length);
            bytes.CopyTo(target);
            bytesRead = bytes.Length;
            return ContentStatus.Ok;
        }

        public override ValueTask PrepareReadAsync(long offset, int count, CancellationToken cancellationToken)
        {
            _readyUntil = offset + count;
            return default;
        }

        protected override void Dispose(bool disposing)
        {
            source.Open -= _isOpen ? 1 : 0;
            _isOpen = false;
        }
    }

    private sealed class Writing(MemorySource source, IPAddress client) : WriteContent
    {
        private readonly List<byte> _bytes = [];
        private bool _isReady;
        private bool _isOpen = true;

        public override ContentStatus TryWrite(ReadOnlySpan<byte> bytes)
        {
            if (!_isReady && source.IsSlowNow())
            {
                return ContentStatus.Pending;
            }

            _isReady = false;
            _bytes.AddRange(bytes);
            return ContentStatus.Ok;
        }

        public override ValueTask PrepareWriteAsync(CancellationToken cancellationToken)
        {
            _isReady = true;
            return default;
        }

        public override ValueTask<ContentRefusal?> CommitAsync(CancellationToken cancellationToken)
        {
            cancellationToken.ThrowIfCancellationRequested();
            source._stored.Add((client, [.. _bytes]));
            return default;
        }

        protected override void Dispose(bool disposing)
        {
            source.Open -= _isOpen ? 1 : 0;
            _isOpen = false;
        }
    }

    private FileContent File => file;

    private bool IsSlowNow() => random.Chance(slowReads);
}
