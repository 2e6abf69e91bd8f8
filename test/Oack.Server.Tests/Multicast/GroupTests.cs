using Oack.Protocol;
using Oack.Protocol.Transfer;
using Oack.Server.Tests.Support;
using static Oack.Server.Tests.Support.GroupHarness;

namespace Oack.Server.Tests.Multicast;

/// <summary>One file to several clients by RFC 2090: packets, limits, records, and the group's own story.</summary>
public sealed class GroupTests
{
    private readonly GroupHarness _harness = new(new MulticastServing { Pools = [Pool("239.255.0.1-239.255.0.2:1758")] });
    private static readonly byte[] s_request = Packets.Rrq("f", ("blksize", "600"), ("tsize", "0"), ("multicast", ""));

    public GroupTests()
    {
        _harness.Content.Files["f"] = Packets.Content(1_300);
        _harness.Content.Files["g"] = Packets.Content(700);
    }

    [Fact]
    public void FirstIsMasterAndSecondListens_When_BothAskForOneFile()
    {
        SentDatagram first = Assert.Single(_harness.Ask(Client(1), s_request));
        SentDatagram second = Assert.Single(_harness.Ask(Client(2), s_request));

        Assert.Equal("blksize=600 tsize=1300 multicast=239.255.0.1,1758,1", Packets.OptionsOf(first.Bytes));
        Assert.Equal("blksize=600 tsize=1300 multicast=239.255.0.1,1758,0", Packets.OptionsOf(second.Bytes));
        Assert.Equal(Client(2), second.Remote);
        Assert.Equal(first.Channel, second.Channel);
        Assert.Equal(2, _harness.Counters.ActiveTransfers);
        Assert.Equal(1, _harness.Counters.ActiveGroups);
    }

    [Fact]
    public void BlocksGoToTheGroup_When_TheMasterAcknowledges()
    {
        SentDatagram oack = Assert.Single(_harness.Ask(Client(1), s_request));
        _harness.Ask(Client(2), s_request);

        SentDatagram data = Assert.Single(_harness.Reply(oack.Channel, Client(1), Packets.Ack(0)));

        Assert.Equal(PeerEndpoint.From(System.Net.IPAddress.Parse("239.255.0.1"), 1758), data.Remote);
        Assert.Equal(Packets.Data(1, Packets.Content(1_300).AsSpan(0, 600)), data.Bytes);
        Assert.Equal(ServerAddress, data.Local);
    }

    [Fact]
    public void RecordsTellThePart_When_AllHaveTheFile()
    {
        SentDatagram oack = Assert.Single(_harness.Ask(Client(1), s_request));
        _harness.Ask(Client(2), s_request);
        for (int block = 0; block <= 3; block++)
        {
            _harness.Reply(oack.Channel, Client(1), Packets.Ack(block));
        }

        _harness.Reply(oack.Channel, Client(2), Packets.Ack(3));

        Assert.Equal(["239.255.0.1:1758", "239.255.0.1:1758"], _harness.Records.Select(record => record.Multicast!.Group.ToString()));
        Assert.Equal([true, false], _harness.Records.Select(record => record.Multicast!.WasMaster));
        Assert.All(_harness.Records, record => Assert.Equal((TransferOutcome.Complete, 1_300), (record.Outcome, record.Bytes)));
        GroupReport end = _harness.Reports[^1];
        Assert.Equal(GroupChange.Ended, end.Change);
        Assert.Equal((2, 0, 3, 3), (end.Done, end.Lost, end.BlocksSent, end.Blocks));
        Assert.Equal(1.0, end.Factor);
        Assert.Equal(0, _harness.Counters.ActiveTransfers);
        Assert.Equal(0, _harness.Counters.ActiveGroups);
        Assert.Equal(2, _harness.Counters.Completed);
        Assert.All(_harness.Content.Opened, content => Assert.True(content.IsDisposed));
    }

    [Fact]
    public void TableShowsMasterAndReceivers_When_AGroupRuns()
    {
        SentDatagram oack = Assert.Single(_harness.Ask(Client(1), s_request));
        _harness.Ask(Client(2), s_request);
        _harness.Reply(oack.Channel, Client(1), Packets.Ack(0));

        ActiveTransfer row = Assert.Single(_harness.ActiveGroups);

        Assert.Equal("239.255.0.1:1758", row.Client.ToString());
        Assert.Equal((600, 1_300), (row.Bytes, row.TotalBytes));
        Assert.Equal(Client(1).ToString(), row.Group!.Master!.ToString());
        Assert.Equal((2, 0), (row.Group.Receivers, row.Group.Done));
    }

    [Fact]
    public void AnswerComesAgain_When_TheRequestDoes()
    {
        SentDatagram first = Assert.Single(_harness.Ask(Client(1), s_request));

        // No more than one answer a timeout, whoever asks: a forged request must not buy more.
        Assert.Empty(_harness.Ask(Client(1), s_request));
        SentDatagram again = Assert.Single(_harness.Advance(TimeSpan.FromSeconds(1.5)));

        Assert.Equal(first.Bytes, again.Bytes);
        Assert.Equal(first.Channel, again.Channel);
        Assert.Equal(1, _harness.Counters.RepeatedRequests);
        Assert.Equal(1, _harness.Counters.ActiveTransfers);
    }

    [Fact]
    public void EachGetsItsOwn_When_BlockSizesDiffer()
    {
        _harness.Ask(Client(1), s_request);

        SentDatagram other = Assert.Single(_harness.Ask(Client(2), Packets.Rrq("f", ("blksize", "512"), ("multicast", ""))));

        Assert.Equal("blksize=512 multicast=239.255.0.2,1758,1", Packets.OptionsOf(other.Bytes));
    }

    [Fact]
    public void NextFileGetsTheNextGroup_When_TheFirstIsFreeAgain()
    {
        SentDatagram oack = Assert.Single(_harness.Ask(Client(1), s_request));
        _harness.Reply(oack.Channel, Client(1), Packets.Error(0, "never mind"));

        SentDatagram next = Assert.Single(_harness.Ask(Client(2), s_request));

        Assert.Equal("blksize=600 tsize=1300 multicast=239.255.0.2,1758,1", Packets.OptionsOf(next.Bytes));
        Assert.Equal(TransferOutcome.Probed, Assert.Single(_harness.Records).Outcome);
    }

    [Fact]
    public void ReceiversGetAnError_When_TheServerStops()
    {
        _harness.Ask(Client(1), s_request);
        _harness.Ask(Client(2), s_request);

        List<SentDatagram> sent = _harness.Stop(TimeSpan.Zero);

        Assert.Equal([Client(1), Client(2)], sent.Select(datagram => datagram.Remote).OrderBy(client => client.IPv4Address));
        Assert.All(sent, datagram => Assert.Equal("Server is shutting down", Packets.TextOf(datagram.Bytes)));
        Assert.All(_harness.Records, record => Assert.Equal(TransferOutcome.Failed, record.Outcome));
        Assert.True(_harness.IsStopped);
    }

    [Fact]
    public void GroupGoesOnWhileItMay_When_TheServerStopsWithPatience()
    {
        SentDatagram oack = Assert.Single(_harness.Ask(Client(1), s_request));

        _harness.Stop(TimeSpan.FromSeconds(5));
        Assert.False(_harness.IsStopped);
        for (int block = 0; block <= 3; block++)
        {
            _harness.Reply(oack.Channel, Client(1), Packets.Ack(block));
        }

        Assert.True(_harness.IsStopped);
        Assert.Equal(TransferOutcome.Complete, Assert.Single(_harness.Records).Outcome);
    }
}
