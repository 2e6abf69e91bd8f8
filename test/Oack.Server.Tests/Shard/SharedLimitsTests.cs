using Oack.Net;
using Oack.Protocol;
using Oack.Protocol.Wire;
using Oack.Server.Tests.Support;
using static Oack.Server.Tests.Support.ShardHarness;

namespace Oack.Server.Tests.Shard;

/// <summary>A limit of the server holds for all its shards together.</summary>
public sealed class SharedLimitsTests
{
    private static readonly Instant s_now = new(TimeSpan.TicksPerHour);
    private readonly TestContent _content = new();
    private readonly DatagramTrain _train = new();

    public SharedLimitsTests() => _content.Files["f"] = Packets.Content(5_000);

    [Fact]
    public void The_next_request_is_refused_by_another_shard_too()
    {
        (TftpShard first, TftpShard second) = Pair(new TftpServerOptions { MaxTransfers = 1 });

        Assert.Equal(3, Ask(first, ClientA)[1]);

        Assert.Contains("Server busy", Packets.TextOf(Ask(second, ClientB)), StringComparison.Ordinal);
    }

    [Fact]
    public void An_address_has_its_share_in_all_shards_together()
    {
        (TftpShard first, TftpShard second) = Pair(new TftpServerOptions { MaxTransfersPerClient = 1 });
        Ask(first, ClientA);

        Assert.Contains("for your address", Packets.TextOf(Ask(second, ClientA.WithPort(3_000))), StringComparison.Ordinal);
        Assert.Equal(3, Ask(second, ClientB)[1]);
    }

    [Fact]
    public void Room_in_one_shard_is_room_in_the_other()
    {
        (TftpShard first, TftpShard second) = Pair(new TftpServerOptions { MaxTransfers = 1 });
        Ask(first, ClientA);
        first.HandleDatagram(s_now, new(ChannelId.Transfer(0, 1), ClientA, ServerAddress, false), Packets.Error(0, "no"));
        while (first.TryPollTransmit(s_now, _train, out _))
        {
            _train.Clear();
        }

        Assert.Equal(3, Ask(second, ClientB)[1]);
    }

    private (TftpShard First, TftpShard Second) Pair(TftpServerOptions options)
    {
        ShardLimits limits = new(options, 2);
        return (Make(), Make());

        TftpShard Make() => new(options, _content, ContentExecutor.Inline, observer: null, limits);
    }

    private byte[] Ask(TftpShard shard, PeerEndpoint client)
    {
        shard.HandleDatagram(s_now, new(ChannelId.Listener(0), client, ServerAddress, false), Packets.Rrq("f"));
        _train.Clear();
        Assert.True(shard.TryPollTransmit(s_now, _train, out _));
        return _train[0].ToArray();
    }
}
