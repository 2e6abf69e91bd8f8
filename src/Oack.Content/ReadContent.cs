using Oack.Protocol.Transfer;
using Oack.Protocol.Wire;

namespace Oack.Content;

/// <summary>
/// An opened file (or anything that can be read like one) that one transfer sends. Calls come from one thread at a
/// time. What is behind it may be shared with other transfers of the same version of the file.
/// </summary>
public abstract class ReadContent : IDisposable
{
    /// <summary>
    /// The exact number of bytes that this content delivers, or null when it is only known at its end (netascii
    /// translation, a pipe). Does not change while open.
    /// </summary>
    public abstract long? LengthBytes { get; }

    /// <summary>Why the content failed, once a call returned <see cref="ContentStatus.Failed"/>.</summary>
    public ContentRefusal? Failure { get; protected set; }

    /// <summary>What the log calls it (a path, a URL, a rule), or null.</summary>
    public virtual string? Description => null;

    /// <summary>
    /// What two contents have in common that deliver the same bytes: equal objects say that they do. Null where that is
    /// not known; such content is not sent to several clients at once.
    /// </summary>
    public virtual object? Identity => null;

    /// <summary>
    /// Reads at an offset without waiting for a slow medium. With <see cref="ContentStatus.Ok"/> fewer bytes than
    /// <paramref name="target"/> holds mean the end of the content, and only that. Offsets go forward except for
    /// retransmissions, which go back at most one window.
    /// </summary>
    /// <param name="offset">Byte offset into the content, 0 or more; at or past the end reads 0 bytes.</param>
    /// <param name="target">Where the bytes go.</param>
    /// <param name="bytesRead">How many bytes were read; 0 unless the status is Ok.</param>
    public abstract ContentStatus TryRead(long offset, Span<byte> target, out int bytesRead);

    /// <summary>
    /// Reads consecutive blocks without waiting and frames them as DATA packets. Only for content whose
    /// <see cref="LengthBytes"/> is known.
    /// </summary>
    /// <param name="run">Which blocks, none of them past the end.</param>
    /// <param name="train">Takes them; with any other status than <see cref="ContentStatus.Ok"/> it is left empty.</param>
    public virtual ContentStatus TryReadRun(in BlockRun run, DatagramTrain train)
    {
        ArgumentNullException.ThrowIfNull(train);
        train.Begin(run.DatagramBytes);
        long left = run.PayloadBytes(LengthBytes ?? throw new InvalidOperationException("The length is not known."));
        for (int index = 0; index < run.Count; index++)
        {
            int wanted = (int)Math.Min(left, run.BlockSize);
            Span<byte> datagram = train.Space[..(DataPacket.HeaderBytes + wanted)];
            run.WriteHeader(datagram, index);
            long offset = run.OffsetBytes + ((long)index * run.BlockSize);
            ContentStatus status = TryRead(offset, datagram[DataPacket.HeaderBytes..], out int bytesRead);
            if (status == ContentStatus.Ok && bytesRead != wanted)
            {
                Failure = Refusals.Shrunk(Description, LengthBytes.Value, offset + bytesRead);
                status = ContentStatus.Failed;
            }

            if (status != ContentStatus.Ok)
            {
                train.Clear();
                return status;
            }

            train.AddSpace(datagram.Length);
            left -= wanted;
        }

        return ContentStatus.Ok;
    }

    /// <summary>
    /// How many blocks from one on had better be read in one run: a train of them can leave without a copy, where more
    /// would have to be put together.
    /// </summary>
    /// <param name="run">The blocks that one train can take.</param>
    /// <returns>1 to all of the run.</returns>
    public virtual int CountTogether(in BlockRun run) => run.Count;

    /// <summary>
    /// Waits until <see cref="TryRead"/> of this range will not be <see cref="ContentStatus.Pending"/>; failure shows
    /// there. It may run on another thread, but never beside another call on this object.
    /// </summary>
    public virtual ValueTask PrepareReadAsync(long offset, int count, CancellationToken cancellationToken) => default;

    /// <summary>Whether <see cref="Release"/> is of use to this content; a server then calls it for each ACK.</summary>
    public virtual bool WantsRelease => false;

    /// <summary>Says that no byte before <paramref name="offset"/> will be asked for again.</summary>
    public virtual void Release(long offset)
    {
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Frees what the content holds.</summary>
    protected abstract void Dispose(bool disposing);
}
