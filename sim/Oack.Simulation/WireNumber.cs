namespace Oack.Simulation;

/// <summary>
/// Block numbers as a checker counts them: 64 bits inside, 16 on the wire. Written apart from the protocol library, so
/// that a mistake in one shows against the other.
/// </summary>
public static class WireNumber
{
    private const int Numbers = 65_536;

    /// <summary>The number on the wire of block <paramref name="block"/>, when <paramref name="rolloverTo"/> follows 65,535.</summary>
    public static ushort Of(long block, int rolloverTo) =>
        block < Numbers ? (ushort)block : (ushort)(rolloverTo + ((block - Numbers) % (Numbers - rolloverTo)));

    /// <summary>The block nearest to <paramref name="near"/> that has the number on the wire; never below 0.</summary>
    public static long Nearest(ushort number, long near, int rolloverTo)
    {
        int cycle = Numbers - rolloverTo;
        long difference = (number - (long)Of(near, rolloverTo)) % cycle;
        if (difference > cycle / 2)
        {
            difference -= cycle;
        }
        else if (difference < -(cycle / 2))
        {
            difference += cycle;
        }

        long block = near + difference;
        if (block < 0)
        {
            block += cycle;
        }

        return block;
    }
}
