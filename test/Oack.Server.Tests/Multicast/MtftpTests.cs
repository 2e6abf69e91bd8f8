using Oack.Protocol;
using Oack.Protocol.Transfer;
using Oack.Server.Tests.Support;
using static Oack.Server.Tests.Support.GroupHarness;

namespace Oack.Server.Tests.Multicast;

/// <summary>PXE's multicast TFTP: DATA 1 twice, the rest to the group, all of it from the server port.</summary>
public sealed class MtftpTests
{
    private static readonly PeerEndpoint s_group = PeerEndpoint.FromIPv4(0xEFFF0101, 3_001);

    private readonly GroupHarness _harness;

    public MtftpTests()
    {
        _harness = new GroupHarness(new MulticastServing
        {
            Mtftp = [new MtftpFile("boot/image", s_group), new MtftpFile("other", s_group.WithPort(3_002)) { BlockSize = 1432 }],
        });
        _harness.Content.Files["/boot/image"] = Packets.Content(1_100);
        _harness.Content.Files["other"] = Packets.Content(1_500);
    }

    [Fact]
    public void FirstBlockElects_When_AClientAsks()
    {
        List<SentDatagram> sent = _harness.AskMtftp(Client(1), Packets.Rrq("/boot/image"));

        byte[] first = Packets.Data(1, Packets.Content(1_100).AsSpan(0, 512));
        Assert.Equal([Client(1), s_group], sent.Select(datagram => datagram.Remote));
        Assert.All(sent, datagram => Assert.Equal(first, datagram.Bytes));
        Assert.All(sent, datagram => Assert.True(datagram.Channel.IsListener));
    }

    [Fact]
    public void FirstBlockElects_When_ItsBytesHadToBeWaitedFor()
    {
        TestReadContent content = AskForAColdFile(Client(1));

        content.Prepared.SetResult();

        List<SentDatagram> sent = _harness.Wake();
        byte[] first = Packets.Data(1, Packets.Content(1_100).AsSpan(0, 512));
        Assert.Equal([Client(1), s_group], sent.Select(datagram => datagram.Remote));
        Assert.All(sent, datagram => Assert.Equal(first, datagram.Bytes));
        Assert.Equal(1, _harness.Counters.GroupBlocksSent);
        Assert.Equal(2, Packets.NumberOf(Assert.Single(_harness.AskMtftp(Client(1), Packets.Ack(1))).Bytes));
    }

    [Fact]
    public void NobodyIsElected_When_TheClientLeftWhileItsBytesWereWaitedFor()
    {
        TestReadContent content = AskForAColdFile(Client(1));

        Assert.Empty(_harness.AskMtftp(Client(1), Packets.Error(0, "TFTP Aborted")));
        content.Prepared.SetResult();

        Assert.DoesNotContain(_harness.Wake(), datagram => datagram.Remote != s_group);
    }

    private TestReadContent AskForAColdFile(PeerEndpoint client)
    {
        _harness.Content.OnOpenRead = content => content.ColdFrom = 0;
        Assert.Empty(_harness.AskMtftp(client, Packets.Rrq("/boot/image")));
        return Assert.Single(_harness.Content.Opened);
    }

    [Fact]
    public void RoundEndsWithARecord_When_TheLastBlockIsAcknowledged()
    {
        _harness.AskMtftp(Client(1), Packets.Rrq("/boot/image"));
        for (int block = 1; block <= 2; block++)
        {
            SentDatagram data = Assert.Single(_harness.AskMtftp(Client(1), Packets.Ack(block)));
            Assert.Equal((s_group, block + 1), (data.Remote, Packets.NumberOf(data.Bytes)));
        }

        Assert.Empty(_harness.AskMtftp(Client(1), Packets.Ack(3)));

        TransferRecord record = Assert.Single(_harness.Records);
        Assert.Equal(TransferOutcome.Complete, record.Outcome);
        Assert.True(record.Multicast!.IsMtftp);
        Assert.Equal(1_100, record.Bytes);
        Assert.Equal(0, _harness.Counters.ActiveTransfers);
        Assert.Contains(_harness.Reports, report => report.Change == GroupChange.RoundEnded);
    }

    [Fact]
    public void OtherListens_When_ARoundRuns()
    {
        _harness.AskMtftp(Client(1), Packets.Rrq("/boot/image"));

        Assert.Empty(_harness.AskMtftp(Client(2), Packets.Rrq("/boot/image")));
    }

    [Fact]
    public void BlocksAreLonger_When_TheFileIsOfferedSo()
    {
        List<SentDatagram> sent = _harness.AskMtftp(Client(1), Packets.Rrq("other"));

        Assert.All(sent, datagram => Assert.Equal(4 + 1_432, datagram.Bytes.Length));
    }

    [Fact]
    public void ClientIsSentToPlainTftp_When_TheFileIsNotOffered()
    {
        SentDatagram error = Assert.Single(_harness.AskMtftp(Client(1), Packets.Rrq("else")));

        Assert.Equal(5, Packets.OpcodeOf(error.Bytes));
        Assert.Equal(1, Packets.NumberOf(error.Bytes));
    }

    [Theory]
    [InlineData(2, "octet")]
    [InlineData(1, "netascii")]
    public void RequestIsRefused_When_ItIsNoReadInOctetMode(ushort opcode, string mode)
    {
        SentDatagram error = Assert.Single(_harness.AskMtftp(Client(1), Packets.Request(opcode, "other", mode)));

        Assert.Equal((5, 4), (Packets.OpcodeOf(error.Bytes), Packets.NumberOf(error.Bytes)));
    }

    [Fact]
    public void FileIsRefusedOnce_When_ItIsMissing()
    {
        _harness.Content.Files.Clear();

        SentDatagram error = Assert.Single(_harness.AskMtftp(Client(1), Packets.Rrq("other")));

        Assert.Equal((5, 1), (Packets.OpcodeOf(error.Bytes), Packets.NumberOf(error.Bytes)));
        Assert.Equal(0, _harness.Counters.ActiveGroups);
    }

    [Fact]
    public void StrangerIsToldSo_When_NoRoundRuns()
    {
        SentDatagram error = Assert.Single(_harness.AskMtftp(Client(1), Packets.Ack(1)));

        Assert.Equal((5, 5), (Packets.OpcodeOf(error.Bytes), Packets.NumberOf(error.Bytes)));
    }

    [Fact]
    public void FileIsClosed_When_NobodyAsksForLong()
    {
        _harness.AskMtftp(Client(1), Packets.Rrq("other"));
        _harness.AskMtftp(Client(1), Packets.Ack(1));
        _harness.AskMtftp(Client(1), Packets.Ack(2));

        _harness.Advance(TimeSpan.FromMinutes(2));

        Assert.All(_harness.Content.Opened, content => Assert.True(content.IsDisposed));
        Assert.Equal(GroupChange.Ended, _harness.Reports[^1].Change);
        Assert.Equal(0, _harness.Counters.ActiveGroups);
    }

    [Fact]
    public void NothingIsLeft_When_TheServerStopsBetweenRounds()
    {
        _harness.AskMtftp(Client(1), Packets.Rrq("other"));
        _harness.AskMtftp(Client(1), Packets.Ack(1));
        _harness.AskMtftp(Client(1), Packets.Ack(2));

        _harness.Stop(TimeSpan.FromSeconds(5));

        Assert.True(_harness.IsStopped);
    }
}
