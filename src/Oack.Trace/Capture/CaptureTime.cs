using Oack.Protocol;

namespace Oack.Trace.Capture;

/// <summary>
/// How an interface counts time: units of a power of ten or of two below the second, from an offset. What lies outside
/// the years 1 to 9999 is moved to their edge, so that whoever shows a time need not fear it.
/// </summary>
internal readonly struct CaptureTime
{
    private const ulong TicksPerSecond = TimeSpan.TicksPerSecond;
    private const int DecimalDigitsOfTick = 7;
    private const int MaxDecimalDigits = 19;
    private const int BitsOfWord = 64;
    private const byte PowerOfTwoFlag = 0x80;

    private static readonly long s_earliest = DateTime.MinValue.Ticks - DateTime.UnixEpoch.Ticks;
    private static readonly long s_latest = DateTime.MaxValue.Ticks - DateTime.UnixEpoch.Ticks;

    private readonly ulong _multiplier;
    private readonly ulong _divisor;
    private readonly int _shift;
    private readonly long _offsetTicks;

    /// <summary>By the value of the option if_tsresol, and of if_tsoffset in seconds.</summary>
    public CaptureTime(byte resolution, long offsetSeconds = 0)
    {
        _multiplier = _divisor = 1;
        _offsetTicks = Clamp(Math.Clamp(offsetSeconds, s_earliest / TimeSpan.TicksPerSecond, s_latest / TimeSpan.TicksPerSecond) * TimeSpan.TicksPerSecond);
        if ((resolution & PowerOfTwoFlag) != 0)
        {
            _shift = resolution & ~PowerOfTwoFlag;
            _multiplier = 0;
        }
        else if (resolution <= DecimalDigitsOfTick)
        {
            _multiplier = PowerOfTen(DecimalDigitsOfTick - resolution);
        }
        else
        {
            // Beyond 10^-26 no count of 64 bits reaches a tick.
            int digits = resolution - DecimalDigitsOfTick;
            _divisor = digits <= MaxDecimalDigits ? PowerOfTen(digits) : 0;
        }
    }

    /// <summary>Seconds and a count of units of ten or a hundred a tick, as pcap files give them.</summary>
    public static Instant FromParts(uint seconds, uint fraction, bool isNanoseconds) => new(
        (seconds * TimeSpan.TicksPerSecond)
        + (isNanoseconds ? fraction / TimeSpan.NanosecondsPerTick : fraction * TimeSpan.TicksPerMicrosecond));

    /// <summary>The point that a count of units is.</summary>
    public Instant ToInstant(ulong units)
    {
        ulong ticks;
        if (_multiplier == 0)
        {
            ticks = Scale(units, _shift);
        }
        else if (_multiplier > 1)
        {
            ulong high = Math.BigMul(units, _multiplier, out ticks);
            ticks = high == 0 ? ticks : ulong.MaxValue;
        }
        else
        {
            ticks = _divisor == 0 ? 0 : units / _divisor;
        }

        long whole = ticks > (ulong)s_latest ? s_latest : (long)ticks;
        return new Instant(Clamp(whole + _offsetTicks));
    }

    // units * TicksPerSecond / 2^shift, without losing what is above 64 bits on the way.
    private static ulong Scale(ulong units, int shift)
    {
        ulong high = Math.BigMul(units, TicksPerSecond, out ulong low);
        if (shift == 0)
        {
            return high == 0 ? low : ulong.MaxValue;
        }

        if (shift >= BitsOfWord)
        {
            return high >> (shift - BitsOfWord);
        }

        return high >> shift != 0 ? ulong.MaxValue : (high << (BitsOfWord - shift)) | (low >> shift);
    }

    private static long Clamp(long ticks) => Math.Clamp(ticks, s_earliest, s_latest);

    private static ulong PowerOfTen(int digits)
    {
        ulong power = 1;
        for (int digit = 0; digit < digits; digit++)
        {
            power *= 10;
        }

        return power;
    }
}
