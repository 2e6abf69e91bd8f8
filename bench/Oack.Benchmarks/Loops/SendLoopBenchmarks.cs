using System.Buffers.Binary;
using BenchmarkDotNet.Attributes;
using Oack.Content;
using Oack.Net;
using Oack.Protocol;
using Oack.Protocol.Options;
using Oack.Protocol.Transfer;
using Oack.Protocol.Wire;
using Oack.Server;

namespace Oack.Benchmarks.Loops;

/// <summary>
/// The send loop per block, 0 bytes allocated: first the state machine alone, then the server's shard around it with
/// its tables, timers and content. CopyBlock is the yardstick: what moving the bytes alone costs.
/// </summary>
public class SendLoopBenchmarks
{
    private const int BlockBytes = 1_428;
    private const long ContentBytes = 1L << 50;

    private static readonly PeerEndpoint s_client = PeerEndpoint.FromIPv4(0xC0A8_0105, 2001);
    private static readonly PeerEndpoint s_server = PeerEndpoint.FromIPv4(0xC0A8_0101, 69);

    private readonly byte[] _buffer = new byte[65_536];
    private readonly DatagramTrain _train = new();
    private readonly byte[] _block = new byte[BlockBytes];
    private readonly byte[] _ack = [0, (byte)Opcode.Acknowledgment, 0, 0];
    private Instant _now = Instant.Zero;
    private SendTransfer _machine = null!;
    private ushort _machineBlock;
    private TftpShard _shard = null!;
    private ChannelId _channel;
    private ushort _shardBlock;

    /// <summary>Blocks in a window; an operation is a whole window with its ACK.</summary>
    [Params(16, 1)]
    public int WindowBlocks { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        OptionList asked = default;
        asked.TryAdd(OptionKind.BlockSize, BlockBytes);
        asked.TryAdd(OptionKind.WindowSize, WindowBlocks);
        _machine = SendTransfer.Answer(
            _now, s_client, asked, OptionNegotiator.Settle(asked), ContentBytes, TransferSettings.Default);
        Poll(_machine, expected: 1);
        Acknowledge(0);
        _machine.HandleDatagram(_now, s_client, _ack, out _);

        _shard = new TftpShard(new TftpServerOptions(), new EndlessSource(ContentBytes), ContentExecutor.Inline);
        byte[] request = new byte[RequestPacket.MaxBytes];
        int requestBytes = RequestPacket.Write(request, Opcode.ReadRequest, "file"u8, TransferMode.Octet, asked);
        _shard.HandleDatagram(
            _now, new IncomingDatagram(ChannelId.Listener(0), s_client, s_server, IsBroadcast: false), request.AsSpan(0, requestBytes));
        PollShard(expected: 1);
        AcknowledgeToShard(0);
    }

    [Benchmark(Baseline = true)]
    public void CopyWindow()
    {
        for (int i = 0; i < WindowBlocks; i++)
        {
            _block.CopyTo(_buffer, DataPacket.HeaderBytes);
        }
    }

    [Benchmark]
    public void MachineSendsWindow()
    {
        _now += TimeSpan.FromMicroseconds(100);
        Poll(_machine, WindowBlocks);
        _machineBlock += (ushort)WindowBlocks;
        Acknowledge(_machineBlock);
        _machine.HandleDatagram(_now, s_client, _ack, out _);
        _machine.TryPollEvent(out _);
    }

    [Benchmark]
    public void ShardSendsWindow()
    {
        _now += TimeSpan.FromMicroseconds(100);
        PollShard(WindowBlocks);
        _shardBlock += (ushort)WindowBlocks;
        AcknowledgeToShard(_shardBlock);
    }

    private void Poll(SendTransfer machine, int expected)
    {
        int sent = 0;
        while (machine.TryPollTransmit(_now, _buffer, out _))
        {
            sent++;
        }

        Require(sent, expected);
    }

    private void PollShard(int expected)
    {
        int sent = 0;
        while (_shard.TryPollTransmit(_now, _train, out OutgoingTrain outgoing))
        {
            _channel = outgoing.Channel;
            sent += _train.Count;
            _train.Clear();
        }

        Require(sent, expected);
    }

    private void Acknowledge(ushort block) => BinaryPrimitives.WriteUInt16BigEndian(_ack.AsSpan(2), block);

    private void AcknowledgeToShard(ushort block)
    {
        Acknowledge(block);
        _shard.HandleDatagram(_now, new IncomingDatagram(_channel, s_client, s_server, IsBroadcast: false), _ack);
    }

    /// <summary>A loop that sends nothing would measure nothing.</summary>
    private static void Require(int sent, int expected)
    {
        if (sent != expected)
        {
            throw new InvalidOperationException($"{sent} datagrams left where {expected} should have.");
        }
    }

    private sealed class EndlessSource(long lengthBytes) : IContentSource
    {
        public ValueTask<ContentOpening<ReadContent>> OpenReadAsync(ContentRequest request, CancellationToken cancellationToken) =>
            new(new ContentOpening<ReadContent>(new EndlessContent(lengthBytes)));

        public ValueTask<ContentOpening<WriteContent>> OpenWriteAsync(ContentRequest request, CancellationToken cancellationToken) =>
            new(new ContentOpening<WriteContent>(new ContentRefusal(ErrorCode.AccessViolation, "read only")));
    }

    private sealed class EndlessContent(long lengthBytes) : ReadContent
    {
        private readonly byte[] _bytes = new byte[65_536];

        public override long? LengthBytes => lengthBytes;

        public override ContentStatus TryRead(long offset, Span<byte> target, out int bytesRead)
        {
            _bytes.AsSpan(0, target.Length).CopyTo(target);
            bytesRead = target.Length;
            return ContentStatus.Ok;
        }

        protected override void Dispose(bool disposing)
        {
        }
    }
}
