using Oack.Protocol.Wire;
using Oack.Tests.Common;
using Xunit;

namespace Oack.Content.Tests;

/// <summary>Content that is brought to a slow medium by a thread of its own.</summary>
public sealed class WriteBehindContentTests
{
    private static readonly byte[] s_block = Reading.Pattern(WriteBehindContent.BufferBytes);

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    [InlineData(5_000_000)]
    public async Task Bytes_ReachTheMediumInOrder(int length)
    {
        byte[] bytes = Reading.Pattern(length);
        using GatedContent content = new();
        content.Open();

        Assert.Null(await Reading.StoreAsync(content, bytes));

        Assert.Equal(bytes, content.Medium.ToArray());
        Assert.True(content.IsComplete);
        Assert.Equal(1, content.Discards);
    }

    [Fact]
    public async Task Write_IsPending_When_AllBuffersWait()
    {
        using GatedContent content = new();
        for (int i = 0; i < WriteBehindContent.MaxBuffers; i++)
        {
            Assert.Equal(ContentStatus.Ok, content.TryWrite(s_block));
        }

        Assert.Equal(ContentStatus.Pending, content.TryWrite(s_block));
        ValueTask waiting = content.PrepareWriteAsync(TestContext.Current.CancellationToken);
        Assert.False(waiting.IsCompleted);

        content.Open();
        await waiting;

        Assert.Equal(ContentStatus.Ok, content.TryWrite(s_block));
        Assert.Null(await content.CommitAsync(TestContext.Current.CancellationToken));
        Assert.Equal((WriteBehindContent.MaxBuffers + 1) * s_block.Length, content.Medium.Length);
    }

    [Fact]
    public async Task Write_FailsAndNothingIsCompleted_When_TheMediumFails()
    {
        ContentRefusal full = new(ErrorCode.DiskFull, "no room", "no space left on the device");
        using GatedContent content = new() { Refusal = full };
        Assert.Equal(ContentStatus.Ok, content.TryWrite(s_block));
        Assert.Equal(ContentStatus.Ok, content.TryWrite(s_block));
        content.Open();
        ContentStatus status;
        while ((status = content.TryWrite(s_block)) != ContentStatus.Failed)
        {
            await content.PrepareWriteAsync(TestContext.Current.CancellationToken);
        }

        Assert.Equal(full, content.Failure);
        content.Dispose();
        Assert.False(content.IsComplete);
        Assert.Equal(1, content.Discards);
    }

    [Fact]
    public async Task Commit_TellsTheFailure_When_TheLastBytesFail()
    {
        ContentRefusal full = new(ErrorCode.DiskFull, "no room", "no space left on the device");
        using GatedContent content = new() { Refusal = full };
        content.TryWrite([1]);
        content.Open();

        Assert.Equal(full, await content.CommitAsync(TestContext.Current.CancellationToken));

        Assert.False(content.IsComplete);
        Assert.Equal(1, content.Discards);
    }

    [Fact]
    public async Task Commit_TellsTheFailure_When_TheMediumThrows()
    {
        using GatedContent content = new() { Fault = new InvalidOperationException("bug") };
        content.Open();

        ContentRefusal? refusal = await Reading.StoreAsync(content, Reading.Pattern(3_000_000));

        Assert.Equal("target: bug", refusal?.Detail);
        content.Dispose();
        Assert.False(content.IsComplete);
        Assert.Equal(1, content.Discards);
    }

    [Fact]
    public async Task Dispose_DropsWhatWaits_When_AWriteIsOnItsWay()
    {
        GatedContent content = new();
        for (int i = 0; i < 4; i++)
        {
            content.TryWrite(s_block);
        }

        content.Started.Wait(TestContext.Current.CancellationToken);
        Task opening = Task.Run(content.Open, TestContext.Current.CancellationToken);
        content.Dispose();
        await opening;

        Assert.True(SpinWait.SpinUntil(() => content.Discards == 1, TimeSpan.FromSeconds(20)));
        Assert.Equal(s_block.Length, content.Medium.Length);
        Assert.False(content.IsComplete);
    }

    [Fact]
    public async Task Block_CostsNoAllocation_When_TheBuffersAreThere()
    {
        using GatedContent content = new() { Keeps = false };
        byte[] block = Reading.Pattern(1_428);
        while (content.TryWrite(block) == ContentStatus.Ok)
        {
            // Until every buffer was made once.
        }

        content.Open();
        await content.PrepareWriteAsync(TestContext.Current.CancellationToken);
        int taken = 0;
        long allocated = Allocations.Measure(() =>
        {
            for (int i = 0; i < 100_000; i++)
            {
                taken += content.TryWrite(block) == ContentStatus.Ok ? 1 : 0;
            }
        });

        Assert.Equal(0, allocated);
        Assert.True(taken > 0);
    }

    /// <summary>A medium that takes nothing before it is opened.</summary>
    private sealed class GatedContent : WriteBehindContent
    {
        private readonly ManualResetEventSlim _gate = new();

        public ManualResetEventSlim Started { get; } = new();

        public MemoryStream Medium { get; } = new();

        public bool Keeps { get; init; } = true;

        public ContentRefusal? Refusal { get; init; }

        public Exception? Fault { get; init; }

        public bool IsComplete { get; private set; }

        public int Discards { get; private set; }

        public void Open() => _gate.Set();

        protected override ContentRefusal? Append(ReadOnlySpan<byte> bytes)
        {
            Started.Set();
            _gate.Wait();
            if (Fault is not null)
            {
                throw Fault;
            }

            if (Keeps && Refusal is null)
            {
                Medium.Write(bytes);
            }

            return Refusal;
        }

        protected override ContentRefusal? Complete()
        {
            IsComplete = true;
            return null;
        }

        protected override void Discard() => Discards++;
    }
}
