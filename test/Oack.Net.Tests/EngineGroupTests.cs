using System.Net;

namespace Oack.Net.Tests;

/// <summary>Engines that share their ports, and nobody else with them.</summary>
public sealed class EngineGroupTests
{
    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("0.0.0.0")]
    [InlineData("::")]
    public void ClientsAreSpread_AndEachStaysWithItsEngine_When_EnginesShareAPort(string address)
    {
        Assert.SkipUnless(DatagramEngine.CanShare(EngineKind.Best), "Engines share no ports here.");
        EngineOptions options = new() { Listen = [new(IPAddress.Parse(address), 0)] };
        IReadOnlyList<DatagramEngine> engines = DatagramEngine.BindGroup(options, 2);
        ScriptedShard[] shards = [.. engines.Select((_, index) => new ScriptedShard { OnDatagram = Answer((byte)index) })];
        Thread[] threads = [.. engines.Select((engine, index) => new Thread(() => engine.Run(shards[index], TimeProvider.System)))];
        Array.ForEach(threads, thread => thread.Start());
        try
        {
            int port = engines[0].LocalEndpoints[0].Port;
            Assert.Equal(port, engines[1].LocalEndpoints[0].Port);
            IPEndPoint server = new(IPAddress.Loopback, port);
            HashSet<byte> seen = [];
            for (int client = 0; client < 40; client++)
            {
                using UdpPeer peer = new();
                byte first = peer.Ask(server, [1]).Bytes[0];
                Assert.Equal(first, peer.Ask(server, [2]).Bytes[0]);
                seen.Add(first);
            }

            Assert.Equal(2, seen.Count);
        }
        finally
        {
            Array.ForEach(shards, shard => shard.Stop());
            Array.ForEach(threads, thread => Assert.True(thread.Join(TestTimeouts.Patience)));
            foreach (DatagramEngine engine in engines)
            {
                engine.Dispose();
            }
        }
    }

    [Fact]
    public void AnotherServerIsRefused_When_AGroupHoldsThePort()
    {
        Assert.SkipUnless(DatagramEngine.CanShare(EngineKind.Best), "Engines share no ports here.");
        IReadOnlyList<DatagramEngine> engines = DatagramEngine.BindGroup(new() { Listen = [new(IPAddress.Loopback, 0)] }, 3);
        try
        {
            Assert.Throws<BindException>(() => DatagramEngine.Bind(new() { Listen = engines[0].LocalEndpoints }));
            Assert.Throws<BindException>(() => DatagramEngine.BindGroup(new() { Listen = engines[0].LocalEndpoints }, 2));
        }
        finally
        {
            foreach (DatagramEngine engine in engines)
            {
                engine.Dispose();
            }
        }
    }

    private static ScriptedShard.DatagramHandler Answer(byte index) =>
        (ScriptedShard shard, in IncomingDatagram incoming, ReadOnlySpan<byte> datagram) => shard.Send(incoming.Channel, incoming, [index]);
}
