using Oack.Protocol.Observe;

namespace Oack.Trace.Tests.Frames;

/// <summary>UDP datagrams that came in one packet.</summary>
public sealed class DatagramTests
{
    private static readonly byte[] s_payload = PacketBytes.Numbered(100);
    private static readonly byte[] s_datagram = PacketBytes.Datagram(1024, 69, s_payload);

    [Fact]
    public void Datagram_IsFoundBehindOptionsOfIPv4()
    {
        DecoderHost host = new DecoderHost().Add(PacketBytes.IPv4(PacketBytes.Udp, s_datagram, options: new byte[40]));

        (ObservedDatagram datagram, byte[] payload) = host.Single();
        Assert.Equal(s_payload, payload);
        Assert.Equal((100, DatagramDamage.None, 77, 0, 1L), (datagram.PayloadBytes, datagram.Damage, datagram.IpId, datagram.FragmentBytes, datagram.Frame));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(43)]
    [InlineData(60)]
    public void Datagram_IsFoundBehindExtensionsOfIPv6(byte extension)
    {
        byte[] chain = [extension, 1, .. new byte[14], PacketBytes.Udp, 0, .. new byte[6], .. s_datagram];
        DecoderHost host = new DecoderHost().Add(PacketBytes.IPv6(60, chain));

        Assert.Equal(s_payload, host.Single().Payload);
    }

    [Fact]
    public void Datagram_IsFoundBehindAnAuthenticationHeader_InEitherFamily()
    {
        byte[] authenticated = [PacketBytes.Udp, 4, .. new byte[22], .. s_datagram];
        DecoderHost host = new DecoderHost().Add(PacketBytes.IPv4(51, authenticated)).Add(PacketBytes.IPv6(51, authenticated));

        Assert.Equal(2, host.Datagrams.Count);
        Assert.All(host.Datagrams, found => Assert.Equal(s_payload, found.Payload));
    }

    [Fact]
    public void Extensions_WithoutEndAreNotWalked()
    {
        byte[] chain = [.. Enumerable.Repeat<byte[]>([60, 0, 0, 0, 0, 0, 0, 0], 2000).SelectMany(header => header)];

        Assert.Equal(1, new DecoderHost().Add(PacketBytes.IPv6(60, chain)).Counters.SkippedMalformed);
    }

    [Fact]
    public void Datagram_IsReportedAsCut_WhenTheCaptureKeptItsBeginning()
    {
        byte[] packet = PacketBytes.IPv4(PacketBytes.Udp, s_datagram);
        DecoderHost host = new DecoderHost().Add(packet[..60], original: packet.Length);

        (ObservedDatagram datagram, byte[] payload) = host.Single();
        Assert.Equal((100, DatagramDamage.CutByCapture), (datagram.PayloadBytes, datagram.Damage));
        Assert.Equal(s_payload[..32], payload);
    }

    [Fact]
    public void Datagram_IsWhole_WhenTheCaptureCutItsPaddingOnly()
    {
        byte[] packet = PacketBytes.IPv4(PacketBytes.Udp, s_datagram);
        DecoderHost host = new DecoderHost().Add(packet, original: packet.Length + 20);

        Assert.Equal(DatagramDamage.None, host.Single().Datagram.Damage);
    }

    [Fact]
    public void Datagram_EndsWhereItsOwnLengthSays_WhenThePacketIsLonger()
    {
        byte[] packet = PacketBytes.IPv4(PacketBytes.Udp, PacketBytes.Datagram(1024, 69, s_payload, length: 50));

        Assert.Equal(s_payload[..42], new DecoderHost().Add(packet).Single().Payload);
    }

    [Theory]
    [InlineData(109)]
    [InlineData(7)]
    [InlineData(65_535)]
    public void Datagram_IsPassedOver_WhenItsLengthCannotBe(int length)
    {
        byte[] packet = PacketBytes.IPv4(PacketBytes.Udp, PacketBytes.Datagram(1024, 69, s_payload, length));
        DecoderHost host = new DecoderHost().Add(packet);

        Assert.Empty(host.Datagrams);
        Assert.Equal(1, host.Counters.SkippedMalformed);
    }

    [Fact]
    public void Length_IsThatOfTheFrame_WhenThePacketLeavesItToTheNetworkCard()
    {
        byte[] packet = PacketBytes.IPv4(PacketBytes.Udp, s_datagram, total: 0);

        Assert.Equal(s_payload, new DecoderHost().Add(packet).Single().Payload);
    }

    [Theory]
    [InlineData(0x46)]
    [InlineData(0x44)]
    [InlineData(0x65)]
    public void Packet_IsPassedOver_WhenItsHeaderCannotBe(byte first)
    {
        byte[] packet = PacketBytes.IPv4(PacketBytes.Udp, []);
        packet[0] = first;

        Assert.Equal(1, new DecoderHost().Add(packet, Trace.Capture.LinkType.IPv4).Counters.SkippedMalformed);
    }
}
