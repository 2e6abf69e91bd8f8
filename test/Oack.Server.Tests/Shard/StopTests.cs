using Oack.Server.Tests.Support;
using static Oack.Server.Tests.Support.ShardHarness;

namespace Oack.Server.Tests.Shard;

public sealed class StopTests
{
    private readonly ShardHarness _harness = new();

    public StopTests() => _harness.Content.Files["f"] = Packets.Content(1_300);

    private void Stop(double seconds)
    {
        _harness.Shard.RequestStop(TimeSpan.FromSeconds(seconds));
        Assert.True(_harness.Wake());
    }

    [Fact]
    public void It_is_over_at_once_when_nothing_runs()
    {
        Assert.False(_harness.Shard.IsStopped);

        Stop(10);

        Assert.True(_harness.Shard.IsStopped);
    }

    [Fact]
    public void New_requests_are_refused_and_running_transfers_finish_within_the_drain()
    {
        _harness.Ask(ClientA, Packets.Rrq("f"));
        SentDatagram data = _harness.TakeOne();

        Stop(10);
        Assert.False(_harness.Shard.IsStopped);
        _harness.Ask(ClientB, Packets.Rrq("f"));
        _harness.TakeOne().AssertError(0, "shutting down");
        Assert.Equal(Packets.Content(1_300), _harness.ReadToEnd(data));

        Assert.True(_harness.Shard.IsStopped);
        Assert.Equal(["refused", "complete"], _harness.Records.Select(record => record.OutcomeName));
    }

    [Fact]
    public void The_rest_gets_error_0_when_the_drain_is_over()
    {
        _harness.Ask(ClientA, Packets.Rrq("f"));
        SentDatagram data = _harness.TakeOne();
        _harness.Reply(data, Packets.Ack(1));
        _harness.TakeAll();

        Stop(0.5);
        _harness.Advance(TimeSpan.FromSeconds(1));

        SentDatagram error = _harness.TakeAll().Single(sent => sent.Opcode == 5);
        error.AssertError(0, "shutting down");
        Assert.True(_harness.Shard.IsStopped);
        Assert.Equal("failed", _harness.Record.OutcomeName);
        Assert.Equal("the server was stopped", _harness.Record.Cause);
    }

    [Fact]
    public void A_second_call_shortens_the_drain()
    {
        _harness.Ask(ClientA, Packets.Rrq("f"));
        Stop(60);
        Assert.False(_harness.Shard.IsStopped);

        Stop(0);

        Assert.True(_harness.Shard.IsStopped);
    }

    [Fact]
    public void Transfers_whose_file_is_being_opened_are_told_too()
    {
        _harness.Content.OpenGate = new();
        _harness.Ask(ClientA, Packets.Rrq("f"));

        Stop(0);

        _harness.TakeOne().AssertError(0, "shutting down");
        _harness.Wake();
        Assert.True(_harness.Shard.IsStopped);
    }

    [Fact]
    public void It_waits_for_a_commit_under_way_but_not_for_ever()
    {
        _harness.Ask(ClientA, Packets.Wrq("up"));
        SentDatagram ack = _harness.TakeOne();
        _harness.Content.Uploads[0].CommitGate = new();
        _harness.Content.Uploads[0].IgnoresCancellation = true;
        _harness.Reply(ack, Packets.Data(1, "x"u8));

        Stop(0);
        Assert.False(_harness.Shard.IsStopped);
        _harness.Advance(TimeSpan.FromSeconds(6));

        Assert.True(_harness.Shard.IsStopped);
    }

    [Fact]
    public void The_last_acknowledgment_of_an_upload_still_leaves()
    {
        _harness.Ask(ClientA, Packets.Wrq("up"));
        SentDatagram ack = _harness.TakeOne();
        Stop(10);

        _harness.Reply(ack, Packets.Data(1, "x"u8));

        Assert.Equal(1, _harness.TakeOne().Number);
        Assert.Equal("complete", _harness.Record.OutcomeName);
    }

    [Fact]
    public void An_upload_whose_last_acknowledgment_was_lost_gets_it_again_within_the_drain()
    {
        _harness.Ask(ClientA, Packets.Wrq("up"));
        SentDatagram ack = _harness.TakeOne();
        Stop(10);
        _harness.Reply(ack, Packets.Data(1, "x"u8));
        _harness.TakeOne();

        _harness.Advance(TimeSpan.FromSeconds(1));
        Assert.False(_harness.Shard.IsStopped);
        _harness.Reply(ack, Packets.Data(1, "x"u8));
        Assert.Equal(1, _harness.TakeOne().Number);
        _harness.Advance(TimeSpan.FromSeconds(10));

        Assert.True(_harness.Shard.IsStopped);
    }

    [Fact]
    public void A_stop_without_drain_does_not_wait_for_uploads_that_are_stored()
    {
        _harness.Ask(ClientA, Packets.Wrq("up"));
        _harness.Reply(_harness.TakeOne(), Packets.Data(1, "x"u8));

        Stop(0);

        Assert.True(_harness.Shard.IsStopped);
    }

    [Fact]
    public void A_stop_that_was_asked_for_before_the_engine_ran_is_not_forgotten()
    {
        TftpShard shard = new(new TftpServerOptions(), new TestContent());
        shard.RequestStop(TimeSpan.Zero);
        int wakes = 0;

        shard.WakeRequested = () => wakes++;

        Assert.Equal(1, wakes);
    }
}
