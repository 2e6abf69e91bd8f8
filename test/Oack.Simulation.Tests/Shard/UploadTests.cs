using Oack.Protocol.Transfer;
using Oack.Protocol.Wire;
using Oack.Simulation.Network;

namespace Oack.Simulation.Tests.Shard;

public sealed class UploadTests
{
    [Theory]
    [InlineData(1, 0.0, 0)]
    [InlineData(2, 0.02, 0)]
    [InlineData(3, 0.02, 200)]
    public void EveryUploadIsStoredWholeAndOnce_When_ManyWriteAtOnce(int seed, double loss, int slowMilliseconds)
    {
        var bench = new ShardBench(
            seed,
            NetworkFaults.None with { Loss = loss },
            slowReads: slowMilliseconds > 0 ? 0.05 : 0,
            longestWork: TimeSpan.FromMilliseconds(slowMilliseconds));
        for (int i = 0; i < 300; i++)
        {
            bench.AddClient(i, TimeSpan.FromMicroseconds(i * 20), Opcode.WriteRequest, window: 1 + (i % 16));
        }

        bench.Run();
        Assert.All(bench.Clients, client => Assert.Equal(TransferOutcome.Complete, client.Machine.Outcome));
        Assert.Equal(300, bench.Source.Stored.Count);
        Assert.Equal(300, bench.Source.Stored.Select(stored => stored.Client).Distinct().Count());
        byte[] file = bench.File.At(0, bench.File.LengthBytes).ToArray();
        Assert.All(bench.Source.Stored, stored => Assert.Equal(file, stored.Bytes));
    }
}
