using System.Buffers;
using BenchmarkDotNet.Attributes;
using Oack.Protocol.Transfer;

namespace Oack.Benchmarks.Packets;

/// <summary>
/// A block of text with a line end every 40 bytes, translated both ways; 0 bytes allocated. CopyBlock is the yardstick:
/// the same block in octet mode.
/// </summary>
public class NetasciiBenchmarks
{
    private const int BlockBytes = 1_428;
    private const int LineBytes = 40;

    private readonly byte[] _text = new byte[BlockBytes];
    private readonly byte[] _wire = new byte[BlockBytes * 2];
    private readonly byte[] _target = new byte[BlockBytes * 2];
    private int _wireBytes;

    [GlobalSetup]
    public void Setup()
    {
        for (int i = 0; i < _text.Length; i++)
        {
            _text[i] = (i + 1) % LineBytes == 0 ? (byte)'\n' : (byte)'t';
        }

        new NetasciiEncoder().Encode(_text, _wire, out _, out _wireBytes);
    }

    [Benchmark(Baseline = true)]
    public void CopyBlock() => _text.CopyTo(_target, 0);

    [Benchmark]
    public OperationStatus EncodeBlock() => new NetasciiEncoder().Encode(_text, _target, out _, out _);

    [Benchmark]
    public OperationStatus DecodeBlock() => new NetasciiDecoder().Decode(_wire.AsSpan(0, _wireBytes), _target, out _, out _);
}
