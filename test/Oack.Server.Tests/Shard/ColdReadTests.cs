using Oack.Server.Tests.Support;
using static Oack.Server.Tests.Support.ShardHarness;

namespace Oack.Server.Tests.Shard;

public sealed class ColdReadTests
{
    private readonly ShardHarness _harness = new();

    private TestReadContent Opened => Assert.Single(_harness.Content.Opened);

    public ColdReadTests()
    {
        _harness.Content.Files["f"] = Packets.Content(1_300);
        _harness.Content.OnOpenRead = content => content.ColdFrom = 512;
    }

    private SentDatagram BeginAndGetStuck()
    {
        _harness.Ask(ClientA, Packets.Rrq("f"));
        SentDatagram data = _harness.TakeOne();
        _harness.Reply(data, Packets.Ack(1));
        Assert.Empty(_harness.Sent);
        return data;
    }

    [Fact]
    public void The_block_leaves_when_its_bytes_are_there()
    {
        SentDatagram first = BeginAndGetStuck();

        Opened.Prepared.SetResult();
        Assert.True(_harness.Wake());

        SentDatagram second = _harness.TakeOne();
        Assert.Equal(2, second.Number);
        Assert.Equal(first.Channel, second.Channel);
        Assert.Equal(Packets.Content(1_300)[512..1_024], second.Bytes[4..]);
        Assert.Equal(Packets.Content(1_300)[512..], _harness.ReadToEnd(second));
    }

    [Fact]
    public void It_leaves_once_when_the_timer_ran_out_meanwhile()
    {
        BeginAndGetStuck();

        _harness.Advance(TimeSpan.FromSeconds(4));
        Assert.Empty(_harness.Sent);
        Opened.Prepared.SetResult();
        Assert.True(_harness.Wake());

        Assert.Equal(2, _harness.TakeOne().Number);
        Assert.Equal(1, Opened.Prepares);
    }

    [Fact]
    public void Other_transfers_go_on_meanwhile()
    {
        BeginAndGetStuck();
        _harness.Content.OnOpenRead = null;

        _harness.Ask(ClientB, Packets.Rrq("f"));

        Assert.Equal(Packets.Content(1_300), _harness.ReadToEnd(_harness.TakeOne()));
    }

    [Fact]
    public void The_transfer_ends_when_the_content_does_not_answer_in_time()
    {
        BeginAndGetStuck();

        _harness.Advance(TimeSpan.FromSeconds(31));

        _harness.TakeOne().AssertError(0, "did not answer in time");
        Assert.Equal("failed", _harness.Record.OutcomeName);
        Assert.True(_harness.Wake());
        Assert.True(Opened.IsDisposed);
        Assert.Empty(_harness.Faults);
    }

    [Fact]
    public void The_content_is_freed_when_the_client_leaves_meanwhile()
    {
        SentDatagram data = BeginAndGetStuck();

        _harness.Reply(data, Packets.Error(0, "closed"));
        Assert.Equal("closed-early", _harness.Record.OutcomeName);
        Assert.False(_harness.Wake() && !Opened.IsDisposed);

        Assert.True(Opened.IsDisposed);
        Assert.Empty(_harness.Sent);
    }
}
