using System.Text;
using Oack.Protocol;
using Oack.Protocol.Options;
using Oack.Protocol.Transfer;
using Oack.Server.Tests.Support;

namespace Oack.Server.Tests.Shard;

/// <summary>Many clients at once on a bad network: every file whole, one record each, and nothing left behind.</summary>
public sealed class LossyTransferTests
{
    private const int Clients = 60;

    [Theory]
    [InlineData(1u, 0, false)]
    [InlineData(2u, 5, false)]
    [InlineData(3u, 20, false)]
    [InlineData(4u, 5, true)]
    [InlineData(5u, 20, true)]
    public void Every_file_arrives_whole(uint seed, int lossPercent, bool singlePort)
    {
        ShardHarness harness = new(options => options.SinglePort = singlePort);
        LossyNetwork network = new(harness, seed, lossPercent);
        List<(MachineClient Client, byte[] Bytes)> clients = [];
        for (int i = 0; i < Clients; i++)
        {
            byte[] bytes = Packets.Content(i * 777);
            string name = $"file-{i}";
            harness.Content.Files[name] = bytes;
            OptionList asked = AskedBy(i, bytes.Length);
            PeerEndpoint address = PeerEndpoint.FromIPv4(0x0A020000 + (uint)i, 2_070);
            MachineClient client = i % 3 == 0
                ? MachineClient.Writer(harness.Now, address, Encoding.ASCII.GetBytes(name), asked, bytes)
                : MachineClient.Reader(harness.Now, address, Encoding.ASCII.GetBytes(name), asked);
            clients.Add((client, bytes));
            network.Add(client);
        }

        network.Run(TimeSpan.FromMinutes(10));

        Assert.All(clients, pair => Assert.Equal(TransferOutcome.Complete, pair.Client.Machine.Outcome));
        Assert.All(clients.Where((_, i) => i % 3 != 0), pair => Assert.Equal(pair.Bytes, pair.Client.Downloaded));
        Assert.Equal(
            clients.Where((_, i) => i % 3 == 0).Select(pair => pair.Bytes.Length).Order(),
            harness.Content.Uploads.Where(upload => upload.IsCommitted).Select(upload => upload.Bytes.Length).Order());
        AssertNothingIsLeft(harness);
    }

    private static void AssertNothingIsLeft(ShardHarness harness)
    {
        ServerCounters counters = harness.Shard.ReadCounters();
        Assert.Equal(0, counters.ActiveTransfers);
        Assert.Equal(0, counters.DallyingTransfers);
        Assert.All(harness.Content.Opened, content => Assert.True(content.IsDisposed));
        Assert.All(harness.Content.Uploads, content => Assert.True(content.IsDisposed));
        Assert.Equal(harness.Started.Count, harness.Records.Count);
        Assert.Equal(harness.Records.Count, harness.Records.Select(record => record.Id).Distinct().Count());
        Assert.Empty(harness.Faults);
    }

    private static OptionList AskedBy(int client, int bytes)
    {
        OptionList asked = default;
        if (client % 2 == 0)
        {
            asked.TryAdd(OptionKind.BlockSize, 8 + (client * 40));
        }

        if (client % 5 != 0)
        {
            asked.TryAdd(OptionKind.WindowSize, 1 + (client % 17));
        }

        if (client % 7 == 0)
        {
            asked.TryAdd(OptionKind.TransferSize, client % 3 == 0 ? bytes : 0);
        }

        return asked;
    }
}
