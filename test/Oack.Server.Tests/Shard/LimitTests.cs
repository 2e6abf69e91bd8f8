using Oack.Protocol;
using Oack.Server.Tests.Support;
using static Oack.Server.Tests.Support.ShardHarness;

namespace Oack.Server.Tests.Shard;

public sealed class LimitTests
{
    private static PeerEndpoint Client(int number, ushort port = 2001) => PeerEndpoint.FromIPv4(0x0A010000 + (uint)number, port);

    [Fact]
    public void The_next_request_is_refused_when_as_many_transfers_run_as_may()
    {
        ShardHarness harness = new(options => options.MaxTransfers = 3);
        harness.Content.Files["f"] = Packets.Content(5_000);
        for (int i = 0; i < 3; i++)
        {
            harness.Ask(Client(i), Packets.Rrq("f"));
        }

        Assert.All(harness.TakeAll(), sent => Assert.Equal(3, sent.Opcode));

        harness.Ask(Client(3), Packets.Rrq("f"));

        harness.TakeOne().AssertError(0, "Server busy: 3 transfers are running");
        Assert.Equal("refused", harness.Record.OutcomeName);
    }

    [Fact]
    public void There_is_room_again_when_a_transfer_has_ended()
    {
        ShardHarness harness = new(options => options.MaxTransfers = 1);
        harness.Content.Files["f"] = Packets.Content(10);
        harness.Ask(Client(0), Packets.Rrq("f"));
        harness.ReadToEnd(harness.TakeOne());

        harness.Ask(Client(1), Packets.Rrq("f"));

        Assert.Equal(3, harness.TakeOne().Opcode);
    }

    [Fact]
    public void One_address_is_refused_and_others_are_served_when_it_has_as_many_as_it_may()
    {
        ShardHarness harness = new(options => options.MaxTransfersPerClient = 2);
        harness.Content.Files["f"] = Packets.Content(5_000);
        harness.Ask(Client(0, 2001), Packets.Rrq("f"));
        harness.Ask(Client(0, 2002), Packets.Rrq("f"));
        harness.TakeAll();

        harness.Ask(Client(0, 2003), Packets.Rrq("f"));
        harness.TakeOne().AssertError(0, "Server busy: 2 transfers are running for your address");
        harness.Ask(Client(1), Packets.Rrq("f"));

        Assert.Equal(3, harness.TakeOne().Opcode);
    }

    [Fact]
    public void Files_being_opened_count()
    {
        ShardHarness harness = new(options => options.MaxTransfers = 1);
        harness.Content.OpenGate = new();
        harness.Ask(Client(0), Packets.Rrq("f"));

        harness.Ask(Client(1), Packets.Rrq("f"));

        harness.TakeOne().AssertError(0, "Server busy");
    }

    [Fact]
    public void Dallying_uploads_do_not_count_and_are_bounded_themselves()
    {
        ShardHarness harness = new(options =>
        {
            options.MaxTransfers = 1;
            options.MaxDallying = 2;
        });
        for (int i = 0; i < 4; i++)
        {
            harness.Ask(Client(i), Packets.Wrq("up"));
            harness.Reply(harness.TakeOne(), Packets.Data(1, "x"u8));
            Assert.Equal(1, harness.TakeOne().Number);
        }

        Assert.Equal(2, harness.Shard.ReadCounters().DallyingTransfers);
        Assert.Equal(2, harness.Closed.Count);
        Assert.All(harness.Records, record => Assert.Equal("complete", record.OutcomeName));
    }

    [Fact]
    public void Blksize_and_windowsize_are_granted_down_to_the_policy()
    {
        ShardHarness harness = new(options =>
            options.Options = new Protocol.Options.OptionPolicy { MaxBlockSize = 1_024, MaxWindowBlocks = 8 });
        harness.Content.Files["f"] = Packets.Content(10);

        harness.Ask(ClientA, Packets.Rrq("f", ("blksize", "65464"), ("windowsize", "64")));

        Assert.Equal("blksize=1024 windowsize=8", Packets.OptionsOf(harness.TakeOne().Bytes));
    }

    [Fact]
    public void Blksize_is_granted_down_to_the_path_when_the_operator_wants_it()
    {
        ShardHarness harness = new(options => options.PathBlockSize = client => client == ClientA ? 1_468 : null);
        harness.Content.Files["f"] = Packets.Content(10);

        harness.Ask(ClientA, Packets.Rrq("f", ("blksize", "8192")));
        Assert.Equal("blksize=1468", Packets.OptionsOf(harness.TakeOne().Bytes));
        harness.Ask(ClientB, Packets.Rrq("f", ("blksize", "8192")));
        Assert.Equal("blksize=8192", Packets.OptionsOf(harness.TakeOne().Bytes));
    }
}
