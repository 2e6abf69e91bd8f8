using Oack.Net;
using Oack.Server.Tests.Support;
using static Oack.Server.Tests.Support.ShardHarness;

namespace Oack.Server.Tests.Shard;

public sealed class ChannelFailureTests
{
    [Fact]
    public void The_client_hears_from_the_listener_when_the_transfers_port_cannot_be_opened()
    {
        ShardHarness harness = new();
        harness.Content.Files["f"] = Packets.Content(5_000);
        harness.Ask(ClientA, Packets.Rrq("f"));
        SentDatagram data = harness.TakeOne();

        Assert.Equal(
            ChannelFailure.Final, harness.Shard.HandleChannelFailed(harness.Now, data.Channel, "all ports of 5000-5001 are in use"));
        harness.Drain();

        SentDatagram error = harness.TakeOne();
        error.AssertError(0, "no port");
        Assert.True(error.Channel.IsListener);
        Assert.Equal("failed", harness.Record.OutcomeName);
        Assert.Equal("all ports of 5000-5001 are in use", harness.Record.Cause);
        Assert.Empty(harness.Closed);
    }

    [Fact]
    public void A_transfer_without_a_port_waits_for_that_of_another()
    {
        ShardHarness harness = new();
        harness.Content.Files["f"] = Packets.Content(10);
        harness.Ask(ClientB, Packets.Rrq("f"));
        SentDatagram first = harness.TakeOne();
        harness.Ask(ClientA, Packets.Rrq("f"));
        SentDatagram lost = harness.TakeOne();

        Assert.Equal(
            ChannelFailure.TryLater, harness.Shard.HandleChannelFailed(harness.Now, lost.Channel, "all ports of 5000-5000 are in use"));
        harness.Drain();

        Assert.Empty(harness.Sent);
        harness.ReadToEnd(first);
        harness.Advance(TimeSpan.FromSeconds(1));
        SentDatagram again = Assert.Single(harness.TakeAll(), sent => sent.Remote == ClientA);
        Assert.Equal(lost.Channel, again.Channel);
        Assert.Equal(Packets.Content(10), harness.ReadToEnd(again));
        Assert.Equal(["complete", "complete"], harness.Records.Select(record => record.OutcomeName));
        Assert.DoesNotContain("ports", harness.Records[^1].Cause, StringComparison.Ordinal);
    }

    [Fact]
    public void One_that_never_had_a_port_says_so()
    {
        ShardHarness harness = new();
        harness.Content.Files["f"] = Packets.Content(10);
        harness.Content.Files["g"] = Packets.Content(100_000);
        harness.Ask(ClientB, Packets.Rrq("g"));
        harness.Ask(ClientA, Packets.Rrq("f"));
        SentDatagram lost = Assert.Single(harness.TakeAll(), sent => sent.Remote == ClientA);
        harness.Shard.HandleChannelFailed(harness.Now, lost.Channel, "all ports of 5000-5000 are in use");

        harness.Advance(TimeSpan.FromMinutes(2));

        TransferRecord record = Assert.Single(harness.Records, record => record.Client.Equals(ClientA.ToIPEndPoint()));
        Assert.Equal(("stalled", "all ports of 5000-5000 are in use"), (record.OutcomeName, record.Cause));
    }

    [Fact]
    public void A_finished_upload_gives_up_its_port_for_a_transfer_that_gets_none()
    {
        ShardHarness harness = new();
        harness.Content.Files["f"] = Packets.Content(10);
        harness.Ask(ClientB, Packets.Wrq("up"));
        SentDatagram ack = harness.TakeOne();
        harness.Reply(ack, Packets.Data(1, "x"u8));
        harness.TakeOne();
        harness.Ask(ClientA, Packets.Rrq("f"));
        SentDatagram waiting = harness.TakeOne();

        Assert.Equal(
            ChannelFailure.TryAgain, harness.Shard.HandleChannelFailed(harness.Now, waiting.Channel, "all ports of 5000-5000 are in use"));
        harness.Drain();

        // The engine closes it, opens the other, and sends what it was about to send.
        Assert.Equal(ack.Channel, Assert.Single(harness.Closed));
        Assert.Empty(harness.Sent);
        Assert.Equal(Packets.Content(10), harness.ReadToEnd(waiting));
        harness.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal([ack.Channel, waiting.Channel], harness.Closed);
        Assert.Equal(["complete", "complete"], harness.Records.Select(record => record.OutcomeName));
    }
}
