using BenchmarkDotNet.Attributes;
using Oack.Protocol;
using Oack.Protocol.Options;
using Oack.Protocol.Wire;

namespace Oack.Benchmarks.Packets;

/// <summary>
/// One packet read or written per operation, with what a server or client then looks at. Each allocates 0 bytes; what a
/// parser by strings and arrays costs for the same packet is in <see cref="StringPacketBenchmarks"/>.
/// </summary>
public class PacketBenchmarks
{
    private readonly byte[] _target = new byte[RequestPacket.MaxBytes];
    private readonly byte[] _request = [.. "\0\u0001bootx64.efi\0octet\0tsize\00\0blksize\01468\0windowsize\04\0"u8];
    private readonly byte[] _oack = [.. "\0\u0006tsize\036002\0blksize\01468\0windowsize\04\0"u8];
    private readonly byte[] _error = [.. "\0\u0005\0\bUser aborted the transfer\0"u8];
    private readonly byte[] _ack = [0, 4, 0, 1];
    private readonly byte[] _data = new byte[1_472];
    private OptionList _asked;
    private OptionList _granted;

    [GlobalSetup]
    public void Setup()
    {
        DataPacket.WriteHeader(_data, 1);
        _asked = AskedOf(_request);
        _granted = OptionNegotiator.Grant(_asked, Opcode.ReadRequest, TransferMode.Octet, 36_002, OptionPolicy.Default);
    }

    [Benchmark]
    public long ParseRequest()
    {
        RequestPacket.TryParse(_request, out RequestPacket packet);
        packet.TryGetMode(out TransferMode mode);
        return packet.FileName.Length + packet.Options.Count + (long)mode;
    }

    [Benchmark]
    public int ParseData()
    {
        DataPacket.TryParse(_data, out DataPacket packet);
        return packet.Block + packet.Payload.Length;
    }

    [Benchmark]
    public int ParseAck()
    {
        AckPacket.TryParse(_ack, out AckPacket packet);
        return packet.Block;
    }

    [Benchmark]
    public int ParseError()
    {
        ErrorPacket.TryParse(_error, out ErrorPacket packet);
        return (int)packet.Code + packet.Message.Length;
    }

    [Benchmark]
    public OptionAckStatus ParseAndAcceptOptionAck()
    {
        OptionAckPacket.TryParse(_oack, out OptionAckPacket packet);
        return OptionNegotiator.Accept(_asked, Opcode.ReadRequest, packet, out _);
    }

    [Benchmark]
    public Opcode ParseAnyPacket()
    {
        TftpPacket.TryParse(_data, out TftpPacket packet);
        return packet.Opcode;
    }

    [Benchmark]
    public int WriteRequest() =>
        RequestPacket.Write(_target, Opcode.ReadRequest, "bootx64.efi"u8, TransferMode.Octet, _asked);

    [Benchmark]
    public int WriteDataHeader() => DataPacket.WriteHeader(_target, 1);

    [Benchmark]
    public int WriteAck() => AckPacket.Write(_target, 1);

    [Benchmark]
    public int WriteError() => ErrorPacket.Write(_target, ErrorCode.FileNotFound, "no such file: bootx64.efi");

    [Benchmark]
    public int GrantAndWriteOptionAck()
    {
        _granted = OptionNegotiator.Grant(_asked, Opcode.ReadRequest, TransferMode.Octet, 36_002, OptionPolicy.Default);
        return OptionAckPacket.Write(_target, _granted);
    }

    private static OptionList AskedOf(byte[] request)
    {
        RequestPacket.TryParse(request, out RequestPacket packet);
        return packet.Options;
    }
}
