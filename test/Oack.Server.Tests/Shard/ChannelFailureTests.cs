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

        Assert.False(harness.Shard.HandleChannelFailed(harness.Now, data.Channel, "all ports of 5000-5001 are in use"));
        harness.Drain();

        SentDatagram error = harness.TakeOne();
        error.AssertError(0, "no port");
        Assert.True(error.Channel.IsListener);
        Assert.Equal("failed", harness.Record.OutcomeName);
        Assert.Equal("all ports of 5000-5001 are in use", harness.Record.Cause);
        Assert.Empty(harness.Closed);
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

        Assert.True(harness.Shard.HandleChannelFailed(harness.Now, waiting.Channel, "all ports of 5000-5000 are in use"));
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
