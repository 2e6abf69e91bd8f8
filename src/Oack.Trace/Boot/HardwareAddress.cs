using System.Globalization;

namespace Oack.Trace.Boot;

/// <summary>The address of an Ethernet interface (MAC), as a plain value.</summary>
/// <param name="Value">Its 48 bits; 0 where none is known.</param>
public readonly record struct HardwareAddress(ulong Value)
{
    /// <summary>How many bytes it has.</summary>
    public const int Bytes = 6;

    /// <summary>Whether it is one.</summary>
    public bool IsSet => Value != 0;

    /// <summary>The address in six bytes.</summary>
    public static HardwareAddress From(ReadOnlySpan<byte> bytes)
    {
        ulong value = 0;
        foreach (byte part in bytes[..Bytes])
        {
            value = (value << 8) | part;
        }

        return new HardwareAddress(value);
    }

    /// <summary>For example <c>52:54:00:12:34:56</c>.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Part(5):x2}:{Part(4):x2}:{Part(3):x2}:{Part(2):x2}:{Part(1):x2}:{Part(0):x2}");

    private byte Part(int fromLowest) => (byte)(Value >> (8 * fromLowest));
}
