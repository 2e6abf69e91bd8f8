using System.Buffers.Binary;
using System.Text;
using Oack.Protocol;
using Oack.Trace.Capture;

namespace Oack.Trace.Tests.Capture;

/// <summary>What is written is read again, and is what the format asks for.</summary>
public sealed class PcapngWriterTests
{
    private const int CommentOption = 1;

    // 2^64 ns after the epoch, in the year 2554.
    private const long LastNanosecondTick = 184_467_440_737_095_516;

    [Fact]
    public void Frames_AreReadAsTheyWereWritten()
    {
        Random random = new(1);
        List<ReadFrame> written = [];
        using MemoryStream stream = new();
        using (PcapngWriter writer = new(stream, leaveOpen: true))
        {
            Assert.Equal(0, writer.AddInterface(LinkType.Raw, "server", "what a server saw"));
            Assert.Equal(1, writer.AddInterface(LinkType.LinuxCooked2, nanoseconds: false));
            for (int number = 1; number <= 500; number++)
            {
                byte[] bytes = new byte[random.Next(number % 50 == 0 ? 262_145 : 300)];
                random.NextBytes(bytes);
                int index = random.Next(2);
                int original = bytes.Length + random.Next(3);
                long ticks = random.NextInt64(LastNanosecondTick) / 10 * 10;
                string? comment = random.Next(3) == 0 ? new string('ä', random.Next(20)) : null;
                writer.WriteFrame(index, new Instant(ticks), bytes, original, comment);
                written.Add(new ReadFrame(number, ticks, index == 0 ? LinkType.Raw : LinkType.LinuxCooked2, index, original, bytes));
            }

            writer.Flush();
            Assert.Equal(stream.Length, writer.BytesWritten);
        }

        stream.Position = 0;
        using CaptureReader reader = CaptureReader.Open(stream);
        List<ReadFrame> read = ReadFrame.All(reader);

        Assert.Empty(reader.Problems);
        Assert.Equal(written.Select(frame => frame.Bytes), read.Select(frame => frame.Bytes));
        Assert.Equal(written.Select(frame => frame with { Bytes = [] }), read.Select(frame => frame with { Bytes = [] }), EqualWithoutBytes);
    }

    [Theory]
    [InlineData("the client falls silent")]
    [InlineData("двe строки\nund 中文 🚀")]
    [InlineData("no Unicode: \uD800 and \0")]
    [InlineData("")]
    public void Comment_IsKept_WhateverItsText(string comment)
    {
        byte[] block = WriteOne(comment);

        Assert.Equal(PcapngWriter.MeasureFrame(5, comment), block.Length);
        Assert.Equal(Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(comment)), ReadComment(block));
    }

    [Fact]
    public void Comment_IsCutBetweenCharacters_WhenItIsTooLong()
    {
        string read = ReadComment(WriteOne("a" + new string('中', 30_000)));

        Assert.Equal("a" + new string('中', (PcapngWriter.MaxCommentBytes - 1) / 3), read);
    }

    [Fact]
    public void Section_NamesTheApplication()
    {
        using MemoryStream stream = new();
        new PcapngWriter(stream, "oack 1.0", leaveOpen: true).Dispose();

        byte[] expected =
        [
            .. Native32(0x0A0D0D0A), .. Native32(44), .. Native32(0x1A2B3C4D), .. BitConverter.GetBytes((ushort)1), 0, 0,
            .. Enumerable.Repeat((byte)0xFF, 8),
            .. BitConverter.GetBytes((ushort)4), .. BitConverter.GetBytes((ushort)8), .. "oack 1.0"u8, 0, 0, 0, 0, .. Native32(44),
        ];
        Assert.Equal(expected, stream.ToArray());
    }

    [Fact]
    public void Frame_IsRefused_WhenItsInterfaceIsNotDescribed()
    {
        using MemoryStream stream = new();
        using PcapngWriter writer = new(stream);

        Assert.Throws<ArgumentOutOfRangeException>(() => writer.WriteFrame(0, default, [1]));
    }

    private static bool EqualWithoutBytes(ReadFrame left, ReadFrame right) =>
        left.Number == right.Number && left.LinkType == right.LinkType && left.InterfaceIndex == right.InterfaceIndex
        && left.OriginalBytes == right.OriginalBytes && left.Ticks == right.Ticks;

    private static byte[] WriteOne(string comment)
    {
        using MemoryStream stream = new();
        using PcapngWriter writer = new(stream);
        writer.AddInterface(LinkType.Raw);
        writer.Flush();
        long before = writer.BytesWritten;
        writer.WriteFrame(0, default, [1, 2, 3, 4, 5], comment: comment);
        writer.Flush();
        return stream.ToArray()[(int)before..];
    }

    private static string ReadComment(byte[] block)
    {
        const int OptionsOffset = 28 + 8;
        if (block.Length == OptionsOffset + 4)
        {
            return "";
        }

        Assert.Equal(CommentOption, BitConverter.ToUInt16(block, OptionsOffset));
        return Encoding.UTF8.GetString(block, OptionsOffset + 4, BitConverter.ToUInt16(block, OptionsOffset + 2));
    }

    private static byte[] Native32(uint value)
    {
        byte[] bytes = new byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, BitConverter.IsLittleEndian ? value : BinaryPrimitives.ReverseEndianness(value));
        return bytes;
    }
}
