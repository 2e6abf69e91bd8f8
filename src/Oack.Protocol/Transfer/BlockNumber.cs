namespace Oack.Protocol.Transfer;

/// <summary>
/// Block numbers: counted as <see cref="long"/> inside, 16 bits on the wire. The only place that knows what follows
/// 65,535 (0, or 1 for peers that skip the number of the request's acknowledgment).
/// </summary>
public static class BlockNumber
{
    /// <summary>The largest number on the wire.</summary>
    public const int MaxOnWire = ushort.MaxValue;

    /// <summary>Says that a number on the wire stands for no block that could come.</summary>
    public const long None = -1;

    /// <summary>How many blocks it takes until a number comes again: 65,536, or 65,535 when 0 is skipped.</summary>
    public static int Period(ushort rolloverTo) => MaxOnWire + 1 - rolloverTo;

    /// <summary>The number on the wire of a block.</summary>
    /// <param name="block">The block, from 1; 0 is the acknowledgment of a request or an OACK.</param>
    /// <param name="rolloverTo">What follows 65,535: 0 or 1.</param>
    public static ushort ToWire(long block, ushort rolloverTo) =>
        block <= MaxOnWire || rolloverTo == 0
            ? (ushort)block
            : (ushort)(((block - 1) % Period(rolloverTo)) + 1);

    /// <summary>The first block at or after <paramref name="atLeast"/> that has this number on the wire.</summary>
    /// <returns>The block, or <see cref="None"/>: 0 comes only once when it is skipped at rollover.</returns>
    public static long FromWire(ushort wire, long atLeast, ushort rolloverTo)
    {
        if (rolloverTo != 0 && wire == 0)
        {
            return atLeast <= 0 ? 0 : None;
        }

        int period = Period(rolloverTo);
        int ahead = wire - ToWire(atLeast, rolloverTo);
        if (ahead < 0)
        {
            ahead += period;
        }

        return atLeast + ahead;
    }

    /// <summary>How many blocks a file of this size takes: the last one is shorter than the others, and may be empty.</summary>
    public static long CountFor(long contentBytes, int blockSize) => (contentBytes / blockSize) + 1;
}
