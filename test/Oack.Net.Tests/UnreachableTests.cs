using System.Net;
using Oack.Net.Platform;
using Oack.Protocol;

namespace Oack.Net.Tests;

/// <summary>Where the system tells that a peer's port is closed, the shard is told, and others are not disturbed.</summary>
public abstract class UnreachableTests(EngineKind kind)
{
    public sealed class OnPortable() : UnreachableTests(EngineKind.Portable);

    public sealed class OnLinux() : UnreachableTests(EngineKind.Linux);

    public static TheoryData<string, bool> Cases => new()
    {
        { "127.0.0.1", false },
        { "127.0.0.1", true },
        { "::1", false },
        { "::1", true },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void IsReported_When_ThePeersPortIsClosed(string address, bool singlePort)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Other systems do not tell sockets that are not connected.");
        ScriptedShard shard = new()
        {
            OnDatagram = singlePort ? ScriptedShard.EchoOnSameChannel : ScriptedShard.EchoOnOwnChannels(),
        };
        using EngineHost host = EngineHost.Start(kind, shard, "[::]:0", new() { SinglePort = singlePort });
        IPEndPoint server = new(IPAddress.Parse(address), host.Port);
        using UdpPeer peer = UdpPeer.For(server.Address);
        UdpPeer gone = UdpPeer.For(server.Address);
        PeerEndpoint goneEndpoint = PeerEndpoint.From(gone.Local);
        IPEndPoint channel = gone.Ask(server, [1]).From;
        IncomingDatagram incoming = shard.Received.TakeSoon().Incoming;
        gone.Dispose();

        ChannelId expected = singlePort ? ChannelId.Listener(0) : ChannelId.Transfer(0, 1);
        shard.Post(self => self.Send(expected, incoming, [2]));

        Assert.Equal((expected, goneEndpoint), shard.Unreachable.TakeSoon());
        Assert.Equal([3], peer.Ask(channel, [3]).Bytes);
        Assert.Equal(0, host.Engine.Statistics.ReceivesFailed);
    }

    [Fact]
    public void DisturbsNobody_When_ManyPeersAreGone()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Other systems do not tell sockets that are not connected.");
        ScriptedShard shard = new();
        using EngineHost host = EngineHost.Start(kind, shard, "127.0.0.1:0", new() { SinglePort = true });
        using UdpPeer peer = new();
        UdpPeer gone = new();
        peer.Send(host.Endpoint, [1]);
        IncomingDatagram live = shard.Received.TakeSoon().Incoming;
        IncomingDatagram dead = live with { Remote = PeerEndpoint.From(gone.Local) };
        gone.Dispose();

        shard.Post(self =>
        {
            for (byte number = 0; number < 100; number++)
            {
                self.Send(dead.Channel, dead, [0]);
                self.Send(live.Channel, live, [number]);
            }
        });

        for (byte number = 0; number < 100; number++)
        {
            Assert.Equal([number], peer.Receive().Bytes);
        }

        Assert.Equal(dead.Remote, shard.Unreachable.TakeSoon().Remote);
    }

    [Theory]
    [InlineData(0, 11, 2, 3, 3, true)]
    [InlineData(0, 11, 2, 3, 1, false)]
    [InlineData(0, 11, 2, 11, 0, false)]
    [InlineData(0, 11, 1, 3, 3, false)]
    [InlineData(41, 25, 3, 1, 4, true)]
    [InlineData(41, 25, 3, 1, 0, false)]
    [InlineData(41, 50, 3, 1, 4, false)]
    public void IsKnown_When_TheErrorSaysPortUnreachable(int level, int option, byte origin, byte type, byte code, bool expected)
    {
        // A message of no interest, then the error as Linux lays it out.
        byte[] control =
        [
            .. Word(IntPtr.Size + 12), .. BitConverter.GetBytes(1), .. BitConverter.GetBytes(29), 1, 2, 3, 4,
            .. new byte[IntPtr.Size - 4],
            .. Word(IntPtr.Size + 24), .. BitConverter.GetBytes(level), .. BitConverter.GetBytes(option),
            .. BitConverter.GetBytes(111), origin, type, code, 0, .. new byte[8],
        ];

        Assert.Equal(expected, LinuxErrorQueue.SaysPortUnreachable(control));
        for (int length = 0; length < control.Length; length++)
        {
            Assert.False(LinuxErrorQueue.SaysPortUnreachable(control.AsSpan(0, length)));
        }
    }

    private static byte[] Word(int value) => IntPtr.Size == 8 ? BitConverter.GetBytes((long)value) : BitConverter.GetBytes(value);
}
