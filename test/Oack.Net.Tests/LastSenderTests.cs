using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Oack.Net.Platform;
using Oack.Protocol;

namespace Oack.Net.Tests;

public sealed class LastSenderTests
{
    private static readonly IncomingDatagram s_incoming =
        new(ChannelId.Transfer(7, 3), PeerEndpoint.FromIPv4(0x0A000001, 4711), default, IsBroadcast: false);

    [Fact]
    public void NoSender_IsTheLastOne_Before_OneWasNoted()
    {
        LastSender none = default;

        Assert.False(none.IsStill(IPv4(0x0A000001, 4711), isIPv6: false));
        Assert.False(none.IsStill(IPv6(1, 4711, scope: 0), isIPv6: true));
    }

    [Theory]
    [InlineData(0x0A000001, 4711, true)]
    [InlineData(0x0A000001, 4712, false)]
    [InlineData(0x0A000002, 4711, false)]
    public void AnIPv4Sender_IsKnown_By_AddressAndPort(uint address, ushort port, bool isStill)
    {
        LastSender sender = new(IPv4(0x0A000001, 4711), isIPv6: false, s_incoming);

        Assert.Equal(isStill, sender.IsStill(IPv4(address, port), isIPv6: false));
        Assert.Equal(s_incoming, sender.Incoming);
    }

    [Theory]
    [InlineData(0, 4711, 2, true)]
    [InlineData(0, 4712, 2, false)]
    [InlineData(0, 4711, 3, false)]
    [InlineData(8, 4711, 2, false)]
    [InlineData(15, 4711, 2, false)]
    [InlineData(16, 4711, 2, false)]
    [InlineData(23, 4711, 2, false)]
    public void AnIPv6Sender_IsKnown_By_AddressPortAndScope(int changedByte, ushort port, uint scope, bool isStill)
    {
        LastSender sender = new(IPv6(1, 4711, scope: 2), isIPv6: true, s_incoming);
        byte[] name = IPv6(1, port, scope);
        name[changedByte] ^= (byte)(changedByte == 0 ? 0 : 0x80);

        Assert.Equal(isStill, sender.IsStill(name, isIPv6: true));
    }

    /// <summary>What lies behind a short name is left over from others.</summary>
    [Fact]
    public void AnIPv4Sender_IsKnown_Whatever_StandsBehindItsName()
    {
        LastSender sender = new(IPv4(0x0A000001, 4711), isIPv6: false, s_incoming);
        byte[] name = IPv4(0x0A000001, 4711);
        name.AsSpan(8).Fill(0xEE);

        Assert.True(sender.IsStill(name, isIPv6: false));
    }

    private static byte[] IPv4(uint address, ushort port)
    {
        byte[] name = new byte[SockAddr.IPv6Bytes];
        SockAddr.Write(name, linuxFamily: 2, PeerEndpoint.FromIPv4(address, port));
        return name;
    }

    private static byte[] IPv6(byte lastByte, ushort port, uint scope)
    {
        byte[] name = new byte[SockAddr.IPv6Bytes];
        MemoryMarshal.Write(name, (ushort)10);
        BinaryPrimitives.WriteUInt16BigEndian(name.AsSpan(2), port);
        name[8] = 0xFE;
        name[23] = lastByte;
        MemoryMarshal.Write(name.AsSpan(24), scope);
        return name;
    }
}
