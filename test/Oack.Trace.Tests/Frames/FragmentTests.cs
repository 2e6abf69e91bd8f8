using Oack.Protocol.Observe;
using Oack.Tests.Common;
using Oack.Trace.Frames;

namespace Oack.Trace.Tests.Frames;

/// <summary>Datagrams that came in fragments.</summary>
public sealed class FragmentTests
{
    private const int FragmentBytes = 1480;

    private static readonly byte[] s_payload = PacketBytes.Numbered(8196);
    private static readonly byte[] s_datagram = PacketBytes.Datagram(40_001, 1024, s_payload);

    public static TheoryData<bool, int[]> Orders => new()
    {
        { false, [0, 1, 2, 3, 4, 5] },
        { true, [0, 1, 2, 3, 4, 5] },
        { false, [5, 4, 3, 2, 1, 0] },
        { true, [5, 4, 3, 2, 1, 0] },
        { false, [2, 5, 0, 3, 1, 4] },
        { true, [1, 3, 5, 0, 2, 4] },
        { false, [0, 0, 1, 2, 2, 2, 3, 1, 4, 5] },
        { true, [5, 5, 4, 3, 2, 1, 5, 0] },
    };

    [Theory]
    [MemberData(nameof(Orders))]
    public void Datagram_IsPutTogether_InAnyOrder(bool isV6, int[] order)
    {
        List<byte[]> fragments = Fragments(isV6);
        DecoderHost host = new DecoderHost().AddAll(order.Select(index => fragments[index]));

        (ObservedDatagram datagram, byte[] payload) = host.Single();
        Assert.Equal(s_payload, payload);
        Assert.Equal((8196, DatagramDamage.None, order.Length), (datagram.PayloadBytes, datagram.Damage, datagram.Frame));
        Assert.Equal(isV6 ? 1480 + 48 : 1500, datagram.FragmentBytes);
        Assert.Equal(isV6 ? -1 : 77, datagram.IpId);
        Assert.Equal((order.Length, 1, 0), (host.Counters.Fragments, host.Counters.ReassembledDatagrams, host.Counters.IncompleteDatagrams));
    }

