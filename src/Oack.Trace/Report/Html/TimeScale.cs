using System.Globalization;

namespace Oack.Trace.Report.Html;

/// <summary>
/// Times as positions from left to right. Where pauses take most of the time they are drawn shorter than they were, so
/// that what lies between them can be seen.
/// </summary>
internal sealed class TimeScale
{
    /// <summary>Beyond this share of the whole, pauses are shortened, and to this share.</summary>
    private const double MostPauses = 0.4;

    private const double LeastTickDistance = 64;

    private readonly List<(double Time, double X)> _points = [];
    private readonly double _width;

    /// <summary>Makes a scale.</summary>
    /// <param name="seconds">The whole time, more than 0.</param>
    /// <param name="pauses">The pauses in it, in order, none touching another.</param>
    /// <param name="left">Where it begins.</param>
    /// <param name="width">How wide it is.</param>
    internal TimeScale(double seconds, IReadOnlyList<(double Start, double End)> pauses, double left, double width)
    {
        _width = width;
        double paused = pauses.Sum(pause => pause.End - pause.Start);
        double moving = seconds - paused;
        IsBroken = paused > seconds * MostPauses && moving > 0;
        double pauseScale = IsBroken ? width * MostPauses / paused : width / seconds;
        double movingScale = IsBroken ? width * (1 - MostPauses) / moving : width / seconds;
        double x = left;
        double at = 0;
        _points.Add((0, left));
        foreach ((double start, double end) in pauses)
        {
            x += (start - at) * movingScale;
            _points.Add((start, x));
            x += (end - start) * pauseScale;
            _points.Add((end, x));
            at = end;
        }

        _points.Add((seconds, left + width));
    }

    /// <summary>Whether pauses are drawn shorter than they were.</summary>
    internal bool IsBroken { get; }

    /// <summary>The position of a time.</summary>
    internal double this[double seconds]
    {
        get
        {
            int low = 0;
            int high = _points.Count - 1;
            while (high - low > 1)
            {
                int middle = (low + high) / 2;
                (low, high) = _points[middle].Time <= seconds ? (middle, high) : (low, middle);
            }

            (double time0, double x0) = _points[low];
            (double time1, double x1) = _points[high];
            return time1 <= time0 ? x1 : x0 + ((Math.Clamp(seconds, time0, time1) - time0) / (time1 - time0) * (x1 - x0));
        }
    }

    /// <summary>Where the axis says what time it is.</summary>
    internal IEnumerable<(double X, string Text)> Ticks()
    {
        double all = _points[^1].Time;
        if (!IsBroken)
        {
            double step = NiceStep(all, (int)(_width / LeastTickDistance / 1.5));
            for (int i = 0; i * step <= all * 1.0001; i++)
            {
                yield return (this[i * step], Text(i * step, step));
            }

            yield break;
        }

        double last = double.NegativeInfinity;
        foreach ((double time, double x) in _points)
        {
            if (x - last >= LeastTickDistance)
            {
                yield return (x, Text(time, all / 100));
                last = x;
            }
        }
    }

    /// <summary>A step of 1, 2 or 5 times a power of ten, so that about so many fit.</summary>
    internal static double NiceStep(double range, int count)
    {
        double raw = range / Math.Max(1, count);
        double power = Math.Pow(10, Math.Floor(Math.Log10(raw)));
        double factor = raw / power;
        return power * (factor <= 1 ? 1 : factor <= 2 ? 2 : factor <= 5 ? 5 : 10);
    }

    private static string Text(double seconds, double step)
    {
        (double scale, string unit) = step >= 0.01 ? (1, "s") : step >= 0.000_01 ? (1e3, "ms") : (1e6, "µs");
        int digits = Math.Clamp((int)Math.Ceiling(-Math.Log10(step * scale) - 0.001), 0, 3);
        return (seconds * scale).ToString("F" + digits.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture) + " " + unit;
    }
}
