using Oack.Server.Tests.Support;
using static Oack.Server.Tests.Support.ShardHarness;

namespace Oack.Server.Tests.Shard;

public sealed class ProbeTests
{
    [Fact]
    public void The_record_says_probed_when_the_client_asks_for_the_size_and_hangs_up()
    {
        // The trace that started the project: a Mac's firmware.
        ShardHarness harness = new();
        harness.Content.Files["file.exe"] = Packets.Content(99_446);
        harness.Ask(ClientA, Packets.Rrq("file.exe", ("blksize", "512"), ("tsize", "0")));
        SentDatagram oack = harness.TakeOne();
        Assert.Equal("blksize=512 tsize=99446", Packets.OptionsOf(oack.Bytes));

        harness.Reply(oack, Packets.Error(8, "user aborted transfer"));

        Assert.Empty(harness.Sent);
        Assert.Equal("probed", harness.Record.OutcomeName);
        Assert.Equal("the client asked for the size and hung up, as UEFI firmware does; the fetch follows", harness.Record.Cause);
        Assert.False(harness.Record.IsTrouble);

        harness.Ask(ClientA.WithPort(2002), Packets.Rrq("file.exe", ("blksize", "8192")));
        oack = harness.TakeOne();
        Assert.Equal("blksize=8192", Packets.OptionsOf(oack.Bytes));
        harness.Reply(oack, Packets.Ack(0));
        Assert.Equal(Packets.Content(99_446), harness.ReadToEnd(harness.TakeOne(), blockSize: 8_192));
        Assert.Equal("complete", harness.Records[1].OutcomeName);
    }

    [Fact]
    public void The_record_says_closed_early_when_the_client_hangs_up_midway()
    {
        // GRUB, after 52 blocks of a file of which it wanted 64 bytes.
        ShardHarness harness = new();
        harness.Content.Files["f"] = Packets.Content(5_000);
        harness.Ask(ClientA, Packets.Rrq("f"));
        SentDatagram data = harness.TakeOne();
        harness.Reply(data, Packets.Ack(1));

        harness.Reply(data, Packets.Error(0, "closed"));

        Assert.Equal("closed-early", harness.Record.OutcomeName);
        Assert.Equal("the client hung up on purpose after 512 bytes (ERROR 0 \"closed\")", harness.Record.Cause);
        Assert.True(harness.Record.EndedByClient);
    }

    [Fact]
    public void The_record_says_failed_when_the_client_rejects_the_options()
    {
        ShardHarness harness = new();
        harness.Content.Files["f"] = Packets.Content(5_000);
        harness.Ask(ClientA, Packets.Rrq("f", ("blksize", "1468")));

        harness.Reply(harness.TakeOne(), Packets.Error(4, "Malformatted OACK packet"));

        Assert.Equal("failed", harness.Record.OutcomeName);
        Assert.Equal("the client rejected the options that were granted (ERROR 4 \"Malformatted OACK packet\")", harness.Record.Cause);
    }

    [Fact]
    public void The_record_says_stalled_when_the_client_falls_silent()
    {
        ShardHarness harness = new();
        harness.Content.Files["f"] = Packets.Content(5_000);
        harness.Ask(ClientA, Packets.Rrq("f"));
        harness.Reply(harness.TakeOne(), Packets.Ack(1));

        harness.Advance(TimeSpan.FromMinutes(5));

        Assert.Equal("stalled", harness.Record.OutcomeName);
        Assert.Equal("the client fell silent after 512 bytes", harness.Record.Cause);
        Assert.True(harness.Record.Retransmissions > 0);
    }
}
