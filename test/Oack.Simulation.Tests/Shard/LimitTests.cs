using Oack.Protocol.Transfer;
using Oack.Server;
using Oack.Simulation.Network;

namespace Oack.Simulation.Tests.Shard;

public sealed class LimitTests
{
    [Fact]
    public void TheRestIsRefused_When_TooManyStartAtOnce()
    {
        var bench = new ShardBench(1, options: new TftpServerOptions { MaxTransfers = 100 });
        for (int i = 0; i < 300; i++)
        {
            bench.AddClient(i, TimeSpan.Zero);
        }

        bench.Run();
        Assert.Equal(100, bench.Server.MostActive);
        Assert.Equal(100, bench.Clients.Count(client => client.Machine.Outcome == TransferOutcome.Complete));
        Assert.Equal(200, bench.Clients.Count(client => client.Machine.Outcome == TransferOutcome.Refused));
        Assert.Equal(200, bench.Records.Count(record => record.Outcome == TransferOutcome.Refused));
    }

    [Fact]
    public void OneAddressIsHeldBackAndOthersAreNot_When_ItAsksForTooMuch()
    {
        var bench = new ShardBench(2, options: new TftpServerOptions { MaxTransfersPerClient = 10 });
        for (int i = 0; i < 50; i++)
        {
            bench.AddClient(i, TimeSpan.Zero, sharesAddress: true);
        }

        for (int i = 1; i <= 50; i++)
        {
            bench.AddClient(1_000 + i, TimeSpan.Zero);
        }

        bench.Run();
        Assert.Equal(10, bench.Clients.Take(50).Count(client => client.Machine.Outcome == TransferOutcome.Complete));
        Assert.All(bench.Clients.Skip(50), client => Assert.Equal(TransferOutcome.Complete, client.Machine.Outcome));
    }

    [Fact]
    public void TheRestWaitsAndNothingIsLeft_When_PortsRunOut()
    {
        var bench = new ShardBench(3, maxPorts: 20);
        for (int i = 0; i < 100; i++)
        {
            bench.AddClient(i, TimeSpan.Zero);
        }

        bench.Run();
        Assert.All(bench.Clients, client => Assert.Equal(TransferOutcome.Complete, client.Machine.Outcome));
    }

    [Theory]
    [InlineData(4, false)]
    [InlineData(5, true)]
    public void FewPacketsGoToEach_When_RequestsAreForged(int seed, bool singlePort)
    {
        const int Victims = 1_000;
        var bench = new ShardBench(seed, options: new TftpServerOptions { SinglePort = singlePort });
        for (int i = 0; i < Victims; i++)
        {
            bench.AddForgedRequest(i, TimeSpan.FromMicroseconds(i));
        }

        bench.Run();
        long answers = bench.Loop.Network.Counters.Sent - Victims;
        Assert.InRange(answers, Victims, Victims * (1 + TransferSettings.Default.MaxUnansweredRetransmissions));
        Assert.Equal(Victims, bench.Records.Count);
        Assert.All(bench.Records, record => Assert.Equal(TransferOutcome.Stalled, record.Outcome));
    }

    [Fact]
    public void HonestClientsGetTheirFiles_When_OthersAreHostile()
    {
        for (int seed = 0; seed < 5; seed++)
        {
            var bench = new ShardBench(
                100 + seed, NetworkFaults.None with { ReportsUnreachable = seed % 2 == 0 }, new TftpServerOptions { SinglePort = seed > 2 });
            for (int i = 0; i < 100; i++)
            {
                bench.AddHostileClient(5_000 + i, TimeSpan.FromMilliseconds(i));
                bench.AddClient(i, TimeSpan.FromMilliseconds(i));
            }

            bench.Run();
            Assert.All(bench.Clients, client => Assert.Equal(TransferOutcome.Complete, client.Machine.Outcome));
        }
    }
}
