using Oack.Server.Tests.Support;
using static Oack.Server.Tests.Support.ShardHarness;

namespace Oack.Server.Tests.Shard;

public sealed class ForeignPeerTests
{
    private readonly ShardHarness _harness = new();

    [Fact]
    public void A_stranger_gets_error_5_from_that_port_and_the_transfer_goes_on()
    {
        _harness.Content.Files["f"] = Packets.Content(1_300);
        _harness.Ask(ClientA, Packets.Rrq("f"));
        SentDatagram data = _harness.TakeOne();

        _harness.Reply(data, Packets.Ack(1), from: ClientB);

        SentDatagram error = _harness.TakeOne();
        error.AssertError(5, "unknown transfer");
        Assert.Equal(ClientB, error.Remote);
        Assert.Equal(data.Channel, error.Channel);
        Assert.Equal(Packets.Content(1_300), _harness.ReadToEnd(data));
    }

    [Fact]
    public void A_strangers_error_ends_nothing_and_is_not_answered()
    {
        _harness.Content.Files["f"] = Packets.Content(1_300);
        _harness.Ask(ClientA, Packets.Rrq("f"));
        SentDatagram data = _harness.TakeOne();

        _harness.Reply(data, Packets.Error(0, "die"), from: ClientB);
        _harness.Reply(data, Packets.Error(0, "die"), from: ClientA.WithPort(9));

        Assert.Empty(_harness.Sent);
        Assert.Equal(Packets.Content(1_300), _harness.ReadToEnd(data));
        Assert.Equal(2, _harness.Shard.ReadCounters().ForeignDatagrams);
    }

    [Fact]
    public void A_datagram_for_a_transfer_that_is_over_reaches_nobody()
    {
        _harness.Content.Files["f"] = Packets.Content(10);
        _harness.Ask(ClientA, Packets.Rrq("f"));
        SentDatagram first = _harness.TakeOne();
        _harness.Reply(first, Packets.Ack(1));
        _harness.Ask(ClientB, Packets.Rrq("f"));
        SentDatagram second = _harness.TakeOne();
        Assert.Equal(first.Channel.Index, second.Channel.Index);
        Assert.NotEqual(first.Channel, second.Channel);

        _harness.Reply(first, Packets.Ack(1), from: ClientA);

        Assert.Empty(_harness.Sent);
        Assert.Equal(0, _harness.Shard.ReadCounters().ForeignDatagrams);
    }
}
