using Oack.Protocol.Options;
using Oack.Protocol.Wire;

namespace Oack.Protocol.Tests.Wire;

public sealed class WriteBoundsTests
{
    private const byte Poison = 0xA5;
    private const int MarginBytes = 32;

    private delegate int Writer(Span<byte> target);

    [Fact]
    public void Request_WritesAllOrNothing_When_TheTargetIsTooSmall() =>
        AllOrNothing(target => RequestPacket.Write(target, Opcode.ReadRequest, "pxelinux.0"u8, TransferMode.Octet, SomeOptions()));

    [Fact]
    public void OptionAck_WritesAllOrNothing_When_TheTargetIsTooSmall() =>
        AllOrNothing(target => OptionAckPacket.Write(target, SomeOptions()));

    [Fact]
    public void FilledRequest_WritesAllOrNothing_When_TheTargetIsTooSmall()
    {
        AllOrNothing(target => TftpPacket.FillRequest(target, Opcode.WriteRequest, "name"u8, 0));
        AllOrNothing(target => TftpPacket.FillRequest(target, Opcode.Acknowledgment, ""u8, 7));
    }

    [Fact]
    public void Error_IsCutAndStillTerminated_When_TheTargetIsTooSmall()
    {
        for (int size = ErrorPacket.MinBytes; size < 30; size++)
        {
            byte[] buffer = Poisoned(size);
            int written = ErrorPacket.Write(buffer.AsSpan(MarginBytes, size), ErrorCode.DiskFull, "the disk is full");
            AssertMargins(buffer, size);

            Assert.Equal(Math.Min(size, 5 + "the disk is full".Length), written);
            Assert.Equal(0, buffer[MarginBytes + written - 1]);
            Assert.Equal(ParseStatus.Ok, ErrorPacket.TryParse(buffer.AsSpan(MarginBytes, written), out ErrorPacket packet));
            Assert.True("the disk is full"u8.StartsWith(packet.Message));
        }
    }

    [Fact]
    public void FixedPacket_ThrowsBeforeItWrites_When_TheTargetIsTooSmall()
    {
        byte[] target = new byte[4];

        Assert.Throws<ArgumentOutOfRangeException>(() => DataPacket.WriteHeader(target.AsSpan(0, 3), 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => AckPacket.Write(target.AsSpan(0, 3), 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => AckPacket.Write(target, 1, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => ErrorPacket.Write(target, ErrorCode.NotDefined, ""));
        Assert.Equal(new byte[4], target);
    }

    private static OptionList SomeOptions()
    {
        OptionList options = default;
        options.TryAdd(OptionKind.BlockSize, 1_428);
        options.TryAdd(new OptionEntry(OptionKind.TransferSize, 4_294_967_296, 0b1));
        return options;
    }

    private static void AllOrNothing(Writer write)
    {
        int full = write(new byte[RequestPacket.MaxBytes]);
        Assert.True(full > 0);
        for (int size = 0; size <= full + 1; size++)
        {
            byte[] buffer = Poisoned(size);
            Assert.Equal(size < full ? 0 : full, write(buffer.AsSpan(MarginBytes, size)));
            AssertMargins(buffer, size);
        }
    }

    private static byte[] Poisoned(int size)
    {
        byte[] buffer = new byte[size + (2 * MarginBytes)];
        Array.Fill(buffer, Poison);
        return buffer;
    }

    private static void AssertMargins(byte[] buffer, int size)
    {
        Assert.All(buffer[..MarginBytes], margin => Assert.Equal(Poison, margin));
        Assert.All(buffer[(MarginBytes + size)..], margin => Assert.Equal(Poison, margin));
    }
}
