using Oack.Server.Tests.Support;
using static Oack.Server.Tests.Support.ShardHarness;

namespace Oack.Server.Tests.Shard;

public sealed class BroadcastTests
{
    [Fact]
    public void Nothing_is_answered_when_the_request_was_broadcast()
    {
        // RFC 1123 §4.2.3.5.
        ShardHarness harness = new();
        harness.Content.Files["f"] = Packets.Content(10);

        harness.Ask(ClientA, Packets.Rrq("f"), isBroadcast: true);
        harness.Ask(ClientA, Packets.Rrq(""), isBroadcast: true);
        harness.Ask(ClientA, [0, 9], isBroadcast: true);

        Assert.Empty(harness.Sent);
        Assert.Empty(harness.Content.Requests);
        Assert.Equal(3, harness.Shard.ReadCounters().Broadcasts);
    }
}
