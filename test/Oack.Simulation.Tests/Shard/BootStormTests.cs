using Oack.Protocol.Transfer;
using Oack.Protocol.Wire;
using Oack.Server;
using Oack.Simulation.Network;

namespace Oack.Simulation.Tests.Shard;

public sealed class BootStormTests
{
    private const int Clients = 1_000;

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, false)]
    [InlineData(3, true)]
    public void EveryClientGetsItsFile_When_AThousandStartAtOnce(int seed, bool singlePort)
    {
        var bench = new ShardBench(
            seed,
            NetworkFaults.None with { Loss = 0.02, Duplication = 0.01, Reordering = 0.01 },
            new TftpServerOptions { SinglePort = singlePort });
        AddClients(bench, Clients);
        bench.Run();
        Assert.All(bench.Clients, client => Assert.Equal(TransferOutcome.Complete, client.Machine.Outcome));
        Assert.Equal(Clients, bench.Records.Count(record => record.Outcome == TransferOutcome.Complete));
        Assert.True(bench.Server.MostActive > Clients / 4, $"only {bench.Server.MostActive} ran at once");
    }

    [Fact]
    public void EveryClientGetsItsFile_When_TheDiskIsCold()
    {
        var bench = new ShardBench(
            4, NetworkFaults.None with { Loss = 0.01 }, slowReads: 0.05, longestWork: TimeSpan.FromMilliseconds(80));
        AddClients(bench, 300);
        bench.Run();
        Assert.All(bench.Clients, client => Assert.Equal(TransferOutcome.Complete, client.Machine.Outcome));
        Assert.True(bench.Server.Shard.ReadCounters().ContentWaits > 300);
    }

    [Fact]
    public void EveryClientGetsItsFile_When_StrangersSendIntoEachTransfer()
    {
        var bench = new ShardBench(5, NetworkFaults.None with { ForeignPackets = 0.3 });
        AddClients(bench, 200);
        bench.Run();
        Assert.All(bench.Clients, client => Assert.Equal(TransferOutcome.Complete, client.Machine.Outcome));
        Assert.True(bench.Loop.Network.Counters.Foreign > 1_000);
        Assert.True(bench.Server.Shard.ReadCounters().ForeignDatagrams > 0);
    }

    [Fact]
    public void OneTransferAnswersEachClient_When_EveryRequestComesTwice()
    {
        var bench = new ShardBench(6, NetworkFaults.None with { Duplication = 1, ReorderingDelay = TimeSpan.FromMilliseconds(1) });
        AddClients(bench, 300);
        bench.Run();
        Assert.All(bench.Clients, client => Assert.Equal(TransferOutcome.Complete, client.Machine.Outcome));
        Assert.Equal(300, bench.Started);
        Assert.Equal(300, bench.Records.Count(record => record.Outcome == TransferOutcome.Complete));
        Assert.True(bench.Server.Shard.ReadCounters().RepeatedRequests >= 300);
    }

    private static void AddClients(ShardBench bench, int count)
    {
        for (int i = 0; i < count; i++)
        {
            bench.AddClient(i, TimeSpan.FromMicroseconds(i * 5), Opcode.ReadRequest, window: 1 + (i % 16));
        }
    }
}
