using System.Net;
using System.Net.Sockets;
using Oack.Net.Platform;

namespace Oack.Net.Tests;

/// <summary>The loop ends when the shard has stopped or the engine is disposed of, and gives its ports back.</summary>
public abstract class StopTests(EngineKind kind)
{
    public sealed class OnPortable() : StopTests(EngineKind.Portable);

    public sealed class OnLinux() : StopTests(EngineKind.Linux);

    [Fact]
    public void EndsTheLoop_When_TheShardHasStopped()
    {
        ScriptedShard shard = new();
        using EngineHost host = EngineHost.Start(kind, shard, "127.0.0.1:0");

        shard.Stop();

        host.Join();
    }

    /// <summary>A lone client's answers may be taken before the loop waits; the last one must not be waited behind.</summary>
    [Fact]
    public void EndsTheLoop_When_ALoneClientsDatagramWasTheLast()
    {
        const byte Last = 255;
        ScriptedShard.DatagramHandler echo = ScriptedShard.EchoOnOwnChannels();
        ScriptedShard shard = new()
        {
            OnDatagram = (ScriptedShard self, in IncomingDatagram incoming, ReadOnlySpan<byte> datagram) =>
            {
                echo(self, incoming, datagram);
                if (datagram[0] == Last)
                {
                    self.EndHere();
                }
            },
        };
        using EngineHost host = EngineHost.Start(kind, shard, "127.0.0.1:0");
        using UdpPeer peer = new();
        IPEndPoint channel = peer.Ask(host.Endpoint, [0]).From;
        for (byte number = 1; number < Last; number++)
        {
            Assert.Equal([number], peer.Ask(channel, [number]).Bytes);
        }

        Assert.Equal([Last], peer.Ask(channel, [Last]).Bytes);

        host.Join();
    }

    [Fact]
    public void SendsTheLastWords_When_StoppingWithMoreThanABatch()
    {
        ScriptedShard shard = new();
        using EngineHost host = EngineHost.Start(kind, shard, "127.0.0.1:0", new() { TransmitBatch = 2 });
        using UdpPeer peer = new();
        peer.Send(host.Endpoint, [0]);
        IncomingDatagram incoming = shard.Received.TakeSoon().Incoming;

        shard.Post(self =>
        {
            for (byte number = 0; number < 9; number++)
            {
                self.Send(incoming.Channel, incoming, [number]);
            }

            self.Stop();
        });

        host.Join();
        for (byte number = 0; number < 9; number++)
        {
            Assert.Equal([number], peer.Receive().Bytes);
        }
    }

    [Fact]
    public void EndsTheLoop_When_TheEngineIsDisposedOf()
    {
        ScriptedShard shard = new();
        using EngineHost host = EngineHost.Start(kind, shard, "127.0.0.1:0");
        using ManualResetEventSlim isRunning = new();
        shard.Post(_ => isRunning.Set());
        isRunning.WaitSoon();

        host.Engine.Dispose();

        host.Join();
        using DatagramEngine again = DatagramEngine.Bind(new() { Kind = kind, Listen = [host.Endpoint] });
        Assert.Equal(host.Endpoint, again.LocalEndpoints[0]);
    }

    [Fact]
    public void Refuses_When_RunTwice()
    {
        ScriptedShard shard = new();
        using DatagramEngine engine = DatagramEngine.Bind(new() { Kind = kind, Listen = [new(IPAddress.Loopback, 0)] });
        shard.Stop();
        engine.Run(shard, TimeProvider.System);

        Assert.Throws<InvalidOperationException>(() => engine.Run(shard, TimeProvider.System));
    }

    [Fact]
    public void Refuses_When_TheShardDisposesOfItsEngine()
    {
        ScriptedShard shard = new();
        using DatagramEngine engine = DatagramEngine.Bind(new() { Kind = kind, Listen = [new(IPAddress.Loopback, 0)] });
        InvalidOperationException? refusal = null;
        shard.Post(_ => refusal = Assert.Throws<InvalidOperationException>(engine.Dispose));
        shard.Stop();

        engine.Run(shard, TimeProvider.System);

        Assert.NotNull(refusal);
    }

    [Fact]
    public void GivesThePortsBack_When_DisposedOfWithoutRunning()
    {
        DatagramEngine engine = DatagramEngine.Bind(new() { Kind = kind, Listen = [new(IPAddress.IPv6Any, 0)] });
        IPEndPoint endpoint = engine.LocalEndpoints[0];
        engine.Dispose();
        engine.Dispose();

        using Socket socket = UdpSockets.Create(isIPv6: false, 65_536, 65_536);
        socket.Bind(new IPEndPoint(IPAddress.Any, endpoint.Port));
    }
}
