using Oack.Protocol;
using Oack.Protocol.Transfer;
using Oack.Protocol.Wire;
using Oack.Simulation.Network;

namespace Oack.Simulation.Tests.Shard;

public sealed class StopTests
{
    [Theory]
    [InlineData(1, Opcode.ReadRequest)]
    [InlineData(2, Opcode.WriteRequest)]
    public void RunningTransfersFinishAndNewOnesAreRefused_When_TheServerStops(int seed, Opcode opcode)
    {
        var bench = new ShardBench(seed, NetworkFaults.None with { Loss = 0.01 }, fileBytes: 100_000);
        for (int i = 0; i < 100; i++)
        {
            bench.AddClient(i, TimeSpan.Zero, opcode, window: 4);
            bench.AddClient(1_000 + i, TimeSpan.FromMilliseconds(20), opcode);
        }

        bench.StopAfter(TimeSpan.FromMilliseconds(10), drain: TimeSpan.FromSeconds(30));
        bench.Run();
        Assert.True(bench.Server.Shard.IsStopped);

        // A request that is lost comes again after the stop, and is refused; so are the ones that start late.
        Assert.InRange(bench.Started, 90, 100);
        Assert.Equal(bench.Started, bench.Records.Count(record => record.Outcome == TransferOutcome.Complete));

        Assert.Equal(bench.Started, bench.Clients.Count(client => client.Machine.Outcome == TransferOutcome.Complete));
        Assert.All(
            bench.Clients.Where(client => client.Machine.Outcome != TransferOutcome.Complete),
            client => Assert.Equal(TransferOutcome.Refused, client.Machine.Outcome));
    }

    [Fact]
    public void TheRestIsToldAndTheServerStopsInTime_When_TheDrainIsOver()
    {
        var bench = new ShardBench(3, fileBytes: 2_000_000);
        for (int i = 0; i < 100; i++)
        {
            bench.AddClient(i, TimeSpan.Zero, window: 1);
        }

        bench.StopAfter(TimeSpan.FromMilliseconds(100), drain: TimeSpan.FromMilliseconds(200));
        bench.Run();
        Assert.True(bench.Server.Shard.IsStopped);
        Assert.All(bench.Records, record => Assert.Equal(TransferOutcome.Failed, record.Outcome));
        Assert.Equal(100, bench.Records.Count);
        Assert.All(bench.Clients, client =>
        {
            Assert.True(client.Machine.EndedByPeer);
            Assert.Equal(ErrorCode.NotDefined, client.Machine.ErrorCode);
            Assert.True(client.EndedAt - client.StartedAt < TimeSpan.FromMilliseconds(310));
        });
    }

    [Fact]
    public void NothingHalfStoredStays_When_UploadsAreCutOff()
    {
        var bench = new ShardBench(4, fileBytes: 2_000_000, longestWork: TimeSpan.FromMilliseconds(50));
        for (int i = 0; i < 100; i++)
        {
            bench.AddClient(i, TimeSpan.Zero, Opcode.WriteRequest, window: 1);
        }

        bench.StopAfter(TimeSpan.FromMilliseconds(100), drain: TimeSpan.Zero);
        bench.Run();
        Assert.True(bench.Server.Shard.IsStopped);
        Assert.Empty(bench.Source.Stored);
        Assert.All(bench.Clients, client => Assert.NotEqual(TransferOutcome.Complete, client.Machine.Outcome));
        Assert.True(bench.Loop.Now < Instant.Zero + TimeSpan.FromMinutes(2));
    }
}
