using Oack.Protocol;
using Oack.Server.Tests.Support;
using static Oack.Server.Tests.Support.ShardHarness;

namespace Oack.Server.Tests.Shard;

/// <summary>What leaves in a second stays within the rate, and everything arrives all the same.</summary>
public sealed class RateLimitTests
{
    private const int FileBytes = 300_000;
    private const int Rate = 100_000;

    /// <summary>A burst of 5 ms, and the datagram that was under way.</summary>
    private const int Slack = 2_000;

    [Fact]
    public void One_transfer_sends_no_faster_than_its_rate()
    {
        ShardHarness harness = Serving(options => options.MaxBytesPerSecondPerTransfer = Rate);

        (TimeSpan took, long bytes) = Fetch(harness, ClientA);

        Assert.InRange(took.TotalSeconds, (bytes - Slack) / (double)Rate, 1.05 * bytes / Rate);
        Assert.Equal(0, harness.Shard.ReadCounters().Retransmissions);
    }

    [Fact]
    public void Two_transfers_share_the_total_rate()
    {
        ShardHarness harness = Serving(options => options.MaxBytesPerSecond = Rate);

        (TimeSpan took, long bytes) = Fetch(harness, ClientA, ClientB);

        Assert.InRange(took.TotalSeconds, (bytes - (2 * Slack)) / (double)Rate, 1.05 * bytes / Rate);
        Assert.Equal(2, harness.Shard.ReadCounters().Completed);
    }

    [Fact]
    public void A_block_larger_than_a_burst_leaves_whole()
    {
        ShardHarness harness = Serving(options => options.MaxBytesPerSecondPerTransfer = 1_000);
        harness.Ask(ClientA, Packets.Rrq("f", ("blksize", "8192")));
        harness.Reply(harness.TakeOne(), Packets.Ack(0));

        harness.Advance(TimeSpan.FromMilliseconds(10));

        Assert.Equal(8_196, harness.TakeOne().Bytes.Length);
    }

    private static ShardHarness Serving(Action<TftpServerOptions> configure)
    {
        ShardHarness harness = new(configure);
        harness.Content.Files["f"] = Packets.Content(FileBytes);
        return harness;
    }

    /// <summary>Reads the file with windows, acknowledging each as soon as it is there.</summary>
    private static (TimeSpan Took, long Bytes) Fetch(ShardHarness harness, params PeerEndpoint[] clients)
    {
        const int BlockSize = 512;
        const int Window = 16;
        Instant began = harness.Now;
        Dictionary<PeerEndpoint, (SentDatagram From, int Next)> flows = [];
        foreach (PeerEndpoint client in clients)
        {
            harness.Ask(client, Packets.Rrq("f", ("windowsize", "16")));
            flows[client] = (harness.TakeOne(), 1);
        }

        foreach ((SentDatagram oack, _) in flows.Values)
        {
            harness.Reply(oack, Packets.Ack(0));
        }

        long bytes = 0;
        Instant last = began;
        for (int step = 0; step < 100_000 && flows.Count > 0; step++)
        {
            foreach (SentDatagram sent in harness.TakeAll())
            {
                bytes += sent.Bytes.Length;
                last = harness.Now;
                (SentDatagram from, int next) = flows[sent.Remote];
                Assert.Equal(next, sent.Number);
                flows[sent.Remote] = (from, next + 1);
                bool isLast = sent.Bytes.Length < BlockSize + 4;
                if (isLast || next % Window == 0)
                {
                    harness.Reply(sent, Packets.Ack(next));
                }

                if (isLast)
                {
                    flows.Remove(sent.Remote);
                }
            }

            harness.Advance(TimeSpan.FromMilliseconds(1));
        }

        Assert.Empty(flows);
        return (last - began, bytes);
    }
}
