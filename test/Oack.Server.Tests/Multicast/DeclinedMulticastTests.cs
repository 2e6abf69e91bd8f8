using Oack.Server.Tests.Support;
using static Oack.Server.Tests.Support.GroupHarness;

namespace Oack.Server.Tests.Multicast;

/// <summary>Whatever keeps a client from a group, it is served by itself, and the OACK does not promise multicast.</summary>
public sealed class DeclinedMulticastTests
{
    private static readonly byte[] s_request = Packets.Rrq("f", ("blksize", "600"), ("multicast", ""));

    [Fact]
    public void IsServedByItself_When_NoGroupIsFree()
    {
        GroupHarness harness = Serve("239.255.0.1:1758");
        harness.Ask(Client(1), Packets.Rrq("g", ("multicast", "")));

        SentDatagram answer = Assert.Single(harness.Ask(Client(2), s_request));

        Assert.Equal("blksize=600", Packets.OptionsOf(answer.Bytes));
        Assert.Equal(1, harness.Counters.MulticastDeclined);
        Assert.Equal(2, harness.Counters.Requests);
        Assert.Equal(2, harness.Counters.ActiveTransfers);
    }

    [Fact]
    public void IsServedByItself_When_AsManyGroupsRunAsMay()
    {
        GroupHarness harness = Serve("239.255.0.0/24:1758", maxGroups: 1);
        harness.Ask(Client(1), Packets.Rrq("g", ("multicast", "")));

        Assert.Equal("blksize=600", Packets.OptionsOf(Assert.Single(harness.Ask(Client(2), s_request)).Bytes));
    }

    [Fact]
    public void IsServedByItself_When_ThePoolIsOfTheOtherFamily()
    {
        GroupHarness harness = new(new MulticastServing
        {
            Pools = [Pool("[ff15::1]:1758")],
            Sending = new() { Interface = new("eth0", 2) },
        });
        harness.Content.Files["f"] = Packets.Content(1_300);

        Assert.Equal("blksize=600", Packets.OptionsOf(Assert.Single(harness.Ask(Client(1), s_request)).Bytes));
    }

    [Fact]
    public void IsServedByItself_When_ItWantsText()
    {
        GroupHarness harness = Serve("239.255.0.1:1758");

        SentDatagram answer = Assert.Single(harness.Ask(Client(1), Packets.Request(1, "f", "netascii", ("blksize", "600"), ("multicast", ""))));

        Assert.Equal("blksize=600", Packets.OptionsOf(answer.Bytes));
        Assert.Equal(0, harness.Counters.MulticastDeclined);
    }

    [Fact]
    public void IsServedByItself_When_TheFileHasMoreBlocksThanNumbers()
    {
        GroupHarness harness = Serve("239.255.0.1:1758");
        harness.Content.Files["long"] = new byte[70_000 * 8];

        SentDatagram answer = Assert.Single(harness.Ask(Client(1), Packets.Rrq("long", ("blksize", "8"), ("multicast", ""))));

        Assert.Equal("blksize=8", Packets.OptionsOf(answer.Bytes));
    }

    [Fact]
    public void IsServedByItself_When_NobodyKnowsHowLongTheFileIs()
    {
        GroupHarness harness = Serve("239.255.0.1:1758");
        harness.Content.OnOpenRead = content => content.HidesLength = true;

        Assert.Equal("blksize=600", Packets.OptionsOf(Assert.Single(harness.Ask(Client(1), s_request)).Bytes));
    }

    [Fact]
    public void IsServedByItself_When_TheGroupsSocketCannotBeOpened()
    {
        GroupHarness harness = Serve("239.255.0.1:1758");
        SentDatagram oack = Assert.Single(harness.Ask(Client(1), s_request));

        SentDatagram answer = Assert.Single(harness.FailChannel(oack.Channel));

        Assert.Equal("blksize=600", Packets.OptionsOf(answer.Bytes));
        Assert.Equal(0, harness.Counters.ActiveGroups);
        Assert.Equal(1, harness.Counters.ActiveTransfers);
    }

    [Fact]
    public void RefusalIsTheUsualOne_When_ThereIsNoSuchFile()
    {
        GroupHarness harness = Serve("239.255.0.1:1758");

        SentDatagram answer = Assert.Single(harness.Ask(Client(1), Packets.Rrq("missing", ("multicast", ""))));

        Assert.Equal("File not found: missing", Packets.TextOf(answer.Bytes));
        Assert.Equal(1, harness.Counters.Refused);
        Assert.Equal(0, harness.Counters.ActiveTransfers);
    }

    [Fact]
    public void RefusalIsTheUsualOne_When_TheAddressHasAsManyTransfersAsItMay()
    {
        GroupHarness harness = Serve("239.255.0.1:1758", configure: options => options.MaxTransfersPerClient = 1);
        harness.Ask(Client(1), s_request);

        SentDatagram answer = Assert.Single(harness.Ask(Client(1).WithPort(3_000), s_request));

        Assert.Equal("Server busy: 1 transfers are running for your address", Packets.TextOf(answer.Bytes));
    }

    [Fact]
    public void OptionIsLeftOut_When_MulticastIsOff()
    {
        ShardHarness harness = new();
        harness.Content.Files["f"] = Packets.Content(1_300);

        harness.Ask(ShardHarness.ClientA, s_request);

        Assert.Equal("blksize=600", Packets.OptionsOf(harness.TakeOne().Bytes));
    }

    private static GroupHarness Serve(string pool, int maxGroups = 256, Action<TftpServerOptions>? configure = null)
    {
        GroupHarness harness = new(new MulticastServing { Pools = [Pool(pool)], MaxGroups = maxGroups }, configure);
        harness.Content.Files["f"] = Packets.Content(1_300);
        harness.Content.Files["g"] = Packets.Content(700);
        return harness;
    }
}