    [Fact]
    public void Datagrams_AreKeptApart_ByWhatTheirFragmentsHaveInCommon()
    {
        List<byte[]> one = PacketBytes.FragmentsV4(s_datagram, FragmentBytes, id: 1);
        List<byte[]> two = PacketBytes.FragmentsV4(PacketBytes.Datagram(1, 2, new byte[8196]), FragmentBytes, id: 2);
        DecoderHost host = new DecoderHost().AddAll(one.Zip(two).SelectMany(pair => (byte[][])[pair.First, pair.Second]));

        Assert.Equal([1, 2], host.Datagrams.Select(found => found.Datagram.IpId));
        Assert.Equal(s_payload, host.Datagrams[0].Payload);
        Assert.All(host.Datagrams[1].Payload, value => Assert.Equal(0, value));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Datagram_IsReportedFromItsFirstFragment_WhenTheOthersNeverCome(bool isV6)
    {
        DecoderHost host = new DecoderHost().Add(Fragments(isV6)[0], atSeconds: 5).HandleTimeout(34);
        Assert.Empty(host.Datagrams);

        (ObservedDatagram datagram, byte[] payload) = host.HandleTimeout(36).Single();
        Assert.Equal((8196, DatagramDamage.FragmentsMissing, 1L), (datagram.PayloadBytes, datagram.Damage, datagram.Frame));
        Assert.Equal(50_000_000, datagram.Time.Ticks);
        Assert.Equal("1024", datagram.To.Port.ToString(System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal(isV6 ? -1 : 77, datagram.IpId);
        Assert.Equal(isV6 ? 1480 + 48 : 1500, datagram.FragmentBytes);
        Assert.Equal(s_payload[..(FragmentBytes - 8)], payload);
        Assert.Equal(1, host.Counters.IncompleteDatagrams);
    }

    [Fact]
    public void Datagram_IsReportedAtTheEnd_WhenNoTimeIsLeft()
    {
        DecoderHost host = new DecoderHost().AddAll(Fragments(false).Where((_, index) => index != 3)).Finish();

        (ObservedDatagram datagram, byte[] payload) = host.Single();
        Assert.Equal(DatagramDamage.FragmentsMissing, datagram.Damage);
        Assert.Equal(s_payload[..((3 * FragmentBytes) - 8)], payload);
    }

    [Fact]
    public void Datagram_IsNotReported_WhenItsFirstFragmentIsMissing()
    {
        DecoderHost host = new DecoderHost().AddAll(Fragments(false).Skip(1)).Finish();

        Assert.Empty(host.Datagrams);
        Assert.Equal(1, host.Counters.IncompleteDatagrams);
    }

    [Fact]
    public void Datagram_IsReportedBeforeWhatFollows_WhenItsHostsGoOnToTalk()
    {
        byte[] answer = PacketBytes.IPv4(
            PacketBytes.Udp, PacketBytes.Datagram(1024, 40_001, [0, 4, 0, 1]), from: PacketBytes.Server, to: PacketBytes.Client);
        DecoderHost host = new DecoderHost()
            .Add(Fragments(false)[0], atSeconds: 1)
            .Add(answer, atSeconds: 1.05)
            .Add(answer, atSeconds: 1.2)
            .Finish();

        Assert.Equal([2, 1, 3], host.Datagrams.Select(found => found.Datagram.Frame));
    }

    [Fact]
    public void Datagram_IsReportedBeforeItsRepetition_WhenOnlyFirstFragmentsCome()
    {
        DecoderHost host = new();
        for (int time = 0; time < 5; time++)
        {
            host.Add(PacketBytes.FragmentsV4(s_datagram, FragmentBytes, (ushort)(100 + time))[0], atSeconds: time);
        }

        Assert.Equal([1, 2, 3, 4], host.Datagrams.Select(found => found.Datagram.Frame));
    }

    [Theory]
    [InlineData(0, 1472)]
    [InlineData(8, 1480)]
    [InlineData(1472, 1480)]
    [InlineData(1472, 16)]
    public void Datagram_IsPassedOver_WhenFragmentsOverlap(int offset, int bytes)
    {
        List<byte[]> fragments = Fragments(false);
        fragments.Insert(2, PacketBytes.IPv4(PacketBytes.Udp, new byte[bytes + 8], offset: offset + 1480, more: true));
        DecoderHost host = new DecoderHost().AddAll(fragments).Finish();

        bool liesWithin = offset == 0;
        Assert.Equal(liesWithin ? 1 : 0, host.Datagrams.Count);
        Assert.Equal(liesWithin ? 0 : 1, host.Counters.ContradictoryDatagrams);
        if (liesWithin)
        {
            // What was there first stays.
            Assert.Equal(s_payload, host.Single().Payload);
        }
    }

    [Fact]
    public void Datagram_IsPassedOver_WhenItHasTwoEnds()
    {
        List<byte[]> fragments = Fragments(false);
        byte[] secondEnd = PacketBytes.IPv4(PacketBytes.Udp, new byte[16], offset: 8192);
        DecoderHost early = new DecoderHost().AddAll([fragments[5], secondEnd, .. fragments.Take(5)]).Finish();
        DecoderHost late = new DecoderHost().Add(PacketBytes.IPv4(PacketBytes.Udp, new byte[16], offset: 16)).AddAll(fragments).Finish();

        Assert.Empty(early.Datagrams);
        Assert.Empty(late.Datagrams);
        Assert.Equal((1, 1), (early.Counters.ContradictoryDatagrams, late.Counters.ContradictoryDatagrams));
    }

    [Fact]
    public void Fragment_IsPassedOver_WhenItReachesBeyondTheLongestDatagram()
    {
        DecoderHost host = new DecoderHost()
            .Add(PacketBytes.IPv4(PacketBytes.Udp, new byte[1480], offset: 65_528)).Add(Fragments(false)[0]).Finish();

        Assert.Empty(host.Datagrams);
        Assert.Equal(1, host.Counters.ContradictoryDatagrams);
    }

    [Fact]
    public void Fragment_IsPassedOver_WhenItEndsAtNoMultipleOfEight()
    {
        DecoderHost host = new DecoderHost()
            .Add(PacketBytes.IPv4(PacketBytes.Udp, new byte[13], more: true))
            .Add(PacketBytes.IPv4(PacketBytes.Udp, [], offset: 8)).Finish();

        Assert.Equal(2, host.Counters.SkippedMalformed);
        Assert.Equal(0, host.Counters.IncompleteDatagrams);
    }

    [Fact]
    public void Pieces_AreBounded()
    {
        DecoderHost host = new();
        for (int piece = 0; piece <= PendingDatagram.MaxPieces; piece++)
        {
            host.Add(PacketBytes.IPv4(PacketBytes.Udp, new byte[8], offset: piece * 16, more: true));
        }

        Assert.Empty(host.Finish().Datagrams);
        Assert.Equal(1, host.Counters.ContradictoryDatagrams);
    }

    [Fact]
    public void Datagrams_InReassemblyAreBounded_AndTheOldestGoesFirst()
    {
        DecoderHost host = new();
        for (int id = 1; id <= FragmentTable.MaxDatagrams + 3; id++)
        {
            host.Add(PacketBytes.IPv4(PacketBytes.Udp, PacketBytes.Datagram(1, 2, new byte[16], 100), (ushort)id, more: true), atSeconds: 1);
        }

        Assert.Equal([1, 2, 3], host.Datagrams.Select(found => found.Datagram.IpId));
        Assert.Equal(FragmentTable.MaxDatagrams + 3, host.Finish().Datagrams.Count);
    }

    [Fact]
    public void Datagram_IsReportedAsCut_WhenTheCaptureKeptTheBeginningOfEachFragment()
    {
        DecoderHost host = new();
        foreach (byte[] fragment in Fragments(false))
        {
            host.Add(fragment[..Math.Min(100, fragment.Length)], original: fragment.Length);
        }

        (ObservedDatagram datagram, byte[] payload) = host.Single();
        Assert.Equal((8196, DatagramDamage.CutByCapture), (datagram.PayloadBytes, datagram.Damage));
        Assert.Equal(s_payload[..72], payload);
    }

    [Fact]
    public void Datagram_IsWhole_WhenItOnlyLooksLikeAFragment()
    {
        byte[] packet = PacketBytes.IPv6(44, [.. PacketBytes.FragmentHeader(PacketBytes.Udp, 5, 0, false), .. PacketBytes.Datagram(1, 2, [9])]);
        (ObservedDatagram datagram, byte[] payload) = new DecoderHost().Add(packet).Single();

        Assert.Equal([9], payload);
        Assert.Equal((DatagramDamage.None, 0), (datagram.Damage, datagram.FragmentBytes));
    }

    [Fact]
    public void Extensions_BehindTheFragmentHeaderAreWalked()
    {
        byte[] extended = [PacketBytes.Udp, 0, .. new byte[6], .. s_datagram];
        DecoderHost host = new DecoderHost().AddAll(PacketBytes.FragmentsV6(extended, 1232, next: 60));

        Assert.Equal(s_payload, host.Single().Payload);
    }

    [Fact]
    public void Reassembly_AllocatesNothing_OnceItHasItsBuffers()
    {
        TraceCounters counters = new();
        FrameDecoder decoder = new(new NullSink(), counters);
        List<byte[]> fragments = Fragments(false);
        HandleAll(decoder, fragments, 10);
        long measurements = 0;

        long allocated = Allocations.Measure(() =>
        {
            HandleAll(decoder, fragments, 1000);
            measurements++;
        });

        Assert.Equal(0, allocated);
        Assert.Equal(10 + (1000 * measurements), counters.ReassembledDatagrams);
    }

    private static void HandleAll(FrameDecoder decoder, List<byte[]> fragments, int times)
    {
        for (int time = 0; time < times; time++)
        {
            foreach (byte[] fragment in fragments)
            {
                decoder.Handle(1, default, Trace.Capture.LinkType.Raw, fragment, fragment.Length);
            }
        }
    }

    private static List<byte[]> Fragments(bool isV6) =>
        isV6 ? PacketBytes.FragmentsV6(s_datagram, FragmentBytes) : PacketBytes.FragmentsV4(s_datagram, FragmentBytes);

    private sealed class NullSink : IDatagramSink
    {
        public void OnDatagram(in ObservedDatagram datagram, ReadOnlySpan<byte> payload)
        {
        }

        public void OnUnreachable(Oack.Protocol.Instant time, long frame, Oack.Protocol.PeerEndpoint quotedFrom, Oack.Protocol.PeerEndpoint quotedTo, bool isPort)
        {
        }

        public void OnArp(Oack.Protocol.Instant time, long frame, ReadOnlySpan<byte> message)
        {
        }
    }
}
