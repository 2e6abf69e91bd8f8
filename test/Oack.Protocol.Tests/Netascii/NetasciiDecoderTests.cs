using System.Buffers;
using System.Text;
using Oack.Protocol.Transfer;

namespace Oack.Protocol.Tests.Netascii;

public sealed class NetasciiDecoderTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("plain", "plain")]
    [InlineData("a\r\nb\r\n", "a\nb\n")]
    [InlineData("a\r\0b", "a\rb")]
    [InlineData("a\rb", "a\rb")]
    [InlineData("a\r\r\nb", "a\r\nb")]
    [InlineData("a\r\r\r", "a\r\r\r")]
    [InlineData("a\nb\0", "a\nb\0")]
    [InlineData("a\r", "a\r")]
    public void Text_HasTheLineEndsOfTheFile_When_Decoded(string wire, string expected) =>
        Assert.Equal(expected, Decode(wire, sourceBytes: 64, targetBytes: 64));

    [Fact]
    public void Text_IsTheSame_When_BlocksAndTargetsCutItAnywhere()
    {
        for (int sourceBytes = 1; sourceBytes < 12; sourceBytes++)
        {
            for (int targetBytes = 1; targetBytes < 12; targetBytes++)
            {
                Assert.Equal(
                    "one\n\n\rtwo\r\nthr\ree\n\r",
                    Decode("one\r\n\r\n\r\0two\r\0\r\nthr\ree\r\n\r", sourceBytes, targetBytes));
            }
        }
    }

    [Fact]
    public void Cr_WaitsForTheNextBlock_When_ItIsTheLastByte()
    {
        NetasciiDecoder decoder = default;
        byte[] target = new byte[4];

        Assert.Equal(OperationStatus.Done, decoder.Decode("a\r"u8, target, out int consumed, out int written));
        Assert.Equal((2, 1), (consumed, written));
        Assert.True(decoder.HasPending);

        NetasciiDecoder checkpoint = decoder;
        Assert.Equal(OperationStatus.Done, decoder.Decode("\n"u8, target, out _, out written));
        Assert.Equal("\n"u8.ToArray(), target[..written]);
        Assert.Equal(OperationStatus.Done, checkpoint.Decode("\0"u8, target, out _, out written));
        Assert.Equal("\r"u8.ToArray(), target[..written]);
    }

    [Fact]
    public void Flush_WritesTheLastCrOnce_When_TheFileEndsWithIt()
    {
        NetasciiDecoder decoder = default;
        byte[] target = new byte[4];
        decoder.Decode("\r"u8, target, out _, out _);

        Assert.Equal(OperationStatus.DestinationTooSmall, decoder.Flush([], out int written));
        Assert.Equal(0, written);
        Assert.Equal(OperationStatus.Done, decoder.Flush(target, out written));
        Assert.Equal("\r"u8.ToArray(), target[..written]);
        Assert.Equal(OperationStatus.Done, decoder.Flush(target, out written));
        Assert.Equal(0, written);
    }

    private static string Decode(string wire, int sourceBytes, int targetBytes)
    {
        NetasciiDecoder decoder = default;
        byte[] source = Encoding.ASCII.GetBytes(wire);
        byte[] target = new byte[targetBytes];
        StringBuilder decoded = new();
        int written;
        for (int start = 0; start < source.Length; start += sourceBytes)
        {
            ReadOnlySpan<byte> block = source.AsSpan(start, Math.Min(sourceBytes, source.Length - start));
            OperationStatus status;
            do
            {
                status = decoder.Decode(block, target, out int consumed, out written);
                decoded.Append(Encoding.ASCII.GetString(target, 0, written));
                block = block[consumed..];
                Assert.True(status == OperationStatus.Done || written == targetBytes);
            }
            while (status != OperationStatus.Done);

            Assert.True(block.IsEmpty);
        }

        Assert.Equal(OperationStatus.Done, decoder.Flush(target, out written));
        return decoded.Append(Encoding.ASCII.GetString(target, 0, written)).ToString();
    }
}
