using Oack.Boot.Serving;
using Oack.Boot.Tests.Support;
using Oack.Protocol;

namespace Oack.Boot.Tests.Serving;

/// <summary>UDP over IPv4 as bytes.</summary>
public sealed class UdpFrameTests
{
    [Fact]
    public void Sums_AreThoseOfRfc1071_When_APacketIsWritten()
    {
        byte[] frame = new byte[100];
        int length = UdpFrame.Write(frame, Place.Peer("192.0.2.1", 67), Place.Peer("192.0.2.2", 68), 0x1234, "abc"u8);

        Assert.Equal(31, length);
        Assert.Equal(0xFFFF, SumOf(frame[..20]));

        // The pseudo header: addresses, 0, protocol, length (RFC 768).
        Assert.Equal(0xFFFF, SumOf([.. frame[12..20], 0, 17, 0, 11, .. frame[20..31], 0]));
    }

    [Fact]
    public void Packet_IsReadAsItWasWritten()
    {
        byte[] frame = new byte[400];
        byte[] data = [.. Enumerable.Range(0, 300).Select(number => (byte)number)];
        int length = UdpFrame.Write(frame, Place.Peer("192.0.2.1", 67), Place.Peer("255.255.255.255", 68), 1, data);

        Assert.True(UdpFrame.TryParse(frame.AsSpan(0, length), out PeerEndpoint from, out PeerEndpoint to, out ReadOnlySpan<byte> read));
        Assert.Equal(("192.0.2.1:67", "255.255.255.255:68"), (from.ToString(), to.ToString()));
        Assert.True(read.SequenceEqual(data));

        // What Ethernet fills up with is no data.
        Assert.True(UdpFrame.TryParse(frame, out _, out _, out read));
        Assert.Equal(300, read.Length);
    }

    [Fact]
    public void Packet_IsRefused_When_ItIsCut()
    {
        byte[] frame = new byte[128];
        int length = UdpFrame.Write(frame, Place.Peer("192.0.2.1", 67), Place.Peer("192.0.2.2", 68), 1, new byte[100]);

        for (int cut = 0; cut < length; cut++)
        {
            Assert.False(UdpFrame.TryParse(frame.AsSpan(0, cut), out _, out _, out _));
        }
    }

    [Fact]
    public void AnyBytes_AreReadOrRefused() => Hostile.ForAll(Hostile.Messages, bytes =>
    {
        byte[] packet = [0x45, .. bytes];
        return !UdpFrame.TryParse(packet, out _, out _, out ReadOnlySpan<byte> data) || data.Length <= packet.Length - 28;
    });

    private static int SumOf(byte[] bytes)
    {
        int sum = 0;
        for (int index = 0; index < bytes.Length; index += 2)
        {
            sum += (bytes[index] << 8) | bytes[index + 1];
        }

        return (sum & 0xFFFF) + (sum >> 16);
    }
}
