using Oack.Protocol;
using Oack.Protocol.Wire;
using Oack.Server.Tests.Support;
using static Oack.Server.Tests.Support.ShardHarness;

namespace Oack.Server.Tests.Shard;

public sealed class ReadTests
{
    private readonly ShardHarness _harness = new();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(511)]
    [InlineData(512)]
    [InlineData(513)]
    [InlineData(1024)]
    [InlineData(5_000)]
    public void The_whole_file_arrives_in_lock_step(int bytes)
    {
        _harness.Content.Files["f"] = Packets.Content(bytes);

        _harness.Ask(ClientA, Packets.Rrq("f"));

        Assert.Equal(Packets.Content(bytes), _harness.ReadToEnd(_harness.TakeOne()));
        Assert.Equal(bytes / 512, _harness.Answers);
        Assert.Equal("complete", _harness.Record.OutcomeName);
        Assert.Equal(bytes, _harness.Record.Bytes);
        Assert.True(Assert.Single(_harness.Content.Opened).IsDisposed);
        Assert.Equal(0, _harness.Shard.ReadCounters().ActiveTransfers);
    }

    [Fact]
    public void The_oack_repeats_names_and_order_of_the_request_when_options_are_asked()
    {
        _harness.Content.Files["f"] = Packets.Content(3_000);

        _harness.Ask(ClientA, Packets.Rrq("f", ("TSize", "0"), ("unknown", "7"), ("blksize", "1468"), ("WINDOWSIZE", "4")));

        SentDatagram oack = _harness.TakeOne();
        Assert.Equal(6, oack.Opcode);
        Assert.Equal("TSize=3000 blksize=1468 WINDOWSIZE=4", Packets.OptionsOf(oack.Bytes));
    }

    [Fact]
    public void A_window_leaves_only_after_the_oack_was_acknowledged()
    {
        _harness.Content.Files["f"] = Packets.Content(5_000);
        _harness.Ask(ClientA, Packets.Rrq("f", ("windowsize", "4")));
        SentDatagram oack = _harness.TakeOne();

        _harness.Reply(oack, Packets.Ack(0));

        Assert.Equal([1, 2, 3, 4], _harness.TakeAll().Select(data => data.Number));
    }

    [Fact]
    public void The_answer_has_a_channel_of_its_own_that_is_closed_at_the_end()
    {
        _harness.Content.Files["f"] = Packets.Content(10);
        _harness.Ask(ClientA, Packets.Rrq("f"));
        SentDatagram data = _harness.TakeOne();
        Assert.False(data.Channel.IsListener);
        Assert.Equal(ServerAddress, data.Local);

        _harness.Reply(data, Packets.Ack(1));

        Assert.Equal(data.Channel, Assert.Single(_harness.Closed));
    }

    [Fact]
    public void What_was_acknowledged_is_released()
    {
        _harness.Content.Files["f"] = Packets.Content(5_000);
        _harness.Ask(ClientA, Packets.Rrq("f"));
        SentDatagram data = _harness.TakeOne();

        _harness.Reply(data, Packets.Ack(1));
        _harness.Reply(data, Packets.Ack(2));

        Assert.Equal(1_024, Assert.Single(_harness.Content.Opened).Released);
    }

    [Fact]
    public void The_last_block_is_short_when_the_length_shows_only_at_the_end()
    {
        _harness.Content.Files["f"] = Packets.Content(1_300);
        _harness.Content.OnOpenRead = content => content.HidesLength = true;

        _harness.Ask(ClientA, Packets.Rrq("f"));

        Assert.Equal(Packets.Content(1_300), _harness.ReadToEnd(_harness.TakeOne()));
        Assert.Equal("complete", _harness.Record.OutcomeName);
        Assert.Equal(1_300, _harness.Record.Bytes);
    }

    [Fact]
    public void The_last_block_is_empty_when_the_unknown_length_is_a_multiple_of_the_block()
    {
        _harness.Content.Files["f"] = Packets.Content(1_024);
        _harness.Content.OnOpenRead = content => content.HidesLength = true;

        _harness.Ask(ClientA, Packets.Rrq("f"));

        Assert.Equal(Packets.Content(1_024), _harness.ReadToEnd(_harness.TakeOne()));
        Assert.Equal("complete", _harness.Record.OutcomeName);
    }

    [Fact]
    public void Error_1_and_a_record_are_the_answer_when_there_is_no_such_file()
    {
        _harness.Ask(ClientA, Packets.Rrq("missing", ("blksize", "1408")));

        SentDatagram error = _harness.TakeOne();
        error.AssertError(1, "not found: missing");
        Assert.True(error.Channel.IsListener);
        Assert.Equal("refused", _harness.Record.OutcomeName);
        Assert.Equal("blksize=1408", Assert.Single(_harness.Record.Asked).ToString());
        Assert.Empty(_harness.Closed);
    }

    [Fact]
    public void The_transfer_fails_with_an_error_when_the_content_fails_midway()
    {
        _harness.Content.Files["f"] = Packets.Content(5_000);
        _harness.Ask(ClientA, Packets.Rrq("f"));
        SentDatagram data = _harness.TakeOne();
        _harness.Content.Opened[0].FailsWith = new Oack.Content.ContentRefusal(Oack.Protocol.Wire.ErrorCode.NotDefined, "Read error", "disk sda is gone");

        _harness.Reply(data, Packets.Ack(1));

        _harness.TakeOne().AssertError(0, "Read error");
        Assert.Equal("failed", _harness.Record.OutcomeName);
        Assert.Equal("disk sda is gone", _harness.Record.Cause);
        Assert.Single(_harness.Closed);
    }

    [Fact]
    public void The_transfer_fails_with_an_error_when_the_file_becomes_shorter()
    {
        _harness.Content.Files["f"] = Packets.Content(5_000);
        _harness.Ask(ClientA, Packets.Rrq("f"));
        SentDatagram data = _harness.TakeOne();
        _harness.Content.Opened[0].CutAt = 700;

        _harness.Reply(data, Packets.Ack(1));

        _harness.TakeOne().AssertError(0, "shorter");
        Assert.Equal("failed", _harness.Record.OutcomeName);
    }

    [Fact]
    public void Several_transfers_take_turns_train_by_train()
    {
        int trainBlocks = DatagramTrain.CountFor(2_048 + DataPacket.HeaderBytes);
        _harness.Content.Files["f"] = Packets.Content(200_000);
        _harness.Ask(ClientA, Packets.Rrq("f", ("blksize", "2048"), ("windowsize", "62")));
        SentDatagram a = _harness.TakeOne();
        _harness.Ask(ClientB, Packets.Rrq("f", ("blksize", "2048"), ("windowsize", "62")));
        SentDatagram b = _harness.TakeOne();

        _harness.Shard.HandleDatagram(_harness.Now, new(a.Channel, ClientA, ServerAddress, false), Packets.Ack(0));
        _harness.Shard.HandleDatagram(_harness.Now, new(b.Channel, ClientB, ServerAddress, false), Packets.Ack(0));
        _harness.Drain();

        IEnumerable<(PeerEndpoint, int)> Train(PeerEndpoint client, int first) =>
            Enumerable.Range(first, trainBlocks).Select(block => (client, block));
        Assert.Equal(
            [
                .. Train(ClientA, 1), .. Train(ClientB, 1),
                .. Train(ClientA, 1 + trainBlocks), .. Train(ClientB, 1 + trainBlocks),
            ],
            _harness.TakeAll().Select(data => (data.Remote, data.Number)));
    }
}
