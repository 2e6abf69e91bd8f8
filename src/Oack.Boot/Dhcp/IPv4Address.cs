using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Oack.Protocol;

namespace Oack.Boot.Dhcp;

/// <summary>An IPv4 address as a plain value: DHCP knows no other.</summary>
/// <param name="Value">Its bits, for example 0x7F000001 for 127.0.0.1.</param>
public readonly record struct IPv4Address(uint Value) : IComparable<IPv4Address>
{
    /// <summary>How many bytes it has.</summary>
    public const int Bytes = 4;

    private const int MaskBits = 32;

    /// <summary>0.0.0.0: none.</summary>
    public static IPv4Address Any { get; }

    /// <summary>255.255.255.255: all on this link.</summary>
    public static IPv4Address Broadcast { get; } = new(uint.MaxValue);

    /// <summary>Whether it is one, and not 0.0.0.0.</summary>
    public bool IsSet => Value != 0;

    /// <summary>Whether it is a group: 224.0.0.0/4.</summary>
    public bool IsMulticast => Value >> 28 == 0xE;

    /// <summary>Whether it is a mask: ones, then zeros.</summary>
    public bool IsMask => (~Value & (~Value + 1)) == 0;

    /// <summary>The address in the first four bytes.</summary>
    public static IPv4Address From(ReadOnlySpan<byte> bytes) => new(BinaryPrimitives.ReadUInt32BigEndian(bytes));

    /// <summary>The framework's form as a value.</summary>
    /// <exception cref="ArgumentException">It is no IPv4 address.</exception>
    public static IPv4Address From(IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        PeerEndpoint value = PeerEndpoint.From(address, 0);
        return value.IsIPv4 ? new(value.IPv4Address) : throw new ArgumentException("Not an IPv4 address.", nameof(address));
    }

    /// <summary>The mask with so many ones.</summary>
    public static IPv4Address Mask(int prefixBits) =>
        new(prefixBits <= 0 ? 0 : uint.MaxValue << (MaskBits - Math.Min(prefixBits, MaskBits)));

    /// <summary>Reads <c>192.0.2.1</c>; all four numbers are wanted.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out IPv4Address address)
    {
        address = default;
        if (text is null || text.Count(letter => letter == '.') != Bytes - 1 || !IPAddress.TryParse(text, out IPAddress? parsed)
            || parsed.AddressFamily != AddressFamily.InterNetwork)
        {
            return false;
        }

        address = From(parsed);
        return true;
    }

    /// <summary>Whether both are in the same subnet.</summary>
    public bool IsInSubnetOf(IPv4Address other, IPv4Address mask) => ((Value ^ other.Value) & mask.Value) == 0;

    /// <summary>Writes it into the first four bytes.</summary>
    public void Write(Span<byte> target) => BinaryPrimitives.WriteUInt32BigEndian(target, Value);

    /// <summary>The address with a port.</summary>
    public PeerEndpoint WithPort(ushort port) => PeerEndpoint.FromIPv4(Value, port);

    /// <summary>The framework's form; allocates.</summary>
    public IPAddress ToIPAddress() => WithPort(0).ToIPAddress();

    /// <summary>By number.</summary>
    public int CompareTo(IPv4Address other) => Value.CompareTo(other.Value);

    /// <summary>Whether <paramref name="left"/> is the lower number.</summary>
    public static bool operator <(IPv4Address left, IPv4Address right) => left.Value < right.Value;

    /// <summary>Whether <paramref name="left"/> is the higher number.</summary>
    public static bool operator >(IPv4Address left, IPv4Address right) => left.Value > right.Value;

    /// <summary>Whether <paramref name="left"/> is the lower number or the same.</summary>
    public static bool operator <=(IPv4Address left, IPv4Address right) => left.Value <= right.Value;

    /// <summary>Whether <paramref name="left"/> is the higher number or the same.</summary>
    public static bool operator >=(IPv4Address left, IPv4Address right) => left.Value >= right.Value;

    /// <summary>For example <c>192.0.2.1</c>.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{Value >> 24}.{(byte)(Value >> 16)}.{(byte)(Value >> 8)}.{(byte)Value}");
}
