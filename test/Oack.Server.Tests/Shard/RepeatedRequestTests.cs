using Oack.Server.Tests.Support;
using static Oack.Server.Tests.Support.ShardHarness;

namespace Oack.Server.Tests.Shard;

public sealed class RepeatedRequestTests
{
    private readonly ShardHarness _harness = new();

    public RepeatedRequestTests() => _harness.Content.Files["f"] = Packets.Content(5_000);

    [Fact]
    public void It_joins_the_transfer_when_that_one_runs()
    {
        // The Raspberry Pi boot ROM sends the same RRQ twice, 5 to 9 ms apart.
        _harness.Ask(ClientA, Packets.Rrq("f"));
        SentDatagram data = _harness.TakeOne();
        _harness.Advance(TimeSpan.FromMilliseconds(5));

        _harness.Ask(ClientA, Packets.Rrq("f"));

        Assert.Empty(_harness.Sent);
        Assert.Single(_harness.Content.Requests);
        Assert.Equal(1, _harness.Shard.ReadCounters().RepeatedRequests);
        Assert.Equal(Packets.Content(5_000), _harness.ReadToEnd(data));
        Assert.Equal("complete", _harness.Record.OutcomeName);
    }

    [Fact]
    public void It_joins_while_the_file_is_being_opened()
    {
        _harness.Content.OpenGate = new();
        _harness.Ask(ClientA, Packets.Rrq("f"));

        _harness.Ask(ClientA, Packets.Rrq("f"));
        _harness.Content.OpenGate.SetResult();
        Assert.True(_harness.Wake());

        Assert.Single(_harness.Content.Requests);
        Assert.Equal(3, _harness.TakeOne().Opcode);
    }

    [Fact]
    public void It_begins_anew_when_the_transfer_was_under_way_and_the_client_fell_silent()
    {
        _harness.Ask(ClientA, Packets.Rrq("f"));
        SentDatagram data = _harness.TakeOne();
        _harness.Reply(data, Packets.Ack(1));
        _harness.Advance(TimeSpan.FromSeconds(1.5));
        _harness.TakeAll();

        _harness.Ask(ClientA, Packets.Rrq("f"));

        Assert.Equal("closed-early", _harness.Record.OutcomeName);
        Assert.Equal("the client started over", _harness.Record.Cause);
        Assert.Equal(data.Channel, Assert.Single(_harness.Closed));
        SentDatagram again = _harness.TakeOne();
        Assert.Equal(1, again.Number);
        Assert.NotEqual(data.Channel, again.Channel);
        Assert.Equal(Packets.Content(5_000), _harness.ReadToEnd(again));
    }

    [Fact]
    public void It_joins_when_the_transfer_is_under_way_and_the_client_was_heard_just_now()
    {
        _harness.Ask(ClientA, Packets.Rrq("f"));
        SentDatagram data = _harness.TakeOne();
        _harness.Reply(data, Packets.Ack(1));
        _harness.TakeAll();

        _harness.Ask(ClientA, Packets.Rrq("f"));

        Assert.Empty(_harness.Records);
        Assert.Empty(_harness.Sent);
    }

    [Fact]
    public void It_begins_anew_when_the_transfer_is_over()
    {
        _harness.Ask(ClientA, Packets.Rrq("f"));
        _harness.ReadToEnd(_harness.TakeOne());

        _harness.Ask(ClientA, Packets.Rrq("f"));

        Assert.Equal(Packets.Content(5_000), _harness.ReadToEnd(_harness.TakeOne()));
        Assert.Equal(2, _harness.Records.Count);
    }

    [Fact]
    public void It_never_buys_more_than_one_packet_a_timeout()
    {
        _harness.Ask(ClientA, Packets.Rrq("f"));
        for (int i = 0; i < 200; i++)
        {
            _harness.Advance(TimeSpan.FromMilliseconds(4));
            _harness.Ask(ClientA, Packets.Rrq("f"));
        }

        Assert.Single(_harness.Sent);
    }

    [Fact]
    public void Both_live_when_the_requests_differ_and_each_transfer_has_its_port()
    {
        _harness.Content.Files["g"] = Packets.Content(600);
        _harness.Ask(ClientA, Packets.Rrq("f"));
        SentDatagram f = _harness.TakeOne();

        _harness.Ask(ClientA, Packets.Rrq("g"));
        SentDatagram g = _harness.TakeOne();

        Assert.NotEqual(f.Channel, g.Channel);
        Assert.Equal(Packets.Content(600), _harness.ReadToEnd(g));
        Assert.Equal(Packets.Content(5_000), _harness.ReadToEnd(f));
    }

    [Fact]
    public void A_request_that_overtakes_the_last_acknowledgment_starts_a_new_transfer()
    {
        // The ACK and the request come by different sockets, and the system says which is read first.
        (SentDatagram first, SentDatagram last) = AskUpToTheLastAck();

        _harness.Ask(ClientA, Packets.Rrq("two"));
        SentDatagram again = _harness.TakeOne();
        _harness.Reply(last, Packets.Ack(2));

        Assert.Equal((3, 1), (again.Opcode, again.Number));
        Assert.NotEqual(first.Channel, again.Channel);
        Assert.Equal("complete", _harness.Record.OutcomeName);
        Assert.Equal(Packets.Content(600), _harness.ReadToEnd(again));
    }

    [Fact]
    public void A_late_copy_of_a_request_does_not_end_the_transfer_whose_last_block_was_lost()
    {
        (_, SentDatagram last) = AskUpToTheLastAck();

        _harness.Ask(ClientA, Packets.Rrq("two"));
        _harness.Reply(_harness.TakeOne(), Packets.Error(5, "unknown transfer ID"));
        _harness.Advance(TimeSpan.FromSeconds(1));

        SentDatagram repeated = _harness.TakeAll()[0];
        Assert.Equal((3, 2, last.Channel), (repeated.Opcode, repeated.Number, repeated.Channel));
        _harness.Reply(repeated, Packets.Ack(2));
        Assert.Equal("complete", _harness.Records[^1].OutcomeName);
    }

    [Fact]
    public void A_late_copy_of_a_request_joins_when_the_last_block_was_lost_on_a_single_port()
    {
        ShardHarness harness = new(options => options.SinglePort = true);
        harness.Content.Files["two"] = Packets.Content(600);
        harness.Ask(ClientA, Packets.Rrq("two"));
        harness.Reply(harness.TakeOne(), Packets.Ack(1));
        harness.TakeOne();

        harness.Ask(ClientA, Packets.Rrq("two"));

        Assert.Empty(harness.Sent);
        Assert.Empty(harness.Records);
        Assert.Equal(1, harness.Shard.ReadCounters().RepeatedRequests);
    }

    /// <summary>Two blocks are asked for and sent; the ACK of the second has not come.</summary>
    private (SentDatagram First, SentDatagram Last) AskUpToTheLastAck()
    {
        _harness.Content.Files["two"] = Packets.Content(600);
        _harness.Ask(ClientA, Packets.Rrq("two"));
        SentDatagram first = _harness.TakeOne();
        _harness.Reply(first, Packets.Ack(1));
        return (first, _harness.TakeOne());
    }
}
