using Oack.Protocol.Options;
using Oack.Protocol.Wire;

namespace Oack.Protocol.Tests.Wire;

public sealed class RequestWriteTests
{
    [Fact]
    public void Request_HasTheBytesOfUefiFirmware_When_ItAsksTheSame()
    {
        OptionList options = default;
        options.TryAdd(OptionKind.TransferSize, 0);
        options.TryAdd(OptionKind.BlockSize, 1_468);
        options.TryAdd(OptionKind.WindowSize, 4);

        Assert.Equal(
            "\0\u0001bootx64.efi\0octet\0tsize\00\0blksize\01468\0windowsize\04\0"u8.ToArray(),
            Write(Opcode.ReadRequest, "bootx64.efi"u8, TransferMode.Octet, options));
    }

    [Fact]
    public void Request_SaysNetascii_When_AskedFor() =>
        Assert.Equal(
            "\0\u0002notes.txt\0netascii\0"u8.ToArray(),
            Write(Opcode.WriteRequest, "notes.txt"u8, TransferMode.Netascii, default));

    [Fact]
    public void Request_FitsItsMaximum_When_NameAndOptionsAreLongest()
    {
        OptionList options = default;
        for (OptionKind kind = default; (int)kind < OptionList.Capacity; kind++)
        {
            Assert.True(options.TryAdd(kind, long.MaxValue));
        }

        byte[] name = new byte[RequestPacket.MaxNameBytes];
        Array.Fill(name, (byte)'n');
        byte[] packet = Write(Opcode.ReadRequest, name, TransferMode.Netascii, options);

        Assert.NotEmpty(packet);
        Assert.Equal(ParseStatus.Ok, RequestPacket.TryParse(packet, out RequestPacket read));
        Assert.Equal(OptionList.Capacity, read.RawOptions.Count);
    }

    [Fact]
    public void Write_Throws_When_TheNameCannotStandInARequest()
    {
        byte[] target = new byte[RequestPacket.MaxBytes];

        Assert.Throws<ArgumentException>(() => RequestPacket.Write(target, Opcode.ReadRequest, [], TransferMode.Octet, default));
        Assert.Throws<ArgumentException>(() => RequestPacket.Write(target, Opcode.ReadRequest, "a\0b"u8, TransferMode.Octet, default));
        Assert.Throws<ArgumentException>(() => RequestPacket.Write(target, Opcode.ReadRequest, new byte[1_025], TransferMode.Octet, default));
        Assert.Throws<ArgumentOutOfRangeException>(() => RequestPacket.Write(target, Opcode.Data, "a"u8, TransferMode.Octet, default));
    }

    private static byte[] Write(Opcode opcode, ReadOnlySpan<byte> name, TransferMode mode, OptionList options)
    {
        byte[] target = new byte[RequestPacket.MaxBytes];
        return target[..RequestPacket.Write(target, opcode, name, mode, options)];
    }
}
