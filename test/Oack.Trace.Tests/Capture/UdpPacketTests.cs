using System.Net;
using Oack.Protocol;
using Oack.Trace.Capture;
using Oack.Trace.Tests.Frames;

namespace Oack.Trace.Tests.Capture;

/// <summary>Packets made from datagrams are found again, and their checksums hold.</summary>
public sealed class UdpPacketTests
{
    [Theory]
    [InlineData("10.0.0.5", "10.0.0.1", 0)]
    [InlineData("10.0.0.5", "10.0.0.1", 17)]
    [InlineData("255.255.255.255", "10.0.0.1", 65_507)]
    [InlineData("fd00::5", "fd00::1", 512)]
    [InlineData("fd00::5", "fd00::1", 65_527)]
    [InlineData("::ffff:10.0.0.5", "fd00::1", 3)]
    public void Packet_CarriesItsDatagram(string from, string to, int payloadBytes)
    {
        PeerEndpoint source = PeerEndpoint.From(IPAddress.Parse(from), 40_001);
        PeerEndpoint target = PeerEndpoint.From(IPAddress.Parse(to), 69);
        byte[] payload = PacketBytes.Numbered(payloadBytes);
        byte[] packet = new byte[UdpPacket.MaxBytes];

        Assert.True(UdpPacket.TryWrite(packet, source, target, payload, out int written));

        Assert.Equal(UdpPacket.Measure(source, target, payloadBytes), written);
        packet = packet[..written];
        (Protocol.Observe.ObservedDatagram datagram, byte[] read) = new DecoderHost().Add(packet).Single();
        Assert.Equal((source, target), (datagram.From, datagram.To));
        Assert.Equal(payload, read);
        AssertChecksums(packet);
    }

    [Fact]
    public void Checksum_IsThatOfAPacketFromTheWire()
    {
        // A request that curl sent to dnsmasq (test/Oack.Trace.Tests/Captures): only the identification differs.
        byte[] frame = SampleFrame("fifty-at-once.pcap");
        byte[] packet = new byte[frame.Length];
        (Protocol.Observe.ObservedDatagram datagram, byte[] payload) = new DecoderHost().Add(frame).Single();

        Assert.True(UdpPacket.TryWrite(packet, datagram.From, datagram.To, payload, out int written));

        Assert.Equal(frame.Length, written);
        AssertChecksums(packet);
    }

    [Theory]
    [InlineData("10.0.0.5", 65_508)]
    [InlineData("fd00::5", 65_528)]
    public void Payload_IsRefused_WhenItIsTooLongForOnePacket(string address, int payloadBytes)
    {
        PeerEndpoint end = PeerEndpoint.From(IPAddress.Parse(address), 1);

        Assert.False(UdpPacket.TryWrite(new byte[70_000], end, end, new byte[payloadBytes], out int written));
        Assert.Equal(0, written);
        Assert.Equal(payloadBytes - 1, UdpPacket.MaxPayloadBytes(end, end));
    }

    [Fact]
    public void Packet_IsRefused_WhenTheTargetIsTooShort()
    {
        PeerEndpoint end = PeerEndpoint.FromIPv4(1, 1);

        Assert.False(UdpPacket.TryWrite(new byte[29], end, end, new byte[2], out _));
    }

    private static byte[] SampleFrame(string name)
    {
        using CaptureReader reader = CaptureReader.Open(new MemoryStream(SampleCaptures.Read(name)));
        byte[]? found = ReadFrame.All(reader).Select(frame => frame.Bytes[14..]).FirstOrDefault(packet => packet[0] == 0x45 && packet[9] == 17);
        Assert.NotNull(found);
        return found;
    }

    // Over all that a checksum covers, itself included, the sum of 16-bit words is all ones (RFC 1071).
    private static void AssertChecksums(byte[] packet)
    {
        bool isV4 = packet[0] >> 4 == 4;
        int header = isV4 ? 20 : 40;
        byte[] addresses = isV4 ? packet[12..20] : packet[8..40];
        byte[] udp = packet[header..];
        if (isV4)
        {
            Assert.Equal(0xFFFF, Sum(packet[..header]));
        }

        Assert.Equal(0xFFFF, Sum([.. addresses, 0, 17, .. PacketBytes.U16((ushort)udp.Length), .. udp]));
    }

    private static int Sum(byte[] bytes)
    {
        int sum = 0;
        for (int index = 0; index < bytes.Length; index++)
        {
            sum += index % 2 == 0 ? bytes[index] << 8 : bytes[index];
            sum = (sum & 0xFFFF) + (sum >> 16);
        }

        return sum;
    }
}
