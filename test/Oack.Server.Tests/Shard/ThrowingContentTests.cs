using Oack.Server.Tests.Support;
using static Oack.Server.Tests.Support.ShardHarness;

namespace Oack.Server.Tests.Shard;

/// <summary>A content source with bugs costs its own transfers and nothing else.</summary>
public sealed class ThrowingContentTests
{
    private readonly ShardHarness _harness = new();

    [Fact]
    public void The_transfer_fails_when_reading_throws()
    {
        _harness.Content.Files["f"] = Packets.Content(5_000);
        _harness.Ask(ClientA, Packets.Rrq("f"));
        SentDatagram data = _harness.TakeOne();
        _harness.Content.Opened[0].Throws = new IOException("the disk is gone");

        _harness.Reply(data, Packets.Ack(1));

        _harness.TakeOne().AssertError(0, "Internal error");
        Assert.Equal("failed", _harness.Record.OutcomeName);
        Assert.Equal("the content source threw an exception", _harness.Record.Cause);
        Assert.Contains(_harness.Faults, fault => fault is IOException);
    }

    [Fact]
    public void The_transfer_fails_when_writing_throws()
    {
        _harness.Ask(ClientA, Packets.Wrq("up"));
        SentDatagram ack = _harness.TakeOne();
        _harness.Content.Uploads[0].Throws = new IOException("the disk is gone");

        _harness.Reply(ack, Packets.Data(1, "x"u8));

        _harness.TakeOne().AssertError(0, "Internal error");
        Assert.Equal("failed", _harness.Record.OutcomeName);
        Assert.False(_harness.Content.Uploads[0].IsCommitted);
    }

    [Fact]
    public void The_block_size_is_not_clamped_when_measuring_the_path_throws()
    {
        ShardHarness harness = new(options => options.PathBlockSize = _ => throw new InvalidOperationException("a bug"));
        harness.Content.Files["f"] = Packets.Content(10);

        harness.Ask(ClientA, Packets.Rrq("f", ("blksize", "8192")));

        Assert.Equal("blksize=8192", Packets.OptionsOf(harness.TakeOne().Bytes));
        Assert.Single(harness.Faults);
    }

    [Fact]
    public void The_transfer_fails_when_the_content_is_never_ready_though_it_says_it_is()
    {
        _harness.Content.Files["f"] = Packets.Content(5_000);
        _harness.Content.OnOpenRead = content => content.IsNeverReady = true;

        _harness.Ask(ClientA, Packets.Rrq("f"));

        _harness.TakeOne().AssertError(0, "Internal error");
        Assert.Equal("failed", _harness.Record.OutcomeName);
    }
}
