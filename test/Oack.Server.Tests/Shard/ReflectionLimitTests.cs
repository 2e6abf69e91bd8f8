using Oack.Server.Tests.Support;
using static Oack.Server.Tests.Support.ShardHarness;

namespace Oack.Server.Tests.Shard;

public sealed class ReflectionLimitTests
{
    [Fact]
    public void A_client_that_never_answers_gets_four_packets_and_then_nothing()
    {
        ShardHarness harness = new();
        harness.Content.Files["f"] = Packets.Content(100_000);
        harness.Ask(ClientA, Packets.Rrq("f", ("blksize", "65464"), ("windowsize", "64")));

        harness.Advance(TimeSpan.FromMinutes(2));

        Assert.Equal(4, harness.Sent.Count);
        Assert.All(harness.Sent, sent => Assert.Equal(6, sent.Opcode));
        Assert.Equal("stalled", harness.Record.OutcomeName);
        Assert.Contains("never answered 4 packets", harness.Record.Cause, StringComparison.Ordinal);
    }

    [Fact]
    public void Errors_to_one_address_are_bounded_and_so_are_their_records()
    {
        ShardHarness harness = new(options => options.MaxErrorsPerSecond = 10);

        for (int i = 0; i < 1_000; i++)
        {
            harness.Ask(ClientA.WithPort((ushort)(2_000 + i)), Packets.Rrq("missing"));
        }

        Assert.Equal(10, harness.Sent.Count);
        Assert.Equal(10, harness.Records.Count);
        Assert.Equal(990, harness.Shard.ReadCounters().ErrorsSuppressed);
        Assert.Equal(0, harness.Shard.ReadCounters().ActiveTransfers);
    }

    [Fact]
    public void Errors_flow_again_when_time_has_passed()
    {
        ShardHarness harness = new(options => options.MaxErrorsPerSecond = 10);
        for (int i = 0; i < 100; i++)
        {
            harness.Ask(ClientA, Packets.Ack(i));
        }

        harness.TakeAll();
        harness.Advance(TimeSpan.FromMilliseconds(500));
        for (int i = 0; i < 100; i++)
        {
            harness.Ask(ClientA, Packets.Ack(i));
        }

        Assert.Equal(5, harness.Sent.Count);
    }

    [Fact]
    public void Foreign_datagrams_at_a_transfers_port_buy_no_more()
    {
        ShardHarness harness = new(options => options.MaxErrorsPerSecond = 10);
        harness.Content.Files["f"] = Packets.Content(5_000);
        harness.Ask(ClientA, Packets.Rrq("f"));
        SentDatagram data = harness.TakeOne();

        for (int i = 0; i < 100; i++)
        {
            harness.Reply(data, Packets.Ack(1), from: ClientB);
        }

        Assert.Equal(10, harness.TakeAll().Count);
        Assert.Equal(Packets.Content(5_000), harness.ReadToEnd(data));
    }
}
