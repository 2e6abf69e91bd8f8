using System.Globalization;
using Oack.Protocol;

namespace Oack.Trace.Report;

/// <summary>Counts, times and places as people read them.</summary>
internal static class Amounts
{
    /// <summary>For example <c>994,464</c>.</summary>
    internal static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>A count with its noun: <c>1 block</c>, <c>1,016 blocks</c>, <c>no blocks</c>.</summary>
    internal static string Count(long count, string noun) =>
        $"{(count == 0 ? "no" : Number(count))} {noun}{(count == 1 ? "" : "s")}";

    /// <summary>For example <c>0.03 ms</c>, <c>4.1 ms</c>, <c>45 ms</c>, <c>2.51 s</c>, <c>3 min 04 s</c>.</summary>
    internal static string Time(TimeSpan time) => time.TotalMilliseconds switch
    {
        < 0.995 => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:0.00} ms"),
        < 9.95 => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:0.0} ms"),
        < 999.5 => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:0} ms"),
        < 59_995 => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.00} s"),
        < 3_600_000 => string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalMinutes} min {time.Seconds:00} s"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{(long)time.TotalHours} h {time.Minutes:00} min"),
    };

    /// <summary>A capture's time as a date and time of day; captures count from the Unix epoch.</summary>
    internal static DateTime Utc(Instant time)
    {
        long most = DateTime.MaxValue.Ticks - DateTime.UnixEpoch.Ticks;
        return DateTime.UnixEpoch.AddTicks(Math.Clamp(time.Ticks, -DateTime.UnixEpoch.Ticks, most));
    }

    /// <summary>For example <c>2026-01-01T00:00:00.000000Z</c>.</summary>
    internal static string Iso(Instant time) => Utc(time).ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);

    /// <summary>For example <c>08:15:02.123</c>.</summary>
    internal static string TimeOfDay(Instant time) => Utc(time).ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture);

    /// <summary>For example <c>2026-01-01</c>.</summary>
    internal static string Date(Instant time) => Utc(time).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
