using Oack.Protocol.Wire;
using Xunit;

namespace Oack.Content.Tests;

public sealed class StreamWriteContentTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    [InlineData(500_000)]
    public async Task Bytes_ReachTheStream(int length)
    {
        byte[] bytes = Reading.Pattern(length);
        MemoryStream stream = new();
        using StreamWriteContent content = new(stream, leaveOpen: true);

        Assert.Null(await Reading.StoreAsync(content, bytes));

        Assert.Equal(bytes, stream.ToArray());
    }

    [Fact]
    public async Task Write_IsPending_When_TheReaderIsSlow()
    {
        GatedStream stream = new();
        using StreamWriteContent content = new(stream);
        byte[] block = Reading.Pattern(60_000);
        Assert.Equal(ContentStatus.Ok, content.TryWrite(block));
        Assert.Equal(ContentStatus.Ok, content.TryWrite(block));
        Assert.Equal(ContentStatus.Pending, content.TryWrite(block));

        ValueTask waiting = content.PrepareWriteAsync(TestContext.Current.CancellationToken);
        Assert.False(waiting.IsCompleted);
        stream.Open();
        await waiting;

        Assert.Equal(ContentStatus.Ok, content.TryWrite(block));
        Assert.Null(await content.CommitAsync(TestContext.Current.CancellationToken));
        Assert.Equal([.. block, .. block, .. block], stream.ToArray());
    }

    [Fact]
    public async Task Write_Fails_When_TheStreamDoes()
    {
        GatedStream stream = new(fault: new IOException("broken pipe"));
        stream.Open();
        using StreamWriteContent content = new(stream, "standard output");

        ContentRefusal? refusal = await Reading.StoreAsync(content, Reading.Pattern(400_000));

        Assert.Equal(new(ErrorCode.NotDefined, "The target of the file failed", "standard output: broken pipe"), refusal);
        Assert.Equal(refusal, content.Failure);
    }

    /// <summary>A stream that takes nothing before it is opened.</summary>
    private sealed class GatedStream(Exception? fault = null) : MemoryStream
    {
        private readonly TaskCompletionSource _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Open() => _gate.TrySetResult();

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await _gate.Task.WaitAsync(cancellationToken);
            if (fault is not null)
            {
                throw fault;
            }

            await base.WriteAsync(buffer, cancellationToken);
        }
    }
}
