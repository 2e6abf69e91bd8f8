using Oack.Server.Tests.Support;
using static Oack.Server.Tests.Support.ShardHarness;

namespace Oack.Server.Tests.Shard;

public sealed class StrayPacketTests
{
    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(6)]
    public void Error_5_is_the_answer_when_the_packet_belongs_to_no_transfer(byte opcode)
    {
        ShardHarness harness = new();

        harness.Ask(ClientA, [0, opcode, 0, 1]);

        harness.TakeOne().AssertError(5, "unknown transfer");
        Assert.Equal(1, harness.Shard.ReadCounters().UnknownTransfers);
    }

    [Fact]
    public void Nothing_is_answered_when_the_packet_is_an_error()
    {
        ShardHarness harness = new();

        for (int code = 0; code < 10; code++)
        {
            harness.Ask(ClientA, Packets.Error(code, "no"));
        }

        Assert.Empty(harness.Sent);
        Assert.Equal(10, harness.Shard.ReadCounters().StrayErrors);
    }

    [Fact]
    public void Nothing_is_answered_when_a_refused_client_acknowledges_the_error()
    {
        // tftp-hpa does: an ERROR 5 in its socket would end the next transfer that it asks for.
        ShardHarness harness = new();
        harness.Ask(ClientA, Packets.Rrq("missing"));
        harness.TakeOne().AssertError(1, "not found");

        harness.Ask(ClientA, Packets.Ack(1));
        Assert.Empty(harness.Sent);

        harness.Ask(ClientA, Packets.Data(1, "x"u8));
        harness.TakeOne().AssertError(5, "unknown transfer");
    }

    [Fact]
    public void Nothing_is_answered_when_the_copy_of_a_last_acknowledgment_comes_to_the_single_port()
    {
        ShardHarness harness = new(options => options.SinglePort = true);
        harness.Content.Files["f"] = Packets.Content(10);
        harness.Ask(ClientA, Packets.Rrq("f"));
        SentDatagram data = harness.TakeOne();
        harness.Ask(ClientA, Packets.Ack(1));
        Assert.Equal("complete", harness.Record.OutcomeName);

        harness.Ask(ClientA, Packets.Ack(1));

        Assert.Empty(harness.Sent);
        Assert.Equal(3, data.Opcode);
    }

    [Fact]
    public void Error_5_is_the_answer_again_when_the_old_conversation_is_long_over()
    {
        ShardHarness harness = new();
        harness.Ask(ClientA, Packets.Rrq("missing"));
        harness.TakeOne();
        harness.Advance(TimeSpan.FromSeconds(6));

        harness.Ask(ClientA, Packets.Ack(1));

        harness.TakeOne().AssertError(5, "unknown transfer");
    }
}
