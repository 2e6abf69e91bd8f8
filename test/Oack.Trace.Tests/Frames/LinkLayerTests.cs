using Oack.Trace.Capture;

namespace Oack.Trace.Tests.Frames;

/// <summary>Each link type leads to the datagram that it carries.</summary>
public sealed class LinkLayerTests
{
    private static readonly byte[] s_payload = [0, 4, 0, 1];
    private static readonly byte[] s_v4 = PacketBytes.IPv4(PacketBytes.Udp, PacketBytes.Datagram(1024, 69, s_payload));
    private static readonly byte[] s_v6 = PacketBytes.IPv6(PacketBytes.Udp, PacketBytes.Datagram(1024, 69, s_payload));

    public static TheoryData<LinkType, string, bool> Headers => new()
    {
        { LinkType.Ethernet, "0202020202020202020202020800", false },
        { LinkType.Ethernet, "02020202020202020202020286dd", true },
        { LinkType.Ethernet, "020202020202020202020202810000050800", false },
        { LinkType.Ethernet, "02020202020202020202020288a80064810000050800", false },
        { LinkType.Ethernet, "0202020202020202020202029100006481000005810000060800", false },
        { LinkType.Ethernet, "0202020202020202020202020024aaaa030000000800", false },
        { LinkType.Raw, "", false },
        { LinkType.Raw, "", true },
        { LinkType.RawBsd, "", false },
        { LinkType.RawOpenBsd, "", true },
        { LinkType.IPv4, "", false },
        { LinkType.IPv6, "", true },
        { LinkType.Null, "02000000", false },
        { LinkType.Null, "00000002", false },
        { LinkType.Null, "18000000", true },
        { LinkType.Null, "0000001c", true },
        { LinkType.Null, "1e000000", true },
        { LinkType.Loop, "00000002", false },
        { LinkType.Loop, "0000001e", true },
        { LinkType.LinuxCooked, "00000001000602020202020200000800", false },
        { LinkType.LinuxCooked, "000000010006020202020202000086dd", true },
        { LinkType.LinuxCooked, "00000001000602020202020200008100000a0800", false },
        { LinkType.LinuxCooked2, "0800000000000003000100060202020202020000", false },
        { LinkType.LinuxCooked2, "86dd000000000003000100060202020202020000", true },
    };

    [Theory]
    [MemberData(nameof(Headers))]
    public void Datagram_IsFoundBehindItsHeader(LinkType linkType, string header, bool isV6)
    {
        DecoderHost host = new DecoderHost().Add([.. Convert.FromHexString(header), .. isV6 ? s_v6 : s_v4], linkType);

        (Protocol.Observe.ObservedDatagram datagram, byte[] payload) = host.Single();
        Assert.Equal(isV6 ? "[fd00::5]:1024" : "10.0.0.5:1024", datagram.From.ToString());
        Assert.Equal(isV6 ? "[fd00::1]:69" : "10.0.0.1:69", datagram.To.ToString());
        Assert.Equal(isV6 ? -1 : 77, datagram.IpId);
        Assert.Equal(s_payload, payload);
        Assert.Equal(0, host.Counters.Skipped);
    }

    [Fact]
    public void Padding_OfEthernetIsNoPayload()
    {
        DecoderHost host = new DecoderHost().Add(PacketBytes.Ethernet(0x0800, [.. s_v4, .. new byte[14]]), LinkType.Ethernet);

        Assert.Equal(s_payload, host.Single().Payload);
    }

    [Theory]
    [MemberData(nameof(Headers))]
    public void Frame_IsPassedOver_WhereverItEnds(LinkType linkType, string header, bool isV6)
    {
        byte[] whole = [.. Convert.FromHexString(header), .. isV6 ? s_v6 : s_v4];
        for (int length = 0; length < whole.Length - s_payload.Length; length++)
        {
            DecoderHost host = new DecoderHost().Add(whole[..length], linkType, whole.Length).Finish();

            Assert.Empty(host.Datagrams);
            Assert.Equal(1, host.Counters.Skipped);
            Assert.Equal(1, host.Counters.CutFrames);
        }
    }

    [Fact]
    public void Frame_IsCountedByKind_WhenItIsPassedOver()
    {
        DecoderHost host = new DecoderHost()
            .Add(s_v4, (LinkType)105)
            .Add(s_v4, (LinkType)147)
            .Add(PacketBytes.Ethernet(0x88CC, new byte[50]), LinkType.Ethernet)
            .Add(PacketBytes.Ethernet(0x0026, new byte[50]), LinkType.Ethernet)
            .Add(PacketBytes.IPv4(6, new byte[20]))
            .Add(PacketBytes.IPv6(59, []))
            .Add([0x45, 0]);

        Assert.Empty(host.Datagrams);
        Assert.Equal((2, 2, 2, 1), (host.Counters.SkippedLinkTypes, host.Counters.SkippedNetworks, host.Counters.SkippedTransports, host.Counters.SkippedMalformed));
        Assert.Equal((LinkType)105, host.Counters.UnknownLinkType);
    }

    [Fact]
    public void Tags_WithoutEndAreNotWalked()
    {
        byte[] tags = [.. Enumerable.Repeat<byte[]>([0x81, 0, 0, 5], 300).SelectMany(tag => tag)];
        DecoderHost host = new DecoderHost().Add(PacketBytes.Ethernet(0x0800, s_v4, tags), LinkType.Ethernet);

        Assert.Equal(1, host.Counters.SkippedNetworks);
    }
}
