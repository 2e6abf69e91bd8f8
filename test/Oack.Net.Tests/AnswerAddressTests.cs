using System.Net;
using System.Net.NetworkInformation;
using Oack.Protocol;

namespace Oack.Net.Tests;

/// <summary>Answers come from the address that was asked (RFC 1123 §2.3), also when all addresses are listened on.</summary>
public abstract class AnswerAddressTests(EngineKind kind)
{
    public sealed class OnPortable() : AnswerAddressTests(EngineKind.Portable);

    public sealed class OnLinux() : AnswerAddressTests(EngineKind.Linux);

    public static TheoryData<string, string> Asked => new()
    {
        { "0.0.0.0:0", "127.0.0.1" },
        { "0.0.0.0:0", "127.0.0.2" },
        { "0.0.0.0:0", "127.1.2.3" },
        { "[::]:0", "127.0.0.1" },
        { "[::]:0", "127.0.0.2" },
        { "[::]:0", "::1" },
        { ":0", "127.0.0.2" },
        { ":0", "::1" },
        { "127.0.0.2:0", "127.0.0.2" },
        { "[::1]:0", "::1" },
    };

    [Theory]
    [MemberData(nameof(Asked))]
    public void AnswersFromTheAskedAddress_When_TransfersHaveTheirOwnPort(string listen, string asked)
    {
        ScriptedShard shard = new() { OnDatagram = ScriptedShard.EchoOnOwnChannels() };
        using EngineHost host = EngineHost.Start(kind, shard, listen);
        IPEndPoint server = new(IPAddress.Parse(asked), host.Port);
        using UdpPeer peer = UdpPeer.For(server.Address);

        (byte[] bytes, IPEndPoint from) = peer.Ask(server, [1, 2, 3]);

        Assert.Equal([1, 2, 3], bytes);
        Assert.Equal(server.Address, from.Address);
        Assert.NotEqual(server.Port, from.Port);
        (IncomingDatagram first, _) = shard.Received.TakeSoon();
        Assert.Equal(PeerEndpoint.From(server), first.Local);
        Assert.Equal(PeerEndpoint.From(peer.Local), first.Remote);
        Assert.Equal(ChannelId.Listener(0), first.Channel);

        (byte[] second, IPEndPoint secondFrom) = peer.Ask(from, [4]);
        Assert.Equal([4], second);
        Assert.Equal(from, secondFrom);
        (IncomingDatagram later, _) = shard.Received.TakeSoon();
        Assert.Equal(ChannelId.Transfer(0, 1), later.Channel);
        Assert.Equal(PeerEndpoint.From(from), later.Local);
    }

    [Theory]
    [MemberData(nameof(Asked))]
    public void AnswersFromTheAskedAddressAndPort_When_ThereIsOnePort(string listen, string asked)
    {
        ScriptedShard shard = new() { OnDatagram = ScriptedShard.EchoOnSameChannel };
        using EngineHost host = EngineHost.Start(kind, shard, listen, new() { SinglePort = true });
        IPEndPoint server = new(IPAddress.Parse(asked), host.Port);
        using UdpPeer peer = UdpPeer.For(server.Address);

        for (byte round = 0; round < 5; round++)
        {
            (byte[] bytes, IPEndPoint from) = peer.Ask(server, [round]);

            Assert.Equal([round], bytes);
            Assert.Equal(server, from);
            (IncomingDatagram incoming, _) = shard.Received.TakeSoon();
            Assert.Equal(PeerEndpoint.From(server), incoming.Local);
            Assert.Equal(ChannelId.Listener(0), incoming.Channel);
            Assert.False(incoming.IsBroadcast);
        }
    }

    [Fact]
    public void StillAnswers_When_MoreAddressesAreAskedThanHaveSockets()
    {
        ScriptedShard shard = new() { OnDatagram = ScriptedShard.EchoOnSameChannel };
        using EngineHost host = EngineHost.Start(kind, shard, "0.0.0.0:0", new() { SinglePort = true });
        using UdpPeer peer = new();

        for (int round = 0; round < 2; round++)
        {
            for (int last = 1; last <= 100; last++)
            {
                IPEndPoint server = new(new IPAddress([127, 0, 9, (byte)last]), host.Port);
                Assert.Equal(server, peer.Ask(server, [(byte)last]).From);
            }
        }
    }

