using System.Text;
using Oack.Cli.Serving;
using Oack.Cli.Tests.Support;
using Oack.Protocol;
using Oack.Protocol.Observe;
using Oack.Trace;

namespace Oack.Cli.Tests.Serving;

/// <summary>A recording says at its packets what went on, stays below its limit, and is read again as it was.</summary>
public sealed class CommentedCaptureTests
{
    private static readonly PeerEndpoint s_listener = PeerEndpoint.FromIPv4(0x0A000001, 69);
    private static readonly PeerEndpoint s_transfer = PeerEndpoint.FromIPv4(0x0A000001, 40_000);
    private static readonly PeerEndpoint s_client = PeerEndpoint.FromIPv4(0x0A000005, 2_070);
    private static readonly Instant s_start = new(DateTimeOffset.Parse("2026-03-01T12:00:00Z", null).Subtract(DateTimeOffset.UnixEpoch).Ticks);

    [Fact]
    public void Finding_IsTheCommentOfItsPacket_When_ThatPacketProvesIt()
    {
        using MemoryStream file = new();
        CommentedCapture capture = CommentedCapture.Begin(file, 1 << 20);
        Add(capture, 0, s_client, s_listener, "\0\u0001boot.efi\0octet\0tsize\00\0");
        Add(capture, 1, s_transfer, s_client, "\0\u0006tsize\0994464\0");
        Add(capture, 2, s_client, s_transfer, "\0\u0005\0\u0008User aborted the transfer\0");
        capture.Finish();

        List<string?> comments = RecordedPackets.Comments(file.ToArray());
        Assert.Equal(3, comments.Count);
        Assert.Equal([null, null], comments[..2]);
        Assert.StartsWith("size-probe: The client asked for the size, learned that it is 994,464 bytes,", comments[2], StringComparison.Ordinal);
        TraceRun run = RecordedPackets.Read(file.ToArray());
        ObservedTransfer transfer = Assert.Single(run.Transfers);
        Assert.Equal((ObservedOutcome.Probed, s_client, s_listener), (transfer.Outcome, transfer.Client, transfer.Server));
        Assert.Equal((s_start, s_start + TimeSpan.FromMilliseconds(2)), (run.FirstTime, run.LastTime));
    }

    [Fact]
    public void Finding_NamesPacketFileAndClient_When_ItComesLater()
    {
        using MemoryStream file = new();
        CommentedCapture capture = CommentedCapture.Begin(file, 1 << 20);
        Add(capture, 0, s_client, s_listener, "\0\u0001lost\u001b.bin\0octet\0");
        Add(capture, 200_000, s_client.WithPort(9), s_listener, "\0\u0001other\0octet\0");
        capture.Finish();

        string? comment = RecordedPackets.Comments(file.ToArray())[1];
        Assert.StartsWith("request-unanswered (packet 1, \"lost\\x1B.bin\" for 10.0.0.5:2070): ", comment, StringComparison.Ordinal);
    }

    [Fact]
    public void Finding_StandsAtTheLastPacket_When_TheEndShowsIt()
    {
        using MemoryStream file = new();
        CommentedCapture capture = CommentedCapture.Begin(file, 1 << 20);
        Add(capture, 0, s_client, s_listener, "\0\u0001f\0octet\0blksize\01428\0");
        for (int block = 1; block <= 3; block++)
        {
            Add(capture, block, s_transfer, s_client, $"\0\u0003\0{(char)block}{new string('x', block == 3 ? 0 : 512)}");
            Add(capture, block, s_client, s_transfer, $"\0\u0004\0{(char)block}");
        }

        capture.Finish();

        TraceRun run = RecordedPackets.Read(file.ToArray());
        List<string?> comments = RecordedPackets.Comments(file.ToArray());
        Assert.All(Assert.Single(run.Transfers).Findings, finding =>
            Assert.Contains(comments, comment => comment?.Contains(finding.CodeName, StringComparison.Ordinal) == true));
        Assert.NotEmpty(run.Transfers[0].Findings);
    }

    [Fact]
    public void Gap_IsTold_AndWhatFollowsIsWatchedAnew()
    {
        using MemoryStream file = new();
        CommentedCapture capture = CommentedCapture.Begin(file, 1 << 20);
        Add(capture, 0, s_client, s_listener, "\0\u0001f\0octet\0");
        capture.NoteGap(3);
        Add(capture, 200_000, s_client.WithPort(9), s_listener, "\0\u0001other\0octet\0");
        capture.NoteGap(1);
        capture.Finish();

        string? comment = RecordedPackets.Comments(file.ToArray())[1];
        Assert.Equal(
            "3 datagrams before this one are not recorded: they came faster than the file could be written.\n" +
            "1 datagram after this one is not recorded: it came faster than the file could be written.", comment);
    }

    [Fact]
    public void File_NeverGetsLongerThanItMay()
    {
        Random random = new(5);
        for (int round = 0; round < 20; round++)
        {
            int most = random.Next((int)CaptureSettings.LeastMaxBytes, 600_000);
            using MemoryStream file = new();
            CommentedCapture capture = CommentedCapture.Begin(file, most);
            long datagrams = 0;
            byte[] bytes = new byte[65_507];
            int largest = random.Next(1, bytes.Length);
            bool isIPv6 = random.Next(2) == 0;
            CapturedDatagram datagram;
            do
            {
                // Requests that nobody answers: each leaves a comment behind.
                byte[] request = Encoding.Latin1.GetBytes($"\0\u0001file{datagrams}\0octet\0blksize\0{new string('9', 200)}\0");
                request.CopyTo(bytes, 0);
                PeerEndpoint client = isIPv6 ? new(0x20010DB8_00000000, (ulong)datagrams, 1) : PeerEndpoint.FromIPv4((uint)datagrams, 1);
                datagram = new(s_start + TimeSpan.FromSeconds(datagrams++), client, isIPv6 ? client.WithPort(69) : s_listener, Math.Max(request.Length, random.Next(largest)), IsSent: false);
            }
            while (capture.TryAdd(datagram, bytes.AsSpan(0, datagram.LengthBytes)));

            capture.Finish();

            Assert.InRange(file.Length, most - 80_000, most);
            Assert.Equal(file.Length, capture.LengthBytes);
            Assert.Equal(datagrams - 1, capture.Datagrams);
            Assert.Equal(capture.Datagrams, RecordedPackets.Read(file.ToArray()).Counters.Datagrams);
        }
    }

    private static void Add(CommentedCapture capture, int milliseconds, PeerEndpoint from, PeerEndpoint to, string bytes)
    {
        byte[] datagram = Encoding.Latin1.GetBytes(bytes);
        Assert.True(capture.TryAdd(
            new CapturedDatagram(s_start + TimeSpan.FromMilliseconds(milliseconds), from, to, datagram.Length, from.HasAddressOf(s_listener)), datagram));
    }
}
