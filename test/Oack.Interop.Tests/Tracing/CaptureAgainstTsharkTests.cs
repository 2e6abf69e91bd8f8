using System.Globalization;
using System.Net;
using System.Text;
using Oack.Interop.Tests.Lab;
using Oack.Interop.Tests.Programs;
using Oack.Protocol;
using Oack.Protocol.Wire;
using Oack.Trace.Capture;

namespace Oack.Interop.Tests.Tracing;

/// <summary>What Oack finds in captures is what tshark finds in them, and tshark reads what Oack writes.</summary>
public sealed class CaptureAgainstTsharkTests
{
    private const int Opcode = 0;
    private const int Block = 1;
    private const int OptionNames = 2;
    private const int OptionValues = 3;
    private const string GoodChecksum = "1";

    public static TheoryData<string> Captures =>
        [.. Directory.EnumerateFiles(Home, "*.pcap*").Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];

    private static string Home => Path.Combine(RealProgram.Repository, "test", "Oack.Trace.Tests", "Captures");

    [Theory]
    [MemberData(nameof(Captures))]
    public async Task Datagrams_AreThoseThatTsharkFinds(string name)
    {
        string capture = Path.Combine(Home, name);
        IReadOnlyList<string[]> expected =
            await Tshark.ReadAsync(capture, "udp.srcport", "udp.dstport", "udp.payload", "icmp.type", "icmpv6.type", "frame.time_epoch");
        DecodedCapture actual = new(capture);

        Assert.Equal(expected.Count, actual.Counters.Frames);
        Assert.Equal(
            expected.Where(frame => frame[1].Length > 0 && frame[4].Length == 0 && frame[5].Length == 0)
                .Select(frame => string.Join(' ', frame[..4])),
            actual.Datagrams.Select(found => string.Create(
                CultureInfo.InvariantCulture,
                $"{found.Key} {found.Value.Datagram.From.Port} {found.Value.Datagram.To.Port} {Convert.ToHexStringLower(found.Value.Payload)}")));
        Assert.Equal(
            expected.Select(frame => (long)(decimal.Parse(frame[6], CultureInfo.InvariantCulture) * TimeSpan.TicksPerSecond)),
            actual.Times.Select(time => time.Ticks));
    }

    [Theory]
    [MemberData(nameof(Captures))]
    public async Task Packets_SayWhatTsharkReads(string name)
    {
        string capture = Path.Combine(Home, name);
        IReadOnlyList<string[]> expected =
            await Tshark.ReadAsync(capture, "tftp.opcode", "tftp.block", "tftp.option.name", "tftp.option.value", "icmp.type");
        DecodedCapture actual = new(capture);

        int compared = 0;
        foreach (string[] frame in expected.Where(frame => frame[1].Length > 0 && frame[5].Length == 0))
        {
            string[] read = Read(actual.Datagrams[long.Parse(frame[0], CultureInfo.InvariantCulture)].Payload);
            Assert.Equal($"frame {frame[0]}: {string.Join(' ', frame[1..5])}", $"frame {frame[0]}: {string.Join(' ', read)}");
            compared++;
        }

        Assert.NotEqual(0, compared);
    }

    [Fact]
    public async Task WrittenCapture_IsReadByTshark()
    {
        using ScratchDirectory scratch = new();
        string path = scratch["written.pcapng"];
        PeerEndpoint client = PeerEndpoint.From(IPAddress.Parse("10.0.0.5"), 1024);
        PeerEndpoint server = PeerEndpoint.From(IPAddress.Parse("10.0.0.1"), 69);
        PeerEndpoint clientV6 = PeerEndpoint.From(IPAddress.Parse("fd00::5"), 1024);
        PeerEndpoint serverV6 = PeerEndpoint.From(IPAddress.Parse("fd00::1"), 69);
        DateTime time = new(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc);
        Instant instant = new((time - DateTime.UnixEpoch).Ticks + 1_234_567);
        const string Comment = "der Client verstummt: 中文";
        byte[] payload = new byte[1468];
        new Random(1).NextBytes(payload);
        byte[] packet = new byte[UdpPacket.MaxBytes];
        using (PcapngWriter writer = new(File.Create(path), "oack test"))
        {
            writer.AddInterface(LinkType.Raw, "server", "what a server saw");
            foreach ((PeerEndpoint from, PeerEndpoint to, int bytes) in ((PeerEndpoint, PeerEndpoint, int)[])
                [(client, server, 0), (server, client, 1467), (clientV6, serverV6, 1468), (serverV6, clientV6, 13)])
            {
                Assert.True(UdpPacket.TryWrite(packet, from, to, payload.AsSpan(0, bytes), out int written));
                writer.WriteFrame(0, instant, packet.AsSpan(0, written), comment: Comment);
            }
        }

        IReadOnlyList<string[]> read = await Tshark.ReadAsync(
            path, "udp.srcport", "udp.dstport", "udp.payload", "udp.checksum.status", "ip.checksum.status", "frame.comment",
            "frame.interface_name", "frame.time_epoch");

        Assert.Equal(["1024", "69", "1024", "69"], read.Select(frame => frame[1]));
        Assert.Equal(["69", "1024", "69", "1024"], read.Select(frame => frame[2]));
        Assert.Equal(
            ((int[])[0, 1467, 1468, 13]).Select(bytes => Convert.ToHexStringLower(payload.AsSpan(0, bytes))), read.Select(frame => frame[3]));
        Assert.All(read, frame => Assert.Equal(GoodChecksum, frame[4]));
        Assert.Equal([GoodChecksum, GoodChecksum, "", ""], read.Select(frame => frame[5]));
        Assert.All(read, frame => Assert.Equal((Comment, "server", "1767323045.123456700"), (frame[6], frame[7], frame[8])));
    }

    // As tshark prints it: an opcode, a block number where there is one, and the names and values of options.
    private static string[] Read(byte[] datagram)
    {
        string[] read = ["", "", "", ""];
        Opcode opcode = (Opcode)((datagram[0] << 8) | datagram[1]);
        read[Opcode] = ((int)opcode).ToString(CultureInfo.InvariantCulture);
        List<string> names = [];
        List<string> values = [];
        OptionPairs pairs = default;
        if (opcode is Protocol.Wire.Opcode.ReadRequest or Protocol.Wire.Opcode.WriteRequest
            && RequestPacket.TryParse(datagram, out RequestPacket request) == ParseStatus.Ok)
        {
            pairs = request.RawOptions;
        }
        else if (opcode == Protocol.Wire.Opcode.OptionAcknowledgment && OptionAckPacket.TryParse(datagram, out OptionAckPacket oack) == ParseStatus.Ok)
        {
            pairs = oack.RawOptions;
        }
        else if (opcode == Protocol.Wire.Opcode.Data && DataPacket.TryParse(datagram, out DataPacket data) == ParseStatus.Ok)
        {
            read[Block] = data.Block.ToString(CultureInfo.InvariantCulture);
        }
        else if (opcode == Protocol.Wire.Opcode.Acknowledgment && AckPacket.TryParse(datagram, out AckPacket ack) == ParseStatus.Ok)
        {
            read[Block] = ack.Block.ToString(CultureInfo.InvariantCulture);
        }

        foreach (OptionPair pair in pairs)
        {
            names.Add(Encoding.ASCII.GetString(pair.Name));
            values.Add(Encoding.ASCII.GetString(pair.Value));
        }

        read[OptionNames] = string.Join(',', names);
        read[OptionValues] = string.Join(',', values);
        return read;
    }
}
