using System.Net;
using System.Net.Sockets;
using Oack.Net.Platform;

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

    /// <summary>
    /// Engines bind one after the other. A client that asks in between would be heard by one, and by another from then on.
    /// </summary>
    [Fact]
    public void NothingIsHeard_Until_TheGroupIsComplete()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "engines share a port on Linux only");
        using Socket socket = UdpSockets.Create(isIPv6: false, 65_536, 65_536);
        using UdpPeer peer = new();
        UdpSockets.KeepOut(socket);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        IPEndPoint address = (IPEndPoint)socket.LocalEndPoint!;
        peer.Send(address, [1]);
        UdpSockets.LetIn(socket);
        peer.Send(address, [2]);

        byte[] buffer = new byte[2];
        Assert.Equal(1, socket.Receive(buffer));
        Assert.Equal(2, buffer[0]);
        Assert.Equal(0, socket.Available);
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
