using System.IO.Pipelines;
using System.Text;
using Xunit;

namespace Oack.Content.Tests;

public sealed class StreamReadContentTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(512)]
    [InlineData(65536)]
    [InlineData(65537)]
    [InlineData(1_000_000)]
    public async Task Bytes_AreTheStreams(int length)
    {
        byte[] bytes = Reading.Pattern(length);
        using StreamReadContent content = new(new MemoryStream(bytes));

        Assert.Null(content.LengthBytes);
        Assert.Equal(bytes, await Reading.ToEndAsync(content, blockBytes: 512));
    }

    [Fact]
    public async Task Block_IsPending_Until_ThePipeDelivers()
    {
        Pipe pipe = new();
        using StreamReadContent content = new(pipe.Reader.AsStream());
        byte[] block = new byte[8];
        Assert.Equal(ContentStatus.Pending, content.TryRead(0, block, out _));
        ValueTask waiting = content.PrepareReadAsync(0, block.Length, TestContext.Current.CancellationToken);
        await pipe.Writer.WriteAsync("four"u8.ToArray(), TestContext.Current.CancellationToken);
        Assert.False(waiting.IsCompleted);

        await pipe.Writer.WriteAsync("more"u8.ToArray(), TestContext.Current.CancellationToken);
        await waiting;

        Assert.Equal(ContentStatus.Ok, content.TryRead(0, block, out int count));
        Assert.Equal("fourmore", Encoding.ASCII.GetString(block, 0, count));
        await pipe.Writer.CompleteAsync();
        Assert.Equal(0, await Reading.BlockAsync(content, 8, block));
    }

    [Fact]
    public async Task Window_CanBeReadAgain_Until_Released()
    {
        byte[] bytes = Reading.Pattern(300_000);
        using StreamReadContent content = new(new MemoryStream(bytes));
        byte[] block = new byte[1000];
        for (long offset = 0; offset < 200_000; offset += block.Length)
        {
            Assert.Equal(1000, await Reading.BlockAsync(content, offset, block));
        }

        content.Release(100_500);

        Assert.Equal(1000, await Reading.BlockAsync(content, 100_500, block));
        Assert.Equal(bytes[100_500..101_500], block);
        Assert.Equal(ContentStatus.Failed, content.TryRead(0, block, out _));
    }

    [Fact]
    public async Task Window_Fails_When_ItOutgrowsTheBuffer()
    {
        using StreamReadContent content = new(new MemoryStream(Reading.Pattern(300_000)), maxBufferedBytes: 128 * 1024, description: "pipe");
        byte[] block = new byte[64 * 1024];
        Assert.Equal(block.Length, await Reading.BlockAsync(content, 0, block));
        Assert.Equal(block.Length, await Reading.BlockAsync(content, 65536, block));

        Assert.Equal(ContentStatus.Failed, await Reading.StatusAsync(content, 131072, block));

        Assert.Contains("smaller windowsize", content.Failure!.Detail!, StringComparison.Ordinal);
        // What is there can still be sent again.
        Assert.Equal(ContentStatus.Ok, content.TryRead(0, block, out _));
    }

    [Fact]
    public async Task Buffer_StaysSmall_When_TheWindowMoves()
    {
        byte[] bytes = Reading.Pattern(2_000_000);
        using StreamReadContent content = new(new MemoryStream(bytes), maxBufferedBytes: 128 * 1024);

        Assert.Equal(bytes, await Reading.ToEndAsync(content, blockBytes: 1000));
    }

    [Fact]
    public async Task Stream_Fails_When_ItEndsBeforeItsPromisedLength()
    {
        using StreamReadContent content = new(new MemoryStream(new byte[10]), lengthBytes: 20, description: "origin");

        Assert.Equal(20, content.LengthBytes);
        Assert.Equal(ContentStatus.Failed, await Reading.StatusAsync(content, 0, new byte[512]));
        Assert.Equal("origin: 20 bytes were promised, 10 came", content.Failure!.Detail);
    }

    [Fact]
    public void Stream_StaysOpen_When_Asked()
    {
        MemoryStream stream = new();
        new StreamReadContent(stream, leaveOpen: true).Dispose();
        Assert.True(stream.CanRead);
        new StreamReadContent(stream).Dispose();
        Assert.False(stream.CanRead);
    }
}
