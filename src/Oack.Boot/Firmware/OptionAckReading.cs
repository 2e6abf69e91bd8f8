using System.Globalization;
using System.Text;
using Oack.Protocol.Options;
using Oack.Protocol.Wire;
using static System.FormattableString;

namespace Oack.Boot.Firmware;

/// <summary>
/// An OACK as programs read it, which is not how a library reads it: what is wrong with it is named and kept, since one
/// program stumbles where another passes over. Reading cannot fail, whatever the bytes.
/// </summary>
public sealed class OptionAckReading
{
    /// <summary>The most options that are looked at: 64.</summary>
    public const int MaxOptions = 64;

    private static readonly string[] s_knownNames =
        ["blksize", "blksize2", "tsize", "timeout", "utimeout", "windowsize", "rollover", "multicast", "msftwindow"];

    private readonly List<KeyValuePair<string, string>> _options = [];
    private readonly List<OptionAckFault> _faults = [];

    private OptionAckReading()
    {
    }

    /// <summary>The options in the packet's order, as on the wire.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Options => _options;

    /// <summary>What some program minds about it.</summary>
    public IReadOnlyList<OptionAckFault> Faults => _faults;

    /// <summary>The kinds of <see cref="Faults"/> together.</summary>
    public OptionAckFaults Kinds { get; private set; }

    /// <summary>Reads an OACK.</summary>
    /// <param name="datagram">The whole datagram; anything.</param>
    /// <param name="request">What it answers.</param>
    public static OptionAckReading Read(ReadOnlySpan<byte> datagram, FirmwareRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        OptionAckReading reading = new();
        reading.ReadPairs(datagram[Math.Min(sizeof(ushort), datagram.Length)..]);
        foreach ((string name, string value) in reading._options)
        {
            reading.Check(name, value, request);
        }

        if (request.Find("tsize") is not null && reading.Find("tsize", matchesCase: false) is null)
        {
            reading.Add(OptionAckFaults.SizeMissing, "the size was asked for and is not told");
        }

        return reading;
    }

    /// <summary>What it means that DATA came where an OACK could have.</summary>
    /// <param name="request">What was asked.</param>
    public static OptionAckReading OfPlainAnswer(FirmwareRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        OptionAckReading reading = new();
        if (request.Options.Count > 0)
        {
            reading.Add(OptionAckFaults.OptionsIgnored, "the server answers with DATA instead of an OACK: no option holds");
        }

        return reading;
    }

    /// <summary>The value of an option, or null.</summary>
    /// <param name="name">Its name in lower case.</param>
    /// <param name="matchesCase">Whether other letters are another name.</param>
    public string? Find(string name, bool matchesCase)
    {
        StringComparison comparison = matchesCase ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase;
        foreach ((string key, string value) in _options)
        {
            if (string.Equals(key, name, comparison))
            {
                return value;
            }
        }

        return null;
    }

    /// <summary>The value of an option as a number of at least 0, or null.</summary>
    /// <param name="name">Its name in lower case.</param>
    /// <param name="matchesCase">Whether other letters are another name.</param>
    public long? FindNumber(string name, bool matchesCase) =>
        long.TryParse(Find(name, matchesCase), NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : null;

    private void ReadPairs(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty && _options.Count < MaxOptions)
        {
            // NULs that fill the packet up: all programs pass over them.
            if (bytes.IndexOfAnyExcept((byte)0) < 0)
            {
                return;
            }

            string name = TakeString(ref bytes, out bool isNameWhole);
            if (!isNameWhole || bytes.IsEmpty)
            {
                Add(
                    isNameWhole ? OptionAckFaults.WithoutValue : OptionAckFaults.Unterminated,
                    Invariant($"the option \"{PacketText.Escape(name)}\" at its end has no {(isNameWhole ? "value" : "NUL")}"));
                return;
            }

            string value = TakeString(ref bytes, out bool isValueWhole);
            _options.Add(new(name, value));
            if (!isValueWhole)
            {
                Add(OptionAckFaults.Unterminated, Invariant($"the value of \"{PacketText.Escape(name)}\" at its end has no NUL"));
            }
        }
    }

    private static string TakeString(ref ReadOnlySpan<byte> bytes, out bool isWhole)
    {
        int length = bytes.IndexOf((byte)0);
        isWhole = length >= 0;
        string text = Encoding.Latin1.GetString(isWhole ? bytes[..length] : bytes);
        bytes = isWhole ? bytes[(length + 1)..] : [];
        return text;
    }

    private void Check(string name, string value, FirmwareRequest request)
    {
        string shown = Invariant($"{PacketText.Escape(name)}={PacketText.Escape(value)}");
        string lower = name.ToLowerInvariant();
        if (request.Find(name) is not { } asked)
        {
            (OptionAckFaults kind, string what) = lower == "timeout" ? (OptionAckFaults.UnrequestedTimeout, "was not asked for")
                : s_knownNames.Contains(lower) ? (OptionAckFaults.UnrequestedOption, "was not asked for")
                : (OptionAckFaults.UnknownOption, "was not asked for, and TFTP has no such option");
            Add(kind, Invariant($"{shown} {what}"));
        }
        else
        {
            if (!request.Options.Any(option => option.Key == name))
            {
                Add(OptionAckFaults.NameCase, Invariant($"{shown} was asked for as {lower}"));
            }

            CheckValue(lower, value, asked, shown);
        }

        if (!IsLegal(lower, value))
        {
            Add(OptionAckFaults.IllegalValue, Invariant($"{shown} is no value that the option may have"));
        }
    }

    private void CheckValue(string lower, string value, string asked, string shown)
    {
        if (!long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out long granted)
            || !long.TryParse(asked, NumberStyles.None, CultureInfo.InvariantCulture, out long wanted))
        {
            return;
        }

        OptionAckFaults fault = lower switch
        {
            "blksize" or "blksize2" when granted > wanted => OptionAckFaults.LargerBlockSize,
            "windowsize" when granted > wanted => OptionAckFaults.LargerWindow,
            "timeout" or "utimeout" when granted != wanted => OptionAckFaults.OtherTimeout,
            _ => OptionAckFaults.None,
        };
        if (fault != OptionAckFaults.None)
        {
            Add(fault, Invariant($"{shown} where {wanted} was asked for"));
        }
    }

    private static bool IsLegal(string lower, string value)
    {
        bool isNumber = OptionRanges.TryReadNumber(Encoding.Latin1.GetBytes(value), out long number);
        return lower switch
        {
            "blksize" => isNumber && OptionRanges.MayBeGranted(OptionKind.BlockSize, number),
            "windowsize" => isNumber && OptionRanges.MayBeGranted(OptionKind.WindowSize, number),
            "timeout" => isNumber && OptionRanges.MayBeGranted(OptionKind.Timeout, number),
            "tsize" => isNumber && OptionRanges.MayBeGranted(OptionKind.TransferSize, number),
            _ => true,
        };
    }

    private void Add(OptionAckFaults kind, string text)
    {
        Kinds |= kind;
        _faults.Add(new OptionAckFault(kind, text));
    }
}
