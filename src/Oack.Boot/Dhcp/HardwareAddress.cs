using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace Oack.Boot.Dhcp;

/// <summary>The address of a client's interface, as a plain value: the fields htype, hlen and chaddr (RFC 2131 §2).</summary>
/// <param name="Type">What kind of hardware (RFC 1700, "Hardware Type"): 1 is Ethernet.</param>
/// <param name="Length">How many bytes the address has, 0 to 16.</param>
/// <param name="High">Its first eight bytes; what is beyond its length is zero.</param>
/// <param name="Low">Its last eight bytes.</param>
public readonly record struct HardwareAddress(byte Type, byte Length, ulong High, ulong Low)
{
    /// <summary>The longest address.</summary>
    public const int MaxBytes = 16;

    /// <summary>How many bytes an address of Ethernet has.</summary>
    public const int EthernetBytes = 6;

    /// <summary>The type of Ethernet.</summary>
    public const byte EthernetType = 1;

    /// <summary>Whether there is one that is not all zero.</summary>
    public bool IsSet => Length > 0 && (High | Low) != 0;

    /// <summary>The address in these bytes.</summary>
    /// <exception cref="ArgumentOutOfRangeException">More than 16.</exception>
    public static HardwareAddress From(byte type, ReadOnlySpan<byte> bytes)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bytes.Length, MaxBytes, nameof(bytes));
        Span<byte> all = stackalloc byte[MaxBytes];
        all.Clear();
        bytes.CopyTo(all);
        return new HardwareAddress(
            type, (byte)bytes.Length, BinaryPrimitives.ReadUInt64BigEndian(all), BinaryPrimitives.ReadUInt64BigEndian(all[sizeof(ulong)..]));
    }

    /// <summary>An address of Ethernet.</summary>
    public static HardwareAddress Ethernet(ReadOnlySpan<byte> bytes) => From(EthernetType, bytes[..EthernetBytes]);

    /// <summary>Reads an address of Ethernet: <c>52:54:00:12:34:56</c>, with colons or dashes.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out HardwareAddress address)
    {
        address = default;
        string[] parts = text?.Split(':', '-') ?? [];
        Span<byte> bytes = stackalloc byte[EthernetBytes];
        if (parts.Length != EthernetBytes)
        {
            return false;
        }

        for (int index = 0; index < parts.Length; index++)
        {
            if (parts[index].Length is 0 or > 2
                || !byte.TryParse(parts[index], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out bytes[index]))
            {
                return false;
            }
        }

        address = Ethernet(bytes);
        return true;
    }

    /// <summary>Writes all 16 bytes of the field.</summary>
    public void Write(Span<byte> target)
    {
        BinaryPrimitives.WriteUInt64BigEndian(target, High);
        BinaryPrimitives.WriteUInt64BigEndian(target[sizeof(ulong)..], Low);
    }

    /// <summary>For example <c>52:54:00:12:34:56</c>; empty without an address.</summary>
    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[MaxBytes];
        Write(bytes);
        StringBuilder text = new(MaxBytes * 3);
        foreach (byte part in bytes[..Math.Min(Length, (byte)MaxBytes)])
        {
            text.Append(text.Length > 0 ? ":" : "").Append(part.ToString("x2", CultureInfo.InvariantCulture));
        }

        return text.ToString();
    }
}
