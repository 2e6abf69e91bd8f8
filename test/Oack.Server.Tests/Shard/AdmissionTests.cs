using Oack.Protocol;
using Oack.Server.Tests.Support;

namespace Oack.Server.Tests.Shard;

/// <summary>In a storm some run and the others wait in order; nobody waits longer than a client is patient.</summary>
public sealed class AdmissionTests
{
    private readonly ShardHarness _harness = new(options =>
    {
        options.MaxRunning = 1;
        options.AdmissionPatience = TimeSpan.FromMilliseconds(500);
    });

    public AdmissionTests() => _harness.Content.Files["f"] = Packets.Content(700);

    [Fact]
    public void The_next_request_waits_silently_and_has_its_turn_when_a_transfer_ends()
    {
        _harness.Ask(Client(0), Packets.Rrq("f"));
        SentDatagram first = _harness.TakeOne();
        _harness.Ask(Client(1), Packets.Rrq("f"));
        _harness.Ask(Client(2), Packets.Rrq("f"));
        Assert.Empty(_harness.TakeAll());

        Finish(first);

        Assert.Equal(Client(1), _harness.TakeOne().Remote);
        Assert.Equal(2, _harness.Shard.ReadCounters().AdmissionWaits);
    }

    [Fact]
    public void It_is_answered_after_its_patience_however_many_run()
    {
        _harness.Ask(Client(0), Packets.Rrq("f"));
        _harness.TakeOne();
        _harness.Ask(Client(1), Packets.Rrq("f"));

        _harness.Advance(TimeSpan.FromMilliseconds(499));
        Assert.DoesNotContain(_harness.TakeAll(), sent => sent.Remote == Client(1));
        _harness.Advance(TimeSpan.FromMilliseconds(1));

        Assert.Single(_harness.TakeAll(), sent => sent.Remote == Client(1));
    }

    [Fact]
    public void It_waits_beyond_its_patience_while_no_more_files_may_be_open()
    {
        ShardHarness harness = new(openFiles: 4);
        harness.Content.Files["f"] = Packets.Content(700);
        harness.Ask(Client(0), Packets.Rrq("f"));
        SentDatagram first = harness.TakeOne();
        harness.Ask(Client(1), Packets.Rrq("f"));

        harness.Advance(TimeSpan.FromSeconds(3));
        Assert.DoesNotContain(harness.TakeAll(), sent => sent.Remote == Client(1));
        harness.Ask(Client(1), Packets.Rrq("f"));
        Assert.Empty(harness.TakeAll());

        harness.Reply(first, Packets.Error(0, "enough"));

        Assert.Equal(3, Assert.Single(harness.TakeAll()).Opcode);
        Assert.Equal(1, harness.Shard.ReadCounters().AdmissionWaits);
    }

    [Fact]
    public void One_whose_patience_is_over_needs_no_turn_once_files_may_be_open_again()
    {
        ShardHarness harness = new(options => options.MaxRunning = 1, openFiles: 12);
        harness.Content.Files["f"] = Packets.Content(700);
        SentDatagram[] first = [.. Enumerable.Range(0, 3).Select(client =>
        {
            harness.Ask(Client(client), Packets.Rrq("f"));
            return harness.TakeAll();
        }).SelectMany(sent => sent)];
        harness.Advance(TimeSpan.FromMilliseconds(500));
        Assert.Single(harness.TakeAll(), sent => sent.Remote == Client(1));

        // One ends, one still runs: as many as were asked for, and fewer than there could be.
        harness.Reply(Assert.Single(first), Packets.Error(0, "enough"));
        Assert.DoesNotContain(harness.TakeAll(), sent => sent.Remote == Client(2));
        harness.Advance(TimeSpan.FromMilliseconds(500));

        Assert.Contains(harness.TakeAll(), sent => sent.Remote == Client(2));
    }

    [Fact]
    public void A_request_that_comes_again_while_it_waits_keeps_its_place()
    {
        _harness.Ask(Client(0), Packets.Rrq("f"));
        SentDatagram first = _harness.TakeOne();
        _harness.Ask(Client(1), Packets.Rrq("f"));
        _harness.Ask(Client(1), Packets.Rrq("f"));

        Finish(first);
        SentDatagram second = _harness.TakeOne();
        Finish(second);

        Assert.Equal(2, _harness.Shard.ReadCounters().Completed);
        Assert.Empty(_harness.TakeAll());
        Assert.Equal(0, _harness.Shard.ReadCounters().ActiveTransfers);
    }

    [Fact]
    public void A_long_queue_for_a_file_that_is_not_there_is_refused_in_one_go()
    {
        _harness.Ask(Client(0), Packets.Rrq("f"));
        SentDatagram first = _harness.TakeOne();
        for (int i = 1; i <= 1_000; i++)
        {
            _harness.Ask(Client(i), Packets.Rrq("missing"));
        }

        Finish(first);

        Assert.Equal(1_000, _harness.TakeAll().Count(sent => sent.Opcode == 5));
        Assert.Equal(0, _harness.Shard.ReadCounters().ActiveTransfers);
    }

    [Fact]
    public void Those_that_wait_are_told_when_the_server_stops()
    {
        _harness.Ask(Client(0), Packets.Rrq("f"));
        _harness.Ask(Client(1), Packets.Rrq("f"));
        _harness.TakeAll();

        _harness.Shard.RequestStop(TimeSpan.Zero);
        _harness.Wake();

        Assert.Contains(_harness.TakeAll(), sent => sent.Remote == Client(1) && sent.Opcode == 5);
        Assert.True(_harness.Shard.IsStopped);
    }

    private static PeerEndpoint Client(int number) => PeerEndpoint.FromIPv4(0x0A010000 + (uint)number, 2001);

    private void Finish(SentDatagram first)
    {
        _harness.Reply(first, Packets.Ack(1));
        SentDatagram last = _harness.TakeOne();
        _harness.Reply(last, Packets.Ack(2));
    }
}
