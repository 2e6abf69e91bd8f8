using System.Net;
using System.Net.Sockets;
using Oack.Protocol;
using Oack.Protocol.Wire;

namespace Oack.Net.Tests;

/// <summary>Datagrams for a group: an engine sends them, and every client that has joined it hears them.</summary>
public sealed class GroupChannelTests
{
    private const int GroupPort = 21_758;

    // The loopback interface has no route to groups of IPv6; those are tried between namespaces, by Oack.Interop.Tests.
    [Theory]
    [InlineData(EngineKind.Linux, false)]
    [InlineData(EngineKind.Linux, true)]
    [InlineData(EngineKind.Portable, false)]
    [InlineData(EngineKind.Portable, true)]
    public void EveryMemberHearsTheTrain_When_AnEngineSendsItToTheGroup(EngineKind kind, bool fromListener)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Other systems do not send to groups on the loopback interface.");
        MulticastInterface loopback = Loopback();
        PeerEndpoint group = Endpoint("239.255.77.1");
        using GroupHost host = GroupHost.Start(kind, group, fromListener, loopback);
        using ClientChannel asking = ClientChannel.Open(host.Endpoint);
        using ClientChannel listening = ClientChannel.Open(host.Endpoint);
        asking.Join(group, loopback);
        listening.Join(group, loopback);

        Assert.Equal(SocketError.Success, asking.Send(host.Endpoint, [1]));

        foreach (ClientChannel member in (ClientChannel[])[asking, listening])
        {
            Assert.Equal([10, 11, 12], Receive(member, 3, out PeerEndpoint from));
            Assert.True(from.HasAddressOf(host.Endpoint));
            Assert.Equal(fromListener, from.Port == host.Endpoint.Port);
        }
    }

    [Fact]
    public void TellsWhichWayItCame_When_BothAreOnTheirWay()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Other systems do not send to groups on the loopback interface.");
        PeerEndpoint group = Endpoint("239.255.77.2");
        using ClientChannel member = ClientChannel.Open(PeerEndpoint.FromIPv4(0x7F000001, 9), IPAddress.Loopback);
        member.Join(group, Loopback());
        using Socket sender = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        sender.SetSocketOption(SocketOptionLevel.IP, SocketOptionName.MulticastInterface, IPAddress.HostToNetworkOrder(Loopback().Index));
        sender.SendTo([7], group.ToIPEndPoint());
        Assert.Equal(ReceiveStatus.Ok, member.Receive(TestTimeouts.Patience, out ReadOnlySpan<byte> first, out _));
        Assert.Equal(7, first[0]);
        Assert.True(member.CameByGroup);

        sender.SendTo([8], member.LocalEndpoint.ToIPEndPoint());

        Assert.Equal(ReceiveStatus.Ok, member.Receive(TestTimeouts.Patience, out ReadOnlySpan<byte> second, out _));
        Assert.Equal(8, second[0]);
        Assert.False(member.CameByGroup);
    }

    [Fact]
    public void HearsNothingMore_When_ItHasLeft()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Other systems do not send to groups on the loopback interface.");
        PeerEndpoint group = Endpoint("239.255.77.3");
        using GroupHost host = GroupHost.Start(EngineKind.Best, group, fromListener: false, Loopback());
        using ClientChannel leaving = ClientChannel.Open(host.Endpoint);
        using ClientChannel staying = ClientChannel.Open(host.Endpoint);
        leaving.Join(group, Loopback());
        staying.Join(group, Loopback());

        leaving.Leave();
        Assert.Null(leaving.Group);
        Assert.Equal(SocketError.Success, staying.Send(host.Endpoint, [1]));

        Assert.Equal([10, 11, 12], Receive(staying, 3, out _));
        Assert.Equal(ReceiveStatus.TimedOut, leaving.Receive(TimeSpan.Zero, out _, out _));
    }

    [Fact]
    public void SaysWhy_When_ThePortIsHeldBySomebodyWhoDoesNotShareIt()
    {
        using Socket holder = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        holder.Bind(new IPEndPoint(IPAddress.Any, 0));
        int port = ((IPEndPoint)holder.LocalEndPoint!).Port;
        using ClientChannel channel = ClientChannel.Open(PeerEndpoint.FromIPv4(0x7F000001, 69));

        BindException exception = Assert.Throws<BindException>(
            () => channel.Join(Endpoint("239.255.77.4").WithPort((ushort)port), Loopback()));

        Assert.Equal(SocketError.AddressAlreadyInUse, exception.Cause);
        Assert.Null(channel.Group);
    }

    private static PeerEndpoint Endpoint(string address) => PeerEndpoint.From(IPAddress.Parse(address), GroupPort);

    private static MulticastInterface Loopback()
    {
        Assert.True(MulticastInterface.TryFind("127.0.0.1", out MulticastInterface? loopback, out string error), error);
        return loopback!;
    }

    /// <summary>The first bytes of so many datagrams, all of which must have come by the group.</summary>
    private static byte[] Receive(ClientChannel member, int count, out PeerEndpoint from)
    {
        byte[] seen = new byte[count];
        from = default;
        for (int index = 0; index < count; index++)
        {
            Assert.Equal(ReceiveStatus.Ok, member.Receive(TestTimeouts.Patience, out ReadOnlySpan<byte> datagram, out from));
            Assert.True(member.CameByGroup);
            Assert.Equal(index == count - 1 ? 5 : 700, datagram.Length);
            seen[index] = datagram[0];
        }

        return seen;
    }

    /// <summary>An engine that answers each datagram with a train of three to the group.</summary>
    private sealed class GroupHost : IDisposable
    {
        private readonly EngineHost _host;

        private GroupHost(EngineHost host) => _host = host;

        public PeerEndpoint Endpoint => PeerEndpoint.From(_host.Endpoint);

        public static GroupHost Start(EngineKind kind, PeerEndpoint group, bool fromListener, MulticastInterface via)
        {
            TrainShard shard = new(fromListener, Fill) { Target = group };
            EngineOptions options = new()
            {
                Kind = kind,
                Listen = [new IPEndPoint(IPAddress.Loopback, 0)],
                Multicast = new MulticastSending { Interface = via },
            };
            return new GroupHost(new EngineHost(options, shard, shard.Stop));
        }

        public void Dispose() => _host.Dispose();

        private static void Fill(DatagramTrain train)
        {
            train.Begin(700);
            foreach ((byte first, int length) in ((byte, int)[])[(10, 700), (11, 700), (12, 5)])
            {
                train.Space[0] = first;
                train.AddSpace(length);
            }
        }
    }
}
