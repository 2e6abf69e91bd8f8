using System.Text;

namespace Oack.Protocol.Options;

/// <summary>
/// The names of the known options, as they stand on the wire. Names are compared without case (RFC 2347).
/// </summary>
public static class OptionNames
{
    /// <summary>The longest of the names, in letters: <c>windowsize</c> and <c>msftwindow</c>.</summary>
    public const int MaxBytes = 10;

    private const byte CaseBit = 0x20;

    /// <summary>The name of an option in lower case, without NUL; empty for a value outside the enumeration.</summary>
    public static ReadOnlySpan<byte> Get(OptionKind kind) => kind switch
    {
        OptionKind.BlockSize => "blksize"u8,
        OptionKind.BlockSize2 => "blksize2"u8,
        OptionKind.TransferSize => "tsize"u8,
        OptionKind.Timeout => "timeout"u8,
        OptionKind.MicrosecondTimeout => "utimeout"u8,
        OptionKind.WindowSize => "windowsize"u8,
        OptionKind.Rollover => "rollover"u8,
        OptionKind.MicrosoftWindow => "msftwindow"u8,
        OptionKind.Multicast => "multicast"u8,
        _ => [],
    };

    /// <summary>Which option a name means, in whatever case; false for a name that Oack does not know.</summary>
    /// <param name="name">The name without NUL.</param>
    /// <param name="kind">The option.</param>
    /// <param name="upperCaseMask">
    /// Bit i is set when letter i is upper case; see <see cref="OptionEntry.UpperCaseMask"/>.
    /// </param>
    public static bool TryFind(ReadOnlySpan<byte> name, out OptionKind kind, out ushort upperCaseMask)
    {
        upperCaseMask = 0;
        kind = OptionKind.BlockSize;
        if (name.Length > MaxBytes)
        {
            return false;
        }

        for (; (int)kind < OptionList.Capacity; kind++)
        {
            if (Ascii.EqualsIgnoreCase(name, Get(kind)))
            {
                upperCaseMask = MaskOf(name);
                return true;
            }
        }

        kind = OptionKind.BlockSize;
        return false;
    }

    /// <summary>Writes a name in the case that the mask tells, without NUL.</summary>
    /// <param name="target">Where it goes.</param>
    /// <param name="kind">The option.</param>
    /// <param name="upperCaseMask">
    /// Bit i makes letter i upper case; bits of digits and past the end are ignored.
    /// </param>
    /// <returns>The bytes written; 0 when the name does not fit.</returns>
    public static int Write(Span<byte> target, OptionKind kind, ushort upperCaseMask)
    {
        ReadOnlySpan<byte> name = Get(kind);
        if (!name.TryCopyTo(target))
        {
            return 0;
        }

        for (int i = 0; i < name.Length; i++)
        {
            if ((upperCaseMask & (1 << i)) != 0 && char.IsAsciiLetter((char)name[i]))
            {
                target[i] = (byte)(name[i] & ~CaseBit);
            }
        }

        return name.Length;
    }

    private static ushort MaskOf(ReadOnlySpan<byte> name)
    {
        int mask = 0;
        for (int i = 0; i < name.Length; i++)
        {
            if (char.IsAsciiLetterUpper((char)name[i]))
            {
                mask |= 1 << i;
            }
        }

        return (ushort)mask;
    }
}
