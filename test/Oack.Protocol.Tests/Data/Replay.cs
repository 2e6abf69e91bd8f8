namespace Oack.Protocol.Tests.Data;

/// <summary>
/// The same payload again in every surrounding that a receive buffer may give it, and cut at every length.
/// </summary>
internal static class Replay
{
    private const int MarginBytes = 64;

    internal delegate T Reading<T>(ReadOnlySpan<byte> datagram);

    internal delegate void CutReading(ReadOnlySpan<byte> cut);

    /// <summary>
    /// Reads the payload from an array of exactly its length, and from the middle of arrays whose margins hold NULs
    /// (they would end a string), digits (they would lengthen a number), letters and 0xFF. All readings must be equal.
    /// </summary>
    public static void InPoisonedMargins<T>(byte[] payload, Reading<T> read)
    {
        T expected = read(payload);
        foreach (byte poison in (ReadOnlySpan<byte>)[0, (byte)'7', (byte)'x', 0xFF])
        {
            byte[] buffer = new byte[payload.Length + (2 * MarginBytes)];
            Array.Fill(buffer, poison);
            payload.CopyTo(buffer, MarginBytes);
            T actual = read(buffer.AsSpan(MarginBytes, payload.Length));
            Assert.Equal(expected, actual);
            Assert.All(buffer[..MarginBytes], margin => Assert.Equal(poison, margin));
            Assert.All(buffer[(MarginBytes + payload.Length)..], margin => Assert.Equal(poison, margin));
        }
    }

    /// <summary>
    /// Reads every beginning of the payload, from none of it to all, behind which the rest still lies in memory.
    /// </summary>
    public static void CutAtEveryLength(byte[] payload, CutReading read)
    {
        for (int length = 0; length <= payload.Length; length++)
        {
            read(payload.AsSpan(0, length));
        }
    }
}
