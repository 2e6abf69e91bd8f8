using System.Net;
using Oack.Net.Platform;

namespace Oack.Net.Tests;

/// <summary>The Linux engine uses sockets of transfers again, after a rest, and nothing of the former transfer shows.</summary>
public sealed class IdleChannelTests
{
    [Fact]
    public void APortComesAgain_OnlyWhen_ManyOthersWereUsedBetween()
    {
        if (!OperatingSystem.IsLinux())
        {
            Assert.Skip("The portable engine keeps no idle sockets.");
        }

        List<int> ports = Ports(transfers: (IdleSockets.MinResting * 2) + 10);

        for (int index = 0; index < ports.Count; index++)
        {
            int before = ports.LastIndexOf(ports[index], Math.Max(0, index - 1));
            Assert.True(index == 0 || before < 0 || index - before > IdleSockets.MinResting, $"port {ports[index]} after {index - before}");
        }

        Assert.True(ports.Distinct().Count() < ports.Count, "no socket was used again");
    }

    [Fact]
    public void WhatTheFormerPeerSendsLate_ReachesNobody_When_TheSocketIsUsedAgain()
    {
        if (!OperatingSystem.IsLinux())
        {
            Assert.Skip("The portable engine keeps no idle sockets.");
        }

        ScriptedShard shard = new() { OnDatagram = EchoAndClose() };
        using EngineHost host = EngineHost.Start(EngineKind.Linux, shard, "127.0.0.1:0");
        using UdpPeer peer = new();
        IPEndPoint first = peer.Ask(host.Endpoint, [1]).From;
        for (int index = 0; index < 10; index++)
        {
            peer.Send(first, [99]);
        }

        for (int index = 0; index < IdleSockets.MinResting + 10; index++)
        {
            peer.Ask(host.Endpoint, [1]);
        }

        Assert.DoesNotContain(shard.Received.ToArray(), received => received.Bytes[0] == 99);
    }

    private static List<int> Ports(int transfers)
    {
        ScriptedShard shard = new() { OnDatagram = EchoAndClose() };
        using EngineHost host = EngineHost.Start(EngineKind.Linux, shard, "127.0.0.1:0");
        using UdpPeer peer = new();
        return [.. Enumerable.Range(0, transfers).Select(_ => peer.Ask(host.Endpoint, [1]).From.Port)];
    }

    private static ScriptedShard.DatagramHandler EchoAndClose()
    {
        uint generation = 0;
        return (ScriptedShard shard, in IncomingDatagram incoming, ReadOnlySpan<byte> datagram) =>
        {
            ChannelId channel = ChannelId.Transfer(0, ++generation);
            shard.Send(channel, incoming, datagram);
            shard.Close(channel);
        };
    }
}
