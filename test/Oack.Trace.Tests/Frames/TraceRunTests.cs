using System.Net;
using Oack.Protocol;
using Oack.Protocol.Observe;
using Oack.Trace.Boot;
using Oack.Trace.Capture;
using Oack.Trace.Tests.Capture;

namespace Oack.Trace.Tests.Frames;

/// <summary>From a capture to transfers, in one call and frame by frame.</summary>
public sealed class TraceRunTests
{
    public static TheoryData<string> Captures => [.. SampleCaptures.Names];

    [Theory]
    [MemberData(nameof(Captures))]
    public void Frames_MakeTheSameTransfers_WhenTheyAreHandedInOneByOne(string name)
    {
        TraceRun whole = Run(SampleCaptures.Read(name));
        TraceRun pushed = new();
        using CaptureReader reader = CaptureReader.Open(new MemoryStream(SampleCaptures.Read(name)));
        while (reader.TryRead(out CapturedFrame frame))
        {
            pushed.HandleFrame(frame.Time, frame.LinkType, frame.Bytes, frame.OriginalBytes);
        }

        pushed.Finish();
        pushed.Finish();

        Assert.Equal(whole.Transfers.Select(Show), pushed.Transfers.Select(Show));
        Assert.Equal(whole.Counters.Frames, reader.Frames);
        Assert.Equal((whole.FirstTime, whole.LastTime), (pushed.FirstTime, pushed.LastTime));
    }

    [Fact]
    public void Offer_OfARealServerIsRead()
    {
        TraceRun run = Run(SampleCaptures.Read("uefi-size-probe.pcap"));

        BootOffer offer = run.Network.Offers[^1];
        Assert.Equal(
            ("52:54:00:98:07:11", "10.98.7.27", "10.98.7.1", "bootx64.efi", 7, 4L),
            (offer.Client.ToString(), Show(offer.YourAddress), Show(offer.NextServer), offer.File, offer.Architecture, offer.Frame));
        Assert.True(run.Network.Find(run.Transfers[0].Client)?.IsPxe);
    }

    [Fact]
    public void Problem_IsThatOfTheReader_WhenItIsNoCapture()
    {
        TraceRun run = Run([1, 2, 3, 4, 5]);

        Assert.False(run.IsRecognised);
        Assert.StartsWith("this is no capture", run.Problem?.Text, StringComparison.Ordinal);
        Assert.Empty(run.Transfers);
    }

    [Fact]
    public void Transfers_SoFarStand_WhenTheFileIsCut()
    {
        byte[] bytes = SampleCaptures.Read("read-curl-hpa.pcap");
        TraceRun run = Run(bytes[..(bytes.Length / 2)]);

        Assert.StartsWith("the file ends inside frame ", run.Problem?.Text, StringComparison.Ordinal);
        Assert.Equal(ObservedOutcome.InProgress, Assert.Single(run.Transfers).Outcome);
    }

    [Fact]
    public void Reading_EndsEarly_WhenItIsCancelled()
    {
        CaptureBytes file = new CaptureBytes().PcapHeader();
        for (int number = 0; number < 5000; number++)
        {
            file.PcapFrame(0, 0, [1]);
        }

        using MemoryStream stream = file.ToStream();
        TraceRun run = TraceRun.Run(stream, cancellation: new CancellationToken(canceled: true));

        Assert.InRange(run.Counters.Frames, 1, 2000);
    }

    [Fact]
    public void Memory_DoesNotGrowWithTheFile()
    {
        // Nobody's datagrams, as most of a capture is.
        byte[] packet = PacketBytes.IPv4(PacketBytes.Udp, PacketBytes.Datagram(5353, 5353, new byte[1000]));
        byte[] record = new CaptureBytes().PcapFrame(0, 0, packet).ToArray();
        byte[] header = new CaptureBytes().PcapHeader(linkType: 101).ToArray();
        Measure(header, record, 100);

        long few = Measure(header, record, 1_000);
        long many = Measure(header, record, 100_000);

        Assert.InRange(many - few, long.MinValue, 10_000);
    }

    private static long Measure(byte[] header, byte[] record, int times)
    {
        using RepeatingStream stream = new(header, record, times);
        long before = GC.GetAllocatedBytesForCurrentThread();
        TraceRun run = TraceRun.Run(stream, cancellation: TestContext.Current.CancellationToken);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.Equal(times, run.Counters.Datagrams);
        return allocated;
    }

    private static TraceRun Run(byte[] bytes)
    {
        using MemoryStream stream = new(bytes);
        return TraceRun.Run(stream, cancellation: TestContext.Current.CancellationToken);
    }

    private static string Show(PeerEndpoint address) => new IPEndPoint(address.ToIPAddress(), 0).Address.ToString();

    private static string Show(ObservedTransfer transfer) =>
        string.Create(
            System.Globalization.CultureInfo.InvariantCulture,
            $"{transfer.Id} {transfer.Client} {transfer.Name} {transfer.Outcome} {transfer.Bytes} {transfer.FirstFrame} {transfer.LastFrame}");
}
