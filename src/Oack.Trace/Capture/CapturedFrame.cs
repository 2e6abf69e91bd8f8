using Oack.Protocol;

namespace Oack.Trace.Capture;

/// <summary>A frame of a capture. Its bytes are the reader's own, and hold until the reader's next call.</summary>
public readonly ref struct CapturedFrame
{
    /// <summary>A frame.</summary>
    /// <param name="number">Its number from 1, over the whole capture.</param>
    /// <param name="time">When it was captured.</param>
    /// <param name="linkType">What it begins with.</param>
    /// <param name="bytes">The bytes that were kept.</param>
    /// <param name="originalBytes">How many it had on the wire.</param>
    /// <param name="interfaceIndex">The interface of its section that it was seen on, from 0.</param>
    public CapturedFrame(
        long number, Instant time, LinkType linkType, ReadOnlySpan<byte> bytes, int originalBytes, int interfaceIndex = 0)
    {
        Number = number;
        Time = time;
        LinkType = linkType;
        Bytes = bytes;
        OriginalBytes = Math.Max(originalBytes, bytes.Length);
        InterfaceIndex = interfaceIndex;
    }

    /// <summary>Its number from 1, over the whole capture.</summary>
    public long Number { get; }

    /// <summary>
    /// When it was captured, in ticks of 100 ns since the Unix epoch; between the years 1 and 9999 whatever the file says.
    /// A format that carries no time repeats that of the frame before.
    /// </summary>
    public Instant Time { get; }

    /// <summary>What it begins with.</summary>
    public LinkType LinkType { get; }

    /// <summary>The interface of its section that it was seen on, from 0.</summary>
    public int InterfaceIndex { get; }

    /// <summary>How many bytes it had on the wire; never less than there are <see cref="Bytes"/>.</summary>
    public int OriginalBytes { get; }

    /// <summary>The bytes that were kept.</summary>
    public ReadOnlySpan<byte> Bytes { get; }
}
