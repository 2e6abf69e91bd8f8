using System.Buffers.Binary;
using BenchmarkDotNet.Attributes;
using Oack.Protocol;
using Oack.Protocol.Options;
using Oack.Protocol.Transfer;
using Oack.Protocol.Wire;

namespace Oack.Benchmarks.Loops;

/// <summary>A window of blocks received and acknowledged; 0 bytes allocated.</summary>
public class ReceiveLoopBenchmarks
{
    private const int BlockBytes = 1_428;

    private static readonly PeerEndpoint s_peer = PeerEndpoint.FromIPv4(0xC0A8_0105, 2001);

    private readonly byte[] _buffer = new byte[RequestPacket.MaxBytes];
    private readonly byte[] _data = new byte[DataPacket.HeaderBytes + BlockBytes];
    private Instant _now = Instant.Zero;
    private ReceiveTransfer _machine = null!;
    private ushort _block;

    /// <summary>Blocks in a window; an operation is a whole window with its ACK.</summary>
    [Params(16, 1)]
    public int WindowBlocks { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        OptionList granted = default;
        granted.TryAdd(OptionKind.BlockSize, BlockBytes);
        granted.TryAdd(OptionKind.WindowSize, WindowBlocks);
        _machine = ReceiveTransfer.Answer(
            _now, s_peer, granted, OptionNegotiator.Settle(granted), TransferSettings.Default);
        _data[1] = (byte)Opcode.Data;
        _machine.TryPollTransmit(_now, _buffer, out _);
    }

    [Benchmark]
    public void MachineReceivesWindow()
    {
        _now += TimeSpan.FromMicroseconds(100);
        for (int i = 0; i < WindowBlocks; i++)
        {
            BinaryPrimitives.WriteUInt16BigEndian(_data.AsSpan(2), ++_block);
            if (_machine.HandleDatagram(_now, s_peer, _data, out _) != Disposition.Accepted)
            {
                throw new InvalidOperationException($"Block {_block} was not accepted.");
            }
        }

        if (!_machine.TryPollTransmit(_now, _buffer, out _))
        {
            throw new InvalidOperationException("The window was not acknowledged.");
        }
    }
}
