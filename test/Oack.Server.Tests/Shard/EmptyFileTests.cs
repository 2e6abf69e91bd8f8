using Oack.Server.Tests.Support;
using static Oack.Server.Tests.Support.ShardHarness;

namespace Oack.Server.Tests.Shard;

public sealed class EmptyFileTests
{
    private readonly ShardHarness _harness = new();

    public EmptyFileTests() => _harness.Content.Files["f"] = [];

    [Fact]
    public void The_size_is_told_as_it_is()
    {
        _harness.Ask(ClientA, Packets.Rrq("f", ("tsize", "0"), ("blksize", "1024")));

        Assert.Equal("tsize=0 blksize=1024", Packets.OptionsOf(_harness.TakeOne().Bytes));
    }

    [Fact]
    public void The_size_is_left_out_for_curl_which_gives_up_on_zero()
    {
        _harness.Ask(ClientA, Packets.Rrq("f", ("tsize", "0"), ("blksize", "512"), ("timeout", "6")));

        SentDatagram oack = _harness.TakeOne();
        Assert.Equal("blksize=512", Packets.OptionsOf(oack.Bytes));
        _harness.Reply(oack, Packets.Ack(0));
        Assert.Empty(_harness.ReadToEnd(_harness.TakeOne()));
    }
}
