using System.Buffers.Binary;
using System.Net;

namespace Oack.Protocol;

/// <summary>
/// An address and a port as a plain value: the transfer identifier (TID) of RFC 1350 §4 with the host it belongs to.
/// IPv4 addresses are held in their IPv6-mapped form, so one comparison serves both families.
/// </summary>
/// <remarks>
/// The address is two words rather than one <see cref="UInt128"/>: code that touches one is not compiled ahead of time,
/// and this value is in everything that a server does.
/// </remarks>
/// <param name="AddressHigh">The upper 64 address bits; 0 for IPv4.</param>
/// <param name="AddressLow">The lower 64 address bits; for IPv4 0000:ffff and the address.</param>
/// <param name="Port">The UDP port; 0 where none is known or wanted.</param>
/// <param name="ScopeId">The interface index of a link-local IPv6 address, else 0.</param>
public readonly record struct PeerEndpoint(ulong AddressHigh, ulong AddressLow, ushort Port, uint ScopeId = 0)
{
    /// <summary>How many bytes an IPv6 address has.</summary>
    public const int IPv6AddressBytes = 16;

    private const ulong MappedPrefix = 0x0000_FFFF_0000_0000;
    private const ulong LinkLocalPrefix = 0xFE80_0000_0000_0000;
    private const ulong LinkLocalMask = 0xFFC0_0000_0000_0000;

    /// <summary>Whether the address is an IPv4 address.</summary>
    public bool IsIPv4 => AddressHigh == 0 && (AddressLow & 0xFFFF_FFFF_0000_0000) == MappedPrefix;

    /// <summary>Whether no address is set (:: or 0.0.0.0).</summary>
    public bool IsAny => AddressHigh == 0 && (AddressLow is 0 or MappedPrefix);

    /// <summary>Whether it is an IPv6 address of one link only (fe80::/10), which is useless without its scope.</summary>
    public bool IsLinkLocal => (AddressHigh & LinkLocalMask) == LinkLocalPrefix;

    /// <summary>The bits of an IPv4 address, for example 0x7F000001 for 127.0.0.1; of another address the lowest 32.</summary>
    public uint IPv4Address => (uint)AddressLow;

    /// <summary>The endpoint of an IPv4 address given in host order, for example 0x7F000001 for 127.0.0.1.</summary>
    public static PeerEndpoint FromIPv4(uint address, ushort port) => new(0, MappedPrefix | address, port);

    /// <summary>The endpoint of the 16 bytes of an IPv6 address in network order.</summary>
    public static PeerEndpoint FromIPv6(ReadOnlySpan<byte> address, ushort port, uint scopeId = 0) => new(
        BinaryPrimitives.ReadUInt64BigEndian(address), BinaryPrimitives.ReadUInt64BigEndian(address[sizeof(ulong)..]), port, scopeId);

    /// <summary>Writes the address as the 16 bytes of an IPv6 address; IPv4 as ::ffff:a.b.c.d.</summary>
    public void WriteIPv6(Span<byte> target)
    {
        BinaryPrimitives.WriteUInt64BigEndian(target, AddressHigh);
        BinaryPrimitives.WriteUInt64BigEndian(target[sizeof(ulong)..], AddressLow);
    }

    /// <summary>The endpoint as a value; an IPv6-mapped IPv4 address becomes the IPv4 address.</summary>
    public static PeerEndpoint From(IPAddress address, int port)
    {
        ArgumentNullException.ThrowIfNull(address);
        Span<byte> bytes = stackalloc byte[16];
        if (!address.TryWriteBytes(bytes, out int written))
        {
            throw new ArgumentException("Not an IPv4 or IPv6 address.", nameof(address));
        }

        if (written == 4)
        {
            return FromIPv4(BinaryPrimitives.ReadUInt32BigEndian(bytes), checked((ushort)port));
        }

        PeerEndpoint value = FromIPv6(bytes, checked((ushort)port));
        return value.IsIPv4 ? value : value with { ScopeId = (uint)address.ScopeId };
    }

    /// <summary>The endpoint as a value.</summary>
    public static PeerEndpoint From(IPEndPoint endPoint)
    {
        ArgumentNullException.ThrowIfNull(endPoint);
        return From(endPoint.Address, endPoint.Port);
    }

    /// <summary>The address alone; allocates. IPv4 addresses come in their own form.</summary>
    public IPAddress ToIPAddress()
    {
        Span<byte> bytes = stackalloc byte[16];
        WriteIPv6(bytes);
        return IsIPv4 ? new IPAddress(bytes[12..]) : new IPAddress(bytes, ScopeId);
    }

    /// <summary>The framework's form; allocates.</summary>
    public IPEndPoint ToIPEndPoint() => new(ToIPAddress(), Port);

    /// <summary>The same address with another port.</summary>
    public PeerEndpoint WithPort(ushort port) => this with { Port = port };

    /// <summary>Whether both have the same address, whatever their ports.</summary>
    public bool HasAddressOf(PeerEndpoint other) =>
        AddressLow == other.AddressLow && AddressHigh == other.AddressHigh && ScopeId == other.ScopeId;

    /// <summary>Whether address and port are the same.</summary>
    public bool Equals(PeerEndpoint other) => Port == other.Port && HasAddressOf(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(AddressHigh, AddressLow, ((ulong)ScopeId << 16) | Port);

    /// <inheritdoc/>
    public override string ToString() => ToIPEndPoint().ToString();
}
