using System.Net;
using Oack.Net.Platform;
using Oack.Protocol;

namespace Oack.Net.Tests;

/// <summary>Datagrams to many are marked, so that the shard can ignore them (RFC 1123 §4.2.3.5).</summary>
public abstract class BroadcastTests(EngineKind kind)
{
    public sealed class OnPortable() : BroadcastTests(EngineKind.Portable);

    public sealed class OnLinux() : BroadcastTests(EngineKind.Linux);

    [Theory]
    [InlineData("0.0.0.0:0", "127.255.255.255", true)]
    [InlineData("0.0.0.0:0", "127.0.0.3", false)]
    [InlineData("[::]:0", "127.255.255.255", true)]
    [InlineData("[::]:0", "::1", false)]
    public void IsMarked_When_SentToMany(string listen, string destination, bool expected)
    {
        ScriptedShard shard = new();
        using EngineHost host = EngineHost.Start(kind, shard, listen);
        IPEndPoint to = new(IPAddress.Parse(destination), host.Port);
        using UdpPeer peer = UdpPeer.For(to.Address);

        peer.Send(to, [1]);

        Assert.Equal(expected, shard.Received.TakeSoon().Incoming.IsBroadcast);
    }

    [Theory]
    [InlineData("255.255.255.255", true)]
    [InlineData("224.0.0.1", true)]
    [InlineData("239.255.1.2", true)]
    [InlineData("240.0.0.1", false)]
    [InlineData("127.255.255.255", true)]
    [InlineData("127.0.0.3", false)]
    [InlineData("192.0.2.77", false)]
    [InlineData("ff02::1", true)]
    [InlineData("ff0e::101", true)]
    [InlineData("fe80::1", false)]
    [InlineData("2001:db8::ffff", false)]
    public void IsTold_When_AnAddressIsLookedAt(string address, bool expected)
    {
        BroadcastAddresses broadcasts = new(TimeProvider.System);

        Assert.Equal(expected, broadcasts.Contains(PeerEndpoint.From(IPAddress.Parse(address), 69)));
    }
}
