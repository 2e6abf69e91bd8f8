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
    public void One_that_cannot_be_opened_waits_for_another_to_end()
    {
        ShardHarness harness = WithRoomFor(2, out TestContent content);
        SentDatagram first = AskFor(harness, "f", 0);
        AskFor(harness, "f", 1);
        harness.Ask(Client(2), Packets.Rrq("f"));
        harness.Ask(Client(3), Packets.Rrq("f"));
        Assert.Empty(harness.TakeAll());
        int tries = content.Refused;

        harness.Advance(TimeSpan.FromMilliseconds(400));
        Assert.Equal(tries, content.Refused);
        harness.Reply(first, Packets.Error(0, "enough"));

        Assert.Equal(Client(2), Assert.Single(harness.TakeAll()).Remote);
        harness.Advance(TimeSpan.FromSeconds(20));
        Assert.DoesNotContain(harness.TakeAll(), sent => sent.Remote == Client(3));
        Assert.DoesNotContain(harness.Records, record => record.OutcomeName == "refused");
    }

    [Fact]
    public void It_is_told_when_it_has_waited_for_long()
    {
        ShardHarness harness = WithRoomFor(1, out _);
        harness.Content.Files["long"] = Packets.Content(1_000_000);
        SentDatagram other = AskFor(harness, "long", 0);
        harness.Ask(Client(1), Packets.Rrq("f"));
        for (int second = 0; second < 29; second++)
        {
            // The other goes on and on.
            harness.Reply(other, Packets.Ack(other.Number));
            other = harness.TakeAll().Last(sent => sent.Opcode == 3);
            harness.Advance(TimeSpan.FromSeconds(1));
            Assert.Empty(harness.Records);
        }

        harness.Advance(TimeSpan.FromSeconds(1));
        TransferRecord record = Assert.Single(harness.Records);
        Assert.Equal(("refused", Client(1).ToIPEndPoint()), (record.OutcomeName, record.Client));
        Assert.Contains(harness.TakeAll(), sent => sent.Remote == Client(1) && sent.Opcode == 5);
    }

    [Fact]
    public void It_is_told_at_once_when_no_other_runs()
    {
        ShardHarness harness = WithRoomFor(0, out _);

        harness.Ask(Client(0), Packets.Rrq("f"));

        harness.TakeOne().AssertError(0, "no more room");
    }

    [Fact]
    public void All_of_a_storm_are_served_in_the_end()
    {
        ShardHarness harness = WithRoomFor(3, out _);
        for (int client = 0; client < 50; client++)
        {
            harness.Ask(Client(client), Packets.Rrq("f"));
        }

        while (harness.TakeAll() is { Count: > 0 } sent)
        {
            Assert.All(sent, datagram => Assert.Equal(3, datagram.Opcode));
            sent.ForEach(datagram => harness.Reply(datagram, Packets.Ack(datagram.Number)));
        }

        Assert.Equal(50, harness.Shard.ReadCounters().Completed);
    }

    private static ShardHarness WithRoomFor(int files, out TestContent content)
    {
        ShardHarness harness = new();
        content = harness.Content;
        content.Files["f"] = Packets.Content(700);
        content.MostOpen = files;
        return harness;
    }

    private static SentDatagram AskFor(ShardHarness harness, string name, int client)
    {
        harness.Ask(Client(client), Packets.Rrq(name));
        return harness.TakeOne();
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