    [Fact]
    public void TellsTheFamiliesApart_When_BothAreServed()
    {
        ScriptedShard shard = new() { OnDatagram = ScriptedShard.EchoOnSameChannel };
        using EngineHost host = EngineHost.Start(kind, shard, "[::]:0");
        using UdpPeer peer = new();

        peer.Ask(new IPEndPoint(IPAddress.Loopback, host.Port), [1]);

        (IncomingDatagram incoming, _) = shard.Received.TakeSoon();
        Assert.True(incoming.Remote.IsIPv4);
        Assert.True(incoming.Local.IsIPv4);
        Assert.Equal(0u, incoming.Remote.ScopeId);
    }

    [Fact]
    public void NumbersListeners_When_ThereAreSeveral()
    {
        ScriptedShard shard = new() { OnDatagram = ScriptedShard.EchoOnSameChannel };
        EngineOptions options = new()
        {
            Listen = [new(IPAddress.Loopback, 0), new(IPAddress.Parse("127.0.0.3"), 0), new(IPAddress.IPv6Loopback, 0)],
        };
        using EngineHost host = new(options, shard, shard.Stop);

        for (int index = 0; index < options.Listen.Count; index++)
        {
            IPEndPoint server = host.Engine.LocalEndpoints[index];
            using UdpPeer peer = UdpPeer.For(server.Address);
            Assert.Equal(server, peer.Ask(server, [9]).From);
            Assert.Equal(ChannelId.Listener(index), shard.Received.TakeSoon().Incoming.Channel);
        }
    }

    [Fact]
    public void ServesEachFamilyOnce_When_BothWildcardsAreListed()
    {
        using UdpPeer reserve = new(IPAddress.Any);
        int port = reserve.Local.Port;
        reserve.Dispose();
        ScriptedShard shard = new() { OnDatagram = ScriptedShard.EchoOnSameChannel };
        EngineOptions options = new() { Listen = [new(IPAddress.Any, port), new(IPAddress.IPv6Any, port)] };
        using EngineHost host = new(options, shard, shard.Stop);

        using UdpPeer ipv4 = new();
        using UdpPeer ipv6 = new(IPAddress.IPv6Loopback);
        ipv4.Ask(new IPEndPoint(IPAddress.Loopback, port), [4]);
        ipv6.Ask(new IPEndPoint(IPAddress.IPv6Loopback, port), [6]);

        Assert.Equal(ChannelId.Listener(0), shard.Received.TakeSoon().Incoming.Channel);
        Assert.Equal(ChannelId.Listener(1), shard.Received.TakeSoon().Incoming.Channel);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void KeepsTheInterface_When_TheAddressIsLinkLocal(bool singlePort)
    {
        IPAddress? linkLocal = NetworkInterface.GetAllNetworkInterfaces()
            .Where(candidate => candidate.OperationalStatus == OperationalStatus.Up)
            .SelectMany(candidate => candidate.GetIPProperties().UnicastAddresses)
            .Select(unicast => unicast.Address)
            .FirstOrDefault(address => address.IsIPv6LinkLocal);
        Assert.SkipWhen(linkLocal is null, "This machine has no link-local address.");
        ScriptedShard shard = new()
        {
            OnDatagram = singlePort ? ScriptedShard.EchoOnSameChannel : ScriptedShard.EchoOnOwnChannels(),
        };
        using EngineHost host = EngineHost.Start(kind, shard, "[::]:0", new() { SinglePort = singlePort });
        IPEndPoint server = new(linkLocal, host.Port);
        using UdpPeer peer = new(linkLocal);

        for (int round = 0; round < 2; round++)
        {
            (byte[] bytes, IPEndPoint from) = peer.Ask(server, [1]);
            Assert.Equal([1], bytes);
            Assert.Equal(linkLocal, from.Address);
            Assert.Equal(linkLocal.ScopeId, shard.Received.TakeSoon().Incoming.Local.ScopeId);
        }
    }
}
