using System.Globalization;

namespace Oack.Cli.Output;

/// <summary>Sizes, rates and times as people read them (powers of 1,000), and sizes as people write them (powers of 1,024).</summary>
internal static class Units
{
    private const double Kilo = 1000;

    /// <summary>From here on one decimal would round up to 1000.0.</summary>
    private const double RoundsUp = 999.95;

    private static readonly string[] s_names = ["B", "kB", "MB", "GB", "TB", "PB", "EB"];

    /// <summary>For example <c>512 B</c>, <c>1.5 MB</c>.</summary>
    public static string Bytes(double bytes)
    {
        int unit = 0;
        while (bytes >= (unit == 0 ? Kilo : RoundsUp) && unit < s_names.Length - 1)
        {
            bytes /= Kilo;
            unit++;
        }

        return bytes.ToString(unit == 0 ? "0" : "0.0", CultureInfo.InvariantCulture) + " " + s_names[unit];
    }

    /// <summary>For example <c>12.3 MB/s</c>.</summary>
    public static string Rate(double bytesPerSecond) => Bytes(bytesPerSecond) + "/s";

    /// <summary>For example <c>0.3 ms</c>, <c>45 ms</c>, <c>2.51 s</c>, <c>3 min 04 s</c>.</summary>
    public static string Time(TimeSpan time) => time.TotalMilliseconds switch
    {
        < 10 => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:0.0} ms"),
        < 1_000 => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:0} ms"),
        < 60_000 => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.00} s"),
        < 3_600_000 => string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalMinutes} min {time.Seconds:00} s"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalHours} h {time.Minutes:00} min"),
    };

    /// <summary>A count with its noun: <c>1 block</c>, <c>1,016 blocks</c>.</summary>
    public static string Count(long count, string noun) =>
        string.Create(CultureInfo.InvariantCulture, $"{count:N0} {noun}{(count == 1 ? "" : "s")}");

    /// <summary>Reads <c>4096</c>, <c>64K</c>, <c>1.5M</c>, <c>2GiB</c>: bytes, or powers of 1,024 of them.</summary>
    public static bool TryParseBytes(string text, out long bytes)
    {
        bytes = 0;
        ReadOnlySpan<char> number = text.AsSpan().Trim();
        if (number.EndsWith("iB", StringComparison.OrdinalIgnoreCase))
        {
            number = number[..^2];
        }
        else if (number.EndsWith("B", StringComparison.OrdinalIgnoreCase))
        {
            number = number[..^1];
        }

        double factor = 1;
        if (!number.IsEmpty)
        {
            int power = "KMGTPE".IndexOf(char.ToUpperInvariant(number[^1]), StringComparison.Ordinal);
            if (power >= 0)
            {
                factor = Math.Pow(1024, power + 1);
                number = number[..^1].TrimEnd();
            }
        }

        if (!decimal.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal value)
            || (double)value * factor >= long.MaxValue)
        {
            return false;
        }

        bytes = (long)((double)value * factor);
        return true;
    }
}
