using System.Buffers;
using System.Text;
using Oack.Protocol.Transfer;

namespace Oack.Protocol.Tests.Netascii;

public sealed class NetasciiEncoderTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("plain", "plain")]
    [InlineData("a\nb\n", "a\r\nb\r\n")]
    [InlineData("a\rb", "a\r\0b")]
    [InlineData("a\r\nb", "a\r\0\r\nb")]
    [InlineData("\n\n\r\r", "\r\n\r\n\r\0\r\0")]
    [InlineData("\0\u007F", "\0\u007F")]
    public void Text_HasTheLineEndsOfTheWire_When_Encoded(string text, string expected) =>
        Assert.Equal(expected, Encode(text, targetBytes: 64));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(8)]
    public void Text_IsTheSame_When_BlocksCutItAnywhere(int blockBytes) =>
        Assert.Equal("one\r\n\r\n\r\0two\r\0\r\nthree\r\n", Encode("one\n\n\rtwo\r\nthree\n", blockBytes));

    [Fact]
    public void Pair_GoesOnInTheNextBlock_When_TheTargetEndsAfterCr()
    {
        NetasciiEncoder encoder = default;
        byte[] block = new byte[2];

        Assert.Equal(OperationStatus.DestinationTooSmall, encoder.Encode("a\nb"u8, block, out int consumed, out int written));
        Assert.Equal((2, 2), (consumed, written));
        Assert.Equal("a\r"u8.ToArray(), block);
        Assert.True(encoder.HasPending);

        Assert.Equal(OperationStatus.Done, encoder.Encode("b"u8, block, out consumed, out written));
        Assert.Equal((1, 2), (consumed, written));
        Assert.Equal("\nb"u8.ToArray(), block);
        Assert.False(encoder.HasPending);
    }

    [Fact]
    public void PendingByte_IsWritten_When_TheSourceIsAtItsEnd()
    {
        NetasciiEncoder encoder = default;
        byte[] block = new byte[1];
        encoder.Encode("\r"u8, block, out _, out _);

        Assert.Equal(OperationStatus.DestinationTooSmall, encoder.Encode([], [], out _, out int written));
        Assert.Equal(0, written);
        Assert.Equal(OperationStatus.Done, encoder.Encode([], block, out _, out written));
        Assert.Equal(1, written);
        Assert.Equal([0], block);
    }

    [Fact]
    public void Copy_GoesOnFromTheCheckpoint_When_TheOriginalWentOnAlready()
    {
        NetasciiEncoder encoder = default;
        byte[] block = new byte[1];
        encoder.Encode("\nrest"u8, block, out int consumed, out _);
        NetasciiEncoder checkpoint = encoder;

        encoder.Encode([], block, out _, out _);
        Assert.NotEqual(checkpoint, encoder);

        byte[] again = new byte[5];
        Assert.Equal(OperationStatus.Done, checkpoint.Encode("\nrest"u8[consumed..], again, out _, out _));
        Assert.Equal("\nrest"u8.ToArray(), again);
    }

    private static string Encode(string text, int targetBytes)
    {
        NetasciiEncoder encoder = default;
        byte[] source = Encoding.ASCII.GetBytes(text);
        byte[] block = new byte[targetBytes];
        StringBuilder encoded = new();
        int at = 0;
        OperationStatus status;
        do
        {
            status = encoder.Encode(source.AsSpan(at), block, out int consumed, out int written);
            encoded.Append(Encoding.ASCII.GetString(block, 0, written));
            at += consumed;

            // Only a full target may stop it: every DATA but the last has to be whole.
            Assert.True(status == OperationStatus.Done || written == targetBytes);
        }
        while (status != OperationStatus.Done);

        Assert.Equal(source.Length, at);
        return encoded.ToString();
    }
}
