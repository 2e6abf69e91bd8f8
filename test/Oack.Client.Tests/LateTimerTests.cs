using System.Net;
using Oack.Client.Tests.Scripted;
using Oack.Content;
using Oack.Protocol;
using Oack.Protocol.Wire;

namespace Oack.Client.Tests;

/// <summary>A client that was kept from running looks at what has come before it takes the server for silent.</summary>
public sealed class LateTimerTests
{
    private static readonly IPEndPoint s_group = new(IPAddress.Parse("239.255.78.9"), 21_769);
    private static readonly TftpClientOptions s_options = new()
    {
        RetransmitTimeout = TimeSpan.FromSeconds(3),
        Patience = TimeSpan.FromMinutes(1),
        MaxDally = TimeSpan.FromMilliseconds(10),
    };

    [Fact]
    public async Task TakesTheNextBlock_BeforeItAcknowledgesAgain()
    {
        byte[] file = Packets.File(700);
        Stop stop = new("ACK block=1");
        using ScriptedServer server = new();
        Task script = server.Play(s =>
        {
            ScriptedPort port = s.TakeRequest();
            port.Send(Packets.Block(file, 1, 512));
            port.Send(Packets.Block(file, 2, 512));
            stop.Release();
            port.ReceiveUntil("ACK block=2");
        });
        await using TftpClient client = new(stop, Dns.GetHostAddressesAsync);
        using MemoryTarget target = new();

        TransferResult result = await client.GetAsync(
            server.Uri(), target, s_options with { Observer = stop.Observe }, cancellationToken: TestContext.Current.CancellationToken);

        await script;
        Assert.True(stop.WasMade);
        Assert.Equal(["ACK block=1", "ACK block=2"], stop.Sent[1..]);
        Assert.Equal(file, target.Bytes);
        Assert.Equal(0, result.Retransmissions);
    }

    [Fact]
    public async Task TakesTheNextBlockOfAGroup_BeforeItAcknowledgesAgain()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Other systems do not send to groups on the loopback interface.");
        byte[] file = Packets.File(1_000);
        Stop stop = new("ACK block=1");
        using ScriptedServer server = new();
        Task script = server.Play(s =>
        {
            ScriptedPort port = s.TakeRequest();
            port.Send(Packets.OptionAck(("tsize", "1000"), ("blksize", "600"), ("multicast", $"{s_group.Address},{s_group.Port},1")));
            port.ReceiveUntil("ACK block=0");
            port.SendToGroup(Packets.Block(file, 1, 600), s_group);
            port.SendToGroup(Packets.Block(file, 2, 600), s_group);
            stop.Release();
            port.ReceiveUntil("ACK block=2");
        });
        await using TftpClient client = new(stop, Dns.GetHostAddressesAsync);
        using MemoryStream stream = new();
        using StreamWriteContent target = new(stream, leaveOpen: true);

        await client.GetAsync(
            server.Uri(),
            target,
            s_options with
            {
                BlockSize = 600, WindowBlocks = 1, Group = new GroupFetch { Patience = TimeSpan.FromMinutes(1) }, Observer = stop.Observe,
            },
            cancellationToken: TestContext.Current.CancellationToken);

        await script;
        Assert.True(stop.WasMade);
        Assert.Equal(["ACK block=0", "ACK block=1", "ACK block=2"], stop.Sent[1..]);
        Assert.Equal(file, stream.ToArray());
    }

    /// <summary>
    /// The system's time, which leaps over a timeout when a packet is about to be sent for the first time: as if the process
    /// had been stopped there. Blocks are read only when all of them have come.
    /// </summary>
    private sealed class Stop(string packet) : TimeProvider
    {
        private readonly TaskCompletionSource _hasCome = new();
        private long _ahead;

        /// <summary>What was sent: the request, then the rest.</summary>
        public List<string> Sent { get; } = [];

        public bool WasMade => Volatile.Read(ref _ahead) > 0;

        public override long GetTimestamp() => base.GetTimestamp() + Volatile.Read(ref _ahead);

        public void Release() => _hasCome.SetResult();

        public void Observe(PacketDirection direction, PeerEndpoint peer, ReadOnlySpan<byte> datagram)
        {
            string text = PacketText.Describe(datagram);
            if (direction == PacketDirection.Received)
            {
                Assert.True(!text.StartsWith("DATA", StringComparison.Ordinal) || _hasCome.Task.Wait(TimeSpan.FromSeconds(10)));
                return;
            }

            Sent.Add(text);
            if (text == packet && !WasMade)
            {
                Volatile.Write(ref _ahead, 20 * TimestampFrequency);
            }
        }
    }
}
