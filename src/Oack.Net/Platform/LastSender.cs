using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace Oack.Net.Platform;

/// <summary>
/// Where a transfer's last datagram came from: as the system wrote it, and as the shard is told. A transfer hears of its
/// one peer again and again, so the second is made once.
/// </summary>
internal struct LastSender
{
    // sockaddr_in: family, port and address. sockaddr_in6: family, port and flow; then the address, and the scope.
    private ulong _head;
    private ulong _addressHigh;
    private ulong _addressLow;
    private uint _scope;
    private IncomingDatagram _incoming;

    /// <summary>Notes a sender.</summary>
    /// <param name="name">What the system wrote, 28 bytes.</param>
    /// <param name="isIPv6">Of which family it is.</param>
    /// <param name="incoming">What the shard is told.</param>
    public LastSender(ReadOnlySpan<byte> name, bool isIPv6, in IncomingDatagram incoming)
    {
        _head = MemoryMarshal.Read<ulong>(name);
        if (isIPv6)
        {
            (_addressHigh, _addressLow, _scope) = Rest(name);
        }

        _incoming = incoming;
    }

    /// <summary>The only sender that a socket hears, whose name nobody asks for.</summary>
    public static LastSender Only(in IncomingDatagram incoming) => new() { _incoming = incoming };

    /// <summary>Whether the system wrote the same again; never before one was noted, for no sender has port 0 and no family.</summary>
    public readonly bool IsStill(ReadOnlySpan<byte> name, bool isIPv6) =>
        MemoryMarshal.Read<ulong>(name) == _head && (!isIPv6 || Rest(name) == (_addressHigh, _addressLow, _scope));

    /// <summary>What the shard is told.</summary>
    [UnscopedRef]
    public readonly ref readonly IncomingDatagram Incoming => ref _incoming;

    private static (ulong AddressHigh, ulong AddressLow, uint Scope) Rest(ReadOnlySpan<byte> name) =>
        (MemoryMarshal.Read<ulong>(name[8..]), MemoryMarshal.Read<ulong>(name[16..]), MemoryMarshal.Read<uint>(name[24..]));
}
