using Oack.Server.Tests.Support;
using static Oack.Server.Tests.Support.ShardHarness;

namespace Oack.Server.Tests.Records;

public sealed class RecordContentTests
{
    private readonly ShardHarness _harness = new();

    [Fact]
    public void Options_stand_in_the_record_as_they_came_and_as_they_were_granted()
    {
        _harness.Content.Files["f"] = Packets.Content(100);
        _harness.Ask(ClientA, Packets.Rrq("f", ("TSIZE", "0"), ("multicast", ""), ("blksize", "abc"), ("windowsize", "2")));
        SentDatagram oack = _harness.TakeOne();
        _harness.Reply(oack, Packets.Ack(0));
        _harness.Reply(oack, Packets.Ack(1));

        Assert.Equal(["TSIZE=0", "multicast=", "blksize=abc", "windowsize=2"], _harness.Record.Asked.Select(option => option.ToString()));
        Assert.Equal(["TSIZE=100", "windowsize=2"], _harness.Record.Granted.Select(option => option.ToString()));
        Assert.Equal("/srv/test", _harness.Record.Content);
        Assert.Equal(Assert.Single(_harness.Started).Id, _harness.Record.Id);
        Assert.Equal(2, _harness.Record.WindowBlocks);
    }

    [Fact]
    public void What_the_client_sent_is_escaped()
    {
        _harness.Ask(ClientA, Packets.Rrq("evil\r\n\u001B[2J\u00FF", ("opt\n", "\u0007")));

        Assert.Equal("evil\\x0D\\x0A\\x1B[2J\\xFF", _harness.Record.Name);
        Assert.Equal("opt\\x0A=\\x07", Assert.Single(_harness.Record.Asked).ToString());
    }

    [Fact]
    public void The_clients_own_words_are_escaped_too()
    {
        _harness.Content.Files["f"] = Packets.Content(5_000);
        _harness.Ask(ClientA, Packets.Rrq("f"));
        SentDatagram data = _harness.TakeOne();
        _harness.Reply(data, Packets.Ack(1));
        _harness.Reply(data, Packets.Error(3, "disk\u001B[31m full"));

        Assert.Equal("disk\\x1B[31m full", _harness.Record.ErrorMessage);
        Assert.DoesNotContain('\u001B', _harness.Record.ToText());
        Assert.DoesNotContain('\u001B', _harness.Record.Cause);
        Assert.Equal("failed", _harness.Record.OutcomeName);
    }

    [Fact]
    public void Retransmissions_timeouts_and_round_trip_are_counted()
    {
        _harness.Content.Files["f"] = Packets.Content(600);
        _harness.Ask(ClientA, Packets.Rrq("f"));
        SentDatagram data = _harness.TakeOne();
        _harness.Now += TimeSpan.FromMilliseconds(10);
        _harness.Reply(data, Packets.Ack(1));
        _harness.TakeAll();
        _harness.Advance(TimeSpan.FromMilliseconds(50));
        Assert.Single(_harness.TakeAll());
        _harness.Reply(data, Packets.Ack(2));

        Assert.Equal("complete", _harness.Record.OutcomeName);
        Assert.Equal(1, _harness.Record.Retransmissions);
        Assert.Equal(1, _harness.Record.Timeouts);
        Assert.Equal(TimeSpan.FromMilliseconds(10), _harness.Record.RoundTrip);
        Assert.Equal(TimeSpan.FromMilliseconds(60), _harness.Record.Duration);
    }
}
