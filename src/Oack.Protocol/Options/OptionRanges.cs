using Oack.Protocol.Multicast;

namespace Oack.Protocol.Options;

/// <summary>
/// The legal values of each option, and how a value is read: ASCII digits and nothing else (RFC 2347: options and
/// values are ASCII strings; RFC 2348, 2349 and 7440 give decimal numbers).
/// </summary>
public static class OptionRanges
{
    /// <summary>The smallest utimeout, 10,000 µs (tftp-hpa).</summary>
    public const long MinMicrosecondTimeout = 10_000;

    /// <summary>The largest utimeout, 255,000,000 µs (tftp-hpa).</summary>
    public const long MaxMicrosecondTimeout = 255_000_000;

    /// <summary>The largest timeout, 255 s (RFC 2349).</summary>
    public const long MaxTimeoutSeconds = 255;

    /// <summary>The value of msftwindow by which a client asks (Windows boot manager).</summary>
    public const long MicrosoftWindowAsked = 31_416;

    /// <summary>The value of msftwindow by which a server grants (Windows Deployment Services).</summary>
    public const long MicrosoftWindowGranted = 27_182;

    /// <summary>
    /// Reads a decimal number of at least one ASCII digit. A number past <see cref="long.MaxValue"/> is read as
    /// <see cref="long.MaxValue"/>, so that a peer who asks too much is told less rather than nothing.
    /// </summary>
    public static bool TryReadNumber(ReadOnlySpan<byte> text, out long number)
    {
        const int Radix = 10;
        number = 0;
        foreach (byte letter in text)
        {
            int digit = letter - '0';
            if ((uint)digit >= Radix)
            {
                number = 0;
                return false;
            }

            number = number > (long.MaxValue - digit) / Radix ? long.MaxValue : (number * Radix) + digit;
        }

        return text.Length > 0;
    }

    /// <summary>
    /// Whether a client may ask for this value. A blksize past 65,464 may be asked for: the answer is smaller anyway,
    /// and clients that ask for 65,535 exist. Every other value outside its range is as good as no option.
    /// </summary>
    public static bool MayBeAsked(OptionKind kind, long value) => kind switch
    {
        OptionKind.BlockSize or OptionKind.BlockSize2 => value >= TransferParameters.MinBlockSize,
        OptionKind.MicrosoftWindow => value == MicrosoftWindowAsked,
        OptionKind.Multicast => value == 0,
        _ => IsInRange(kind, value),
    };

    /// <summary>Whether a server may answer with this value, whatever was asked.</summary>
    public static bool MayBeGranted(OptionKind kind, long value) => kind switch
    {
        OptionKind.BlockSize => value is >= TransferParameters.MinBlockSize and <= TransferParameters.MaxBlockSize,
        OptionKind.BlockSize2 => value is >= TransferParameters.MinBlockSize and <= TransferParameters.MaxBlockSize
            && long.IsPow2(value),
        OptionKind.MicrosoftWindow => value == MicrosoftWindowGranted,

        // This is what a number past the range of a long was read as: no size, and nothing to echo.
        OptionKind.TransferSize => value is >= 0 and < long.MaxValue,
        _ => IsInRange(kind, value),
    };

    /// <summary>
    /// Reads the value of an option as it stands in a packet: a number, but for multicast, whose value is empty in a
    /// request and <see cref="MulticastOption"/> in an OACK.
    /// </summary>
    internal static bool TryReadValue(OptionKind kind, ReadOnlySpan<byte> text, bool isAnswer, out long value)
    {
        if (kind != OptionKind.Multicast)
        {
            return TryReadNumber(text, out value);
        }

        value = 0;
        if (!isAnswer)
        {
            return text.IsEmpty;
        }

        bool isSound = MulticastOption.TryParse(text, out MulticastOption option);
        value = option.IsMaster ? 1 : 0;
        return isSound;
    }

    private static bool IsInRange(OptionKind kind, long value) => kind switch
    {
        OptionKind.TransferSize => value >= 0,
        OptionKind.Timeout => value is >= 1 and <= MaxTimeoutSeconds,
        OptionKind.MicrosecondTimeout => value is >= MinMicrosecondTimeout and <= MaxMicrosecondTimeout,
        OptionKind.WindowSize => value is >= 1 and <= TransferParameters.MaxWindowBlocks,
        OptionKind.Rollover or OptionKind.Multicast => value is 0 or 1,
        _ => false,
    };
}
