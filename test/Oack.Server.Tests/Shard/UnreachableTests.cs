using Oack.Net;
using Oack.Server.Tests.Support;
using static Oack.Server.Tests.Support.ShardHarness;

namespace Oack.Server.Tests.Shard;

public sealed class UnreachableTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_transfer_ends_without_a_word_when_nobody_listens_there(bool singlePort)
    {
        ShardHarness harness = new(options => options.SinglePort = singlePort);
        harness.Content.Files["f"] = Packets.Content(5_000);
        harness.Ask(ClientA, Packets.Rrq("f"));
        SentDatagram data = harness.TakeOne();

        harness.Shard.HandleUnreachable(harness.Now, data.Channel, ClientA);
        harness.Drain();
        harness.Advance(TimeSpan.FromMilliseconds(100));

        Assert.Empty(harness.Sent);
        Assert.Equal("failed", harness.Record.OutcomeName);
        Assert.Contains("nobody listens", harness.Record.Cause, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_happens_when_another_peer_is_unreachable()
    {
        ShardHarness harness = new();
        harness.Content.Files["f"] = Packets.Content(5_000);
        harness.Ask(ClientA, Packets.Rrq("f"));
        SentDatagram data = harness.TakeOne();

        harness.Shard.HandleUnreachable(harness.Now, data.Channel, ClientB);
        harness.Shard.HandleUnreachable(harness.Now, ChannelId.Listener(0), ClientA);
        harness.Drain();
        harness.Advance(TimeSpan.FromMilliseconds(500));

        Assert.Empty(harness.Records);
    }

    [Fact]
    public void The_transfer_is_complete_when_the_last_acknowledgment_comes_in_behind_the_notice()
    {
        // The client has everything, says so and leaves; a copy of the last block that was on its way finds its port closed.
        ShardHarness harness = new();
        harness.Content.Files["f"] = Packets.Content(1_300);
        harness.Ask(ClientA, Packets.Rrq("f", ("windowsize", "4")));
        SentDatagram oack = harness.TakeOne();
        harness.Reply(oack, Packets.Ack(0));
        harness.TakeAll();

        harness.Shard.HandleUnreachable(harness.Now, oack.Channel, ClientA);
        harness.Reply(oack, Packets.Ack(3));
        harness.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal("complete", harness.Record.OutcomeName);
    }
}
