using System.Buffers.Binary;
using System.Net;

namespace Oack.Protocol;

/// <summary>
/// An address and a port as a plain value: the transfer identifier (TID) of RFC 1350 §4 with the host it belongs to.
/// IPv4 addresses are held in their IPv6-mapped form, so one comparison serves both families.
/// </summary>
/// <param name="Address">The 128 address bits in network order; IPv4 as ::ffff:a.b.c.d.</param>
/// <param name="Port">The UDP port; 0 where none is known or wanted.</param>
/// <param name="ScopeId">The interface index of a link-local IPv6 address, else 0.</param>
public readonly record struct PeerEndpoint(UInt128 Address, ushort Port, uint ScopeId = 0)
{
    private const ulong MappedPrefix = 0x0000_FFFF_0000_0000;

    /// <summary>Whether the address is an IPv4 address.</summary>
    public bool IsIPv4 => (Address >> 32) == (MappedPrefix >> 32);

    /// <summary>Whether no address is set (:: or 0.0.0.0).</summary>
    public bool IsAny => Address == UInt128.Zero || Address == MappedPrefix;

    /// <summary>The endpoint of an IPv4 address given in host order, for example 0x7F000001 for 127.0.0.1.</summary>
    public static PeerEndpoint FromIPv4(uint address, ushort port) => new(MappedPrefix | address, port);

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

        UInt128 value = BinaryPrimitives.ReadUInt128BigEndian(bytes);
        uint scope = (value >> 32) == (MappedPrefix >> 32) ? 0 : (uint)address.ScopeId;
        return new(value, checked((ushort)port), scope);
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
        BinaryPrimitives.WriteUInt128BigEndian(bytes, Address);
        return IsIPv4 ? new IPAddress(bytes[12..]) : new IPAddress(bytes, ScopeId);
    }

    /// <summary>The framework's form; allocates.</summary>
    public IPEndPoint ToIPEndPoint() => new(ToIPAddress(), Port);

    /// <summary>The same address with another port.</summary>
    public PeerEndpoint WithPort(ushort port) => this with { Port = port };

    /// <summary>Whether both have the same address, whatever their ports.</summary>
    public bool HasAddressOf(PeerEndpoint other) => Address == other.Address && ScopeId == other.ScopeId;

    /// <inheritdoc/>
    public override string ToString() => ToIPEndPoint().ToString();
}
