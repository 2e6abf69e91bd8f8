using Oack.Server.Tests.Support;
using static Oack.Server.Tests.Support.ShardHarness;

namespace Oack.Server.Tests.Shard;

public sealed class ActiveTransfersTests
{
    private readonly ShardHarness _harness = new();

    [Fact]
    public void The_table_shows_name_bytes_and_rate_when_somebody_asks()
    {
        _harness.Content.Files["f"] = Packets.Content(5_000);
        _harness.Ask(ClientA, Packets.Rrq("f"));
        SentDatagram data = _harness.TakeOne();
        Assert.Empty(_harness.Shard.ActiveTransfers);
        Assert.True(_harness.Wake());
        _harness.Now += TimeSpan.FromMilliseconds(500);
        _harness.Reply(data, Packets.Ack(1));
        _harness.Reply(data, Packets.Ack(2));

        ActiveTransfer before = Assert.Single(_harness.Shard.ActiveTransfers);
        Assert.True(_harness.Wake());
        ActiveTransfer after = Assert.Single(_harness.Shard.ActiveTransfers);

        Assert.Equal(0, before.Bytes);
        Assert.Equal(1_024, after.Bytes);
        Assert.Equal(5_000, after.TotalBytes);
        Assert.Equal(2_048, after.BytesPerSecond);
        Assert.Equal("f", after.Name);
        Assert.Equal(before.Id, after.Id);
    }

    [Fact]
    public void A_table_is_made_at_most_five_times_a_second()
    {
        _harness.Content.Files["f"] = Packets.Content(5_000);
        _harness.Ask(ClientA, Packets.Rrq("f"));
        _ = _harness.Shard.ActiveTransfers;
        _harness.Wake();
        IReadOnlyList<ActiveTransfer> first = _harness.Shard.ActiveTransfers;
        _harness.Now += TimeSpan.FromMilliseconds(100);
        _harness.Wake();

        Assert.Same(first, _harness.Shard.ActiveTransfers);
    }

    [Fact]
    public void Finished_transfers_are_not_in_it()
    {
        _harness.Content.Files["f"] = Packets.Content(5_000);
        _harness.Ask(ClientA, Packets.Rrq("f"));
        _harness.ReadToEnd(_harness.TakeOne());
        _ = _harness.Shard.ActiveTransfers;

        _harness.Wake();

        Assert.Empty(_harness.Shard.ActiveTransfers);
    }
}
