namespace Oack.Trace.Tests.Frames;

/// <summary>ICMP errors that quote a datagram.</summary>
public sealed class UnreachableTests
{
    private static readonly byte[] s_quoted = PacketBytes.IPv4(PacketBytes.Udp, PacketBytes.Datagram(1024, 69, new byte[300]));
    private static readonly byte[] s_quotedV6 = PacketBytes.IPv6(PacketBytes.Udp, PacketBytes.Datagram(1024, 69, new byte[300]));

    [Theory]
    [InlineData(3, true)]
    [InlineData(0, false)]
    [InlineData(1, false)]
    [InlineData(9, false)]
    [InlineData(10, false)]
    [InlineData(13, false)]
    public void Unreachable_TellsWhoWasNotReached(byte code, bool isPort)
    {
        // No more than the eight bytes that RFC 792 asks for.
        DecoderHost host = new DecoderHost().Add(PacketBytes.IPv4(PacketBytes.Icmp, [3, code, .. new byte[6], .. s_quoted[..28]]));

        (Protocol.PeerEndpoint from, Protocol.PeerEndpoint to, bool port) = Assert.Single(host.Unreachables);
        Assert.Equal(("10.0.0.5:1024", "10.0.0.1:69", isPort), (from.ToString(), to.ToString(), port));
        Assert.Equal((1, 1), (host.Counters.IcmpMessages, host.Counters.UnreachableMessages));
    }

    [Theory]
    [InlineData(4, true)]
    [InlineData(0, false)]
    [InlineData(1, false)]
    [InlineData(3, false)]
    public void Unreachable_TellsWhoWasNotReached_OverIPv6(byte code, bool isPort)
    {
        DecoderHost host = new DecoderHost().Add(PacketBytes.IPv6(PacketBytes.IcmpV6, [1, code, .. new byte[6], .. s_quotedV6]));

        (Protocol.PeerEndpoint from, Protocol.PeerEndpoint to, bool port) = Assert.Single(host.Unreachables);
        Assert.Equal(("[fd00::5]:1024", "[fd00::1]:69", isPort), (from.ToString(), to.ToString(), port));
    }

    [Fact]
    public void Unreachable_IsUnderstood_WhenItQuotesTheFirstFragment()
    {
        byte[] first = PacketBytes.IPv4(PacketBytes.Udp, PacketBytes.Datagram(1024, 69, new byte[64], 9000), more: true);
        byte[] firstV6 = PacketBytes.IPv6(44, [.. PacketBytes.FragmentHeader(PacketBytes.Udp, 1, 0, true), .. PacketBytes.Datagram(1024, 69, new byte[64])]);
        byte[] second = PacketBytes.IPv4(PacketBytes.Udp, new byte[64], offset: 1480);
        DecoderHost host = new DecoderHost()
            .Add(PacketBytes.IPv4(PacketBytes.Icmp, [3, 3, .. new byte[6], .. first]))
            .Add(PacketBytes.IPv6(PacketBytes.IcmpV6, [1, 4, .. new byte[6], .. firstV6]))
            .Add(PacketBytes.IPv4(PacketBytes.Icmp, [3, 3, .. new byte[6], .. second]));

        Assert.Equal(2, host.Unreachables.Count);
        Assert.All(host.Unreachables, found => Assert.Equal(69, found.To.Port));
    }

    [Fact]
    public void TooBig_IsCountedOnly()
    {
        DecoderHost host = new DecoderHost()
            .Add(PacketBytes.IPv4(PacketBytes.Icmp, [3, 4, 0, 0, 0, 0, 5, 120, .. s_quoted]))
            .Add(PacketBytes.IPv6(PacketBytes.IcmpV6, [2, 0, 0, 0, 0, 0, 5, 120, .. s_quotedV6]));

        Assert.Empty(host.Unreachables);
        Assert.Equal((2, 0), (host.Counters.TooBigMessages, host.Counters.UnreachableMessages));
    }

    [Fact]
    public void OtherMessages_AreCountedOnly()
    {
        byte[] quotedTcp = PacketBytes.IPv4(6, new byte[20]);
        DecoderHost host = new DecoderHost()
            .Add(PacketBytes.IPv4(PacketBytes.Icmp, [8, 0, .. new byte[60]]))
            .Add(PacketBytes.IPv4(PacketBytes.Icmp, [3, 3, .. new byte[6], .. quotedTcp]))
            .Add(PacketBytes.IPv4(PacketBytes.Icmp, [3, 3, .. new byte[6], .. s_quoted[..23]]))
            .Add(PacketBytes.IPv4(PacketBytes.Icmp, [3]))
            .Add(PacketBytes.IPv6(PacketBytes.IcmpV6, [135, 0, .. new byte[30]]));

        Assert.Empty(host.Unreachables);
        Assert.Equal((5, 0), (host.Counters.IcmpMessages, host.Counters.Skipped));
    }
}
