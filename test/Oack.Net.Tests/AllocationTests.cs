using System.Net;
using Oack.Protocol;
using Oack.Protocol.Wire;
using Oack.Tests.Common;

namespace Oack.Net.Tests;

/// <summary>A datagram costs no allocation once its channel is open, measured on the loop's own thread.</summary>
public abstract class AllocationTests(EngineKind kind)
{
    public sealed class OnPortable() : AllocationTests(EngineKind.Portable);

    public sealed class OnLinux() : AllocationTests(EngineKind.Linux);

    [Theory]
    [InlineData("127.0.0.1", "127.0.0.1:0", false)]
    [InlineData("127.0.0.1", "127.0.0.1:0", true)]
    [InlineData("127.0.0.2", "[::]:0", false)]
    [InlineData("127.0.0.2", "[::]:0", true)]
    [InlineData("::1", "[::]:0", false)]
    [InlineData("::1", "[::]:0", true)]
    public void CostsNone_When_DatagramsComeAndGo(string asked, string listen, bool singlePort)
    {
        const int warmUp = 200;
        const int measured = 2_000;
        EchoShard shard = new(singlePort);
        Assert.True(ListenAddress.TryParse(listen, out IReadOnlyList<IPEndPoint> endpoints, out _));
        using EngineHost host = new(new() { Listen = endpoints, SinglePort = singlePort }, shard, shard.Stop);
        IPEndPoint server = new(IPAddress.Parse(asked), host.Port);
        using UdpPeer peer = UdpPeer.For(server.Address);
        byte[] bytes = new byte[512];
        IPEndPoint channel = peer.Ask(server, bytes).From;
        for (int round = 0; round < warmUp; round++)
        {
            peer.Ask(channel, bytes);
        }

        long allocated = Allocations.Measure(
            () => shard.AllocatedBytes,
            () =>
            {
                for (int round = 0; round < measured; round++)
                {
                    peer.Ask(channel, bytes);
                }
            });

        Assert.Equal(0, allocated);
    }

    [Fact]
    public void CostsNone_When_AClientSendsAndReceives()
    {
        ScriptedShard shard = new() { OnDatagram = ScriptedShard.EchoOnSameChannel };
        using EngineHost host = EngineHost.Start(kind, shard, "127.0.0.1:0");
        PeerEndpoint server = PeerEndpoint.From(host.Endpoint);
        using ClientChannel channel = ClientChannel.Open(server);
        byte[] buffer = new byte[1024];
        Exchange(channel, server, buffer, 100);

        Assert.Equal(0, Allocations.Measure(() => Exchange(channel, server, buffer, 1_000)));
    }

    private static void Exchange(ClientChannel channel, PeerEndpoint server, byte[] buffer, int rounds)
    {
        for (int round = 0; round < rounds; round++)
        {
            channel.Send(server, buffer.AsSpan(0, 512));
            ReceiveStatus status = channel.Receive(buffer, TestTimeouts.Patience, out int receivedBytes, out _);
            if (status != ReceiveStatus.Ok || receivedBytes != 512)
            {
                Assert.Fail($"{status}, {receivedBytes} bytes");
            }
        }
    }

    /// <summary>Echoes one datagram at a time and notes what its thread has allocated.</summary>
    private sealed class EchoShard(bool singlePort) : IDatagramShard
    {
        private readonly byte[] _bytes = new byte[65_536];
        private OutgoingTrain _outgoing;
        private int _lengthBytes;
        private bool _hasOutgoing;
        private volatile bool _isStopping;
        private long _allocatedBytes;

        /// <summary>The total as of the last datagram.</summary>
        public long AllocatedBytes => Volatile.Read(ref _allocatedBytes);

        public Instant NextDeadline => Instant.Never;

        public Action? WakeRequested { get; set; }

        public bool IsStopped { get; private set; }

        public void Stop()
        {
            _isStopping = true;
            WakeRequested?.Invoke();
        }

        public void HandleDatagram(Instant now, in IncomingDatagram incoming, ReadOnlySpan<byte> datagram)
        {
            datagram.CopyTo(_bytes);
            ChannelId channel = singlePort ? incoming.Channel : ChannelId.Transfer(0, 1);
            _outgoing = new(channel, incoming.Remote, incoming.Local);
            _lengthBytes = datagram.Length;
            _hasOutgoing = true;
            Volatile.Write(ref _allocatedBytes, GC.GetAllocatedBytesForCurrentThread());
        }

        public void HandleTimeout(Instant now)
        {
        }

        public void HandleWake(Instant now) => IsStopped = _isStopping;

        public ChannelFailure HandleChannelFailed(Instant now, ChannelId channel, string cause) => ChannelFailure.Final;

        public void HandleUnreachable(Instant now, ChannelId channel, PeerEndpoint remote)
        {
        }

        public bool TryPollTransmit(Instant now, DatagramTrain train, out OutgoingTrain outgoing)
        {
            outgoing = _outgoing;
            if (!_hasOutgoing)
            {
                return false;
            }

            _hasOutgoing = false;
            _bytes.AsSpan(0, _lengthBytes).CopyTo(train.Space);
            train.SetSingle(_lengthBytes);
            return true;
        }

        public bool TryPollClosedChannel(out ChannelId channel)
        {
            channel = default;
            return false;
        }
    }
}
