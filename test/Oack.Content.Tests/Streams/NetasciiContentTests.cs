using System.Text;
using Xunit;

namespace Oack.Content.Tests;

public sealed class NetasciiContentTests
{
    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("one\ntwo\n", "one\r\ntwo\r\n")]
    [InlineData("a\rb", "a\r\0b")]
    [InlineData("a\r\nb", "a\r\0\r\nb")]
    [InlineData("\r", "\r\0")]
    [InlineData("\n", "\r\n")]
    [InlineData("", "")]
    public async Task File_TravelsAsNetascii_In_AnyBlockSize(string text, string wire)
    {
        for (int blockBytes = 1; blockBytes <= 8; blockBytes++)
        {
            using NetasciiReadContent content = new(new BytesContent(Encoding.ASCII.GetBytes(text)));

            Assert.Null(content.LengthBytes);
            Assert.Equal(wire, Encoding.ASCII.GetString(await Reading.ToEndAsync(content, blockBytes)));
        }
    }

    [Theory]
    [InlineData("one\r\ntwo\r\n", "one\ntwo\n")]
    [InlineData("a\r\0b", "a\rb")]
    [InlineData("ends in\r", "ends in\r")]
    [InlineData("\r\0\r\n", "\r\n")]
    [InlineData("", "")]
    public async Task Upload_IsStoredDecoded_In_AnyBlockSize(string wire, string text)
    {
        for (int blockBytes = 1; blockBytes <= 8; blockBytes++)
        {
            MemoryStream stream = new();
            using NetasciiWriteContent content = new(new StreamWriteContent(stream, leaveOpen: true));
            await Reading.WriteAsync(content, Encoding.ASCII.GetBytes(wire), blockBytes);

            Assert.Null(await content.CommitAsync(TestContext.Current.CancellationToken));
            Assert.Equal(text, Encoding.ASCII.GetString(stream.ToArray()));
        }
    }

    [Fact]
    public async Task AnyOffset_IsReadAgain_As_ItWasSent()
    {
        byte[] file = Text(700_000);
        byte[] wire = Encode(file);
        using NetasciiReadContent content = new(new BytesContent(file));
        Assert.Equal(wire, await WithoutReleaseAsync(content));
        Random random = new(1);
        byte[] block = new byte[1432];

        for (int i = 0; i < 200; i++)
        {
            int offset = random.Next(wire.Length);
            int count = await Reading.BlockAsync(content, offset, block);
            Assert.Equal(wire.AsSpan(offset, count).ToArray(), block[..count]);
            Assert.Equal(Math.Min(block.Length, wire.Length - offset), count);
        }
    }

    [Fact]
    public async Task ReleasedBytes_AreGone_And_TheRestStays()
    {
        byte[] file = Text(700_000);
        byte[] wire = Encode(file);
        using NetasciiReadContent content = new(new StreamReadContent(new MemoryStream(file)));
        byte[] block = new byte[1000];
        for (int offset = 0; offset < 400_000; offset += block.Length)
        {
            await Reading.BlockAsync(content, offset, block);
        }

        content.Release(300_000);

        Assert.Equal(1000, await Reading.BlockAsync(content, 300_000, block));
        Assert.Equal(wire[300_000..301_000], block);
        Assert.Equal(ContentStatus.Failed, content.TryRead(0, block, out _));
        Assert.NotNull(content.Failure);
    }

    [Fact]
    public async Task Encoding_Waits_When_TheFileDoes()
    {
        byte[] file = Text(200_000);
        using NetasciiReadContent content = new(new StreamReadContent(new MemoryStream(file)));

        Assert.Equal(ContentStatus.Pending, content.TryRead(0, new byte[512], out _));

        Assert.Equal(Encode(file), await Reading.ToEndAsync(content, blockBytes: 512));
    }

    [Fact]
    public void Memory_StaysBounded_When_NothingIsReleased()
    {
        // 200 MB of text make three times as many checkpoints as are kept.
        using NetasciiReadContent content = new(new Endless());
        byte[] block = new byte[65464];
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (long offset = 0; offset < 200_000_000; offset += block.Length)
        {
            if (content.TryRead(offset, block, out _) != ContentStatus.Ok)
            {
                Assert.Fail($"not ready at {offset}");
            }
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 256 * 1024);
        Assert.Equal(ContentStatus.Ok, content.TryRead(1, block, out _));
        Assert.Equal("\nx\r\nx\r\n", Encoding.ASCII.GetString(block, 0, 7));
    }

    [Fact]
    public async Task Failure_IsTheFiles()
    {
        using NetasciiReadContent content = new(new StreamReadContent(new MemoryStream([1]), lengthBytes: 2));

        Assert.Equal(ContentStatus.Failed, await Reading.StatusAsync(content, 0, new byte[4]));
        Assert.NotNull(content.Failure);
    }

    private static byte[] Text(int length)
    {
        byte[] text = Reading.Pattern(length);
        for (int i = 0; i < length; i += 7)
        {
            text[i] = (byte)(i % 3 == 0 ? '\r' : '\n');
        }

        return text;
    }

    private static byte[] Encode(byte[] file)
    {
        List<byte> wire = [];
        foreach (byte value in file)
        {
            switch (value)
            {
                case (byte)'\n':
                    wire.AddRange("\r\n"u8);
                    break;
                case (byte)'\r':
                    wire.AddRange("\r\0"u8);
                    break;
                default:
                    wire.Add(value);
                    break;
            }
        }

        return [.. wire];
    }

    private static async Task<byte[]> WithoutReleaseAsync(NetasciiReadContent content)
    {
        using MemoryStream all = new();
        byte[] block = new byte[512];
        int count;
        do
        {
            count = await Reading.BlockAsync(content, all.Length, block);
            all.Write(block, 0, count);
        }
        while (count == block.Length);

        return all.ToArray();
    }

    /// <summary>A line end and an x, without end.</summary>
    private sealed class Endless : ReadContent
    {
        public override long? LengthBytes => null;

        public override ContentStatus TryRead(long offset, Span<byte> target, out int bytesRead)
        {
            for (int i = 0; i < target.Length; i++)
            {
                target[i] = (offset + i) % 2 == 0 ? (byte)'\n' : (byte)'x';
            }

            bytesRead = target.Length;
            return ContentStatus.Ok;
        }

        protected override void Dispose(bool disposing)
        {
        }
    }
}
