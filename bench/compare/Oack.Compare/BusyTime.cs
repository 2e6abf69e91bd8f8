using System.Globalization;

namespace Oack.Compare;

/// <summary>How long all processors together were there, and how long they worked, in the kernel's ticks (/proc/stat).</summary>
internal readonly record struct BusyTime(long Busy, long Total)
{
    private const double TicksPerSecond = 100;
    private const int Idle = 3;
    private const int IoWait = 4;
    private const int Steal = 7;

    /// <summary>The sums since the machine started. Time that the host of a virtual machine withheld is busy too.</summary>
    internal static BusyTime Read()
    {
        long[] ticks =
        [
            .. File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries)[1..(Steal + 2)]
                .Select(number => long.Parse(number, CultureInfo.InvariantCulture)),
        ];
        long total = ticks.Sum();
        return new BusyTime(total - ticks[Idle] - ticks[IoWait], total);
    }

    /// <summary>The share that is left when this much of it was one's own.</summary>
    internal double OthersPercent(double ownSeconds) =>
        Total == 0 ? 0 : Math.Max(0, 100 * (Busy - (ownSeconds * TicksPerSecond)) / Total);

    public static BusyTime operator -(BusyTime later, BusyTime earlier) => new(later.Busy - earlier.Busy, later.Total - earlier.Total);
}
