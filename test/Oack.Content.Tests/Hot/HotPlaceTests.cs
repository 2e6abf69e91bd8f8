using Oack.Protocol.Transfer;
using Xunit;

namespace Oack.Content.Tests;

/// <summary>A remembered segment spares the search; it is never taken for what it no longer holds.</summary>
public sealed class HotPlaceTests
{
    private const uint Reader = 1;
    private const ulong Part = 42;

    private static readonly FileVersion s_version = new(1, 2, 1_000_000, 3, 4);
    private static readonly BlockRun s_blocks = new(46, 45, 1428, 0);

    private readonly HotSegment _segment = new(new LeasedBytes(HotBlocks.SegmentBytes));
    private HotPlace _place;

    public HotPlaceTests()
    {
        _segment.Name(s_version, Part);
        _segment.Bytes.Offer();
        _place.Note(_segment, Part, s_blocks);
    }

    [Theory]
    [InlineData(46, 1, 0)]
    [InlineData(60, 16, 14)]
    [InlineData(90, 1, 44)]
    [InlineData(46, 45, 0)]
    public void ARun_IsLeased_When_ItStandsInTheSegment(long first, int count, int index)
    {
        Assert.True(_place.TryLease(s_version, s_blocks with { FirstBlock = first, Count = count }, Reader, out LeasedBytes? bytes, out int found));

        Assert.Same(_segment.Bytes, bytes);
        Assert.Equal(index, found);
        Assert.False(bytes.TryTakeBack());
        bytes.Release();
        Assert.True(bytes.TryTakeBack());
    }

    [Theory]
    [InlineData(45, 1, 1428, 0)]
    [InlineData(45, 2, 1428, 0)]
    [InlineData(90, 2, 1428, 0)]
    [InlineData(91, 1, 1428, 0)]
    [InlineData(46, 1, 512, 0)]
    [InlineData(46, 1, 1428, 1)]
    public void NoLease_IsTaken_When_TheRunIsAnother(long first, int count, int blockSize, int rolloverTo)
    {
        BlockRun run = new(first, count, blockSize, (ushort)rolloverTo);

        Assert.False(_place.TryLease(s_version, run, Reader, out LeasedBytes? bytes, out _));
        Assert.Null(bytes);
        Assert.True(_segment.Bytes.TryTakeBack());
    }

    [Fact]
    public void NoLease_IsTaken_When_TheSegmentHoldsSomethingElseMeanwhile()
    {
        Assert.True(_segment.Bytes.TryTakeBack());
        Assert.False(_place.TryLease(s_version, s_blocks, Reader, out _, out _));

        // The same part of another version, and another part of the same.
        _segment.Name(s_version with { ChangedTicks = 5 }, Part);
        _segment.Bytes.Offer();
        Assert.False(_place.TryLease(s_version, s_blocks, Reader, out _, out _));
        Assert.True(_segment.Bytes.TryTakeBack());

        _segment.Name(s_version, Part + 1);
        _segment.Bytes.Offer();
        Assert.False(_place.TryLease(s_version, s_blocks, Reader, out _, out _));
        Assert.True(_segment.Bytes.TryTakeBack());
    }

    [Fact]
    public void NoLease_IsTaken_When_NothingIsRemembered()
    {
        HotPlace nothing = default;

        Assert.False(nothing.TryLease(s_version, s_blocks, Reader, out _, out _));
    }

    /// <summary>Two files through one buffer, block by block: each of them takes it from the other.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task Blocks_AreTheFilesOwn_When_TheBufferGoesBackAndForth(int rolloverTo)
    {
        Assert.SkipUnless(LinuxNative.IsSupported, "the cache is for Linux");
        const int BlockSize = 8;
        const int Blocks = 70_000;
        using Serving serving = new(
            Way.OpenAt2, options => options with { CacheBytes = HotBlocks.SegmentBytes, Clock = ManualClock.Later() });
        byte[][] files = [Reading.Pattern((Blocks * BlockSize) - 3), [.. Reading.Pattern(Blocks * BlockSize).Reverse()]];
        List<ReadContent> readers = [];
        for (int file = 0; file < files.Length; file++)
        {
            await File.WriteAllBytesAsync(serving.At($"{file}"), files[file], TestContext.Current.CancellationToken);
            readers.Add(await serving.OpenOkAsync($"{file}"));
            readers.Add(await serving.OpenOkAsync($"{file}"));
        }

        Oack.Protocol.Wire.DatagramTrain train = new();
        int leased = 0;
        for (int block = 65_000; block <= 66_500; block++)
        {
            for (int reader = 0; reader < readers.Count; reader++)
            {
                await Runs.OkAsync(readers[reader], new(block, 1, BlockSize, (ushort)rolloverTo), train);
                leased += Runs.LeasedBytes(train) > 0 ? 1 : 0;
                byte[] wanted = new byte[4 + BlockSize];
                new BlockRun(block, 1, BlockSize, (ushort)rolloverTo).WriteHeader(wanted, 0);
                wanted[1] = 3;
                files[reader / 2].AsSpan((block - 1) * BlockSize, BlockSize).CopyTo(wanted.AsSpan(4));
                Assert.Equal(wanted, train[0].ToArray());
                train.Clear();
            }
        }

        Assert.NotEqual(0, leased);
        readers.ForEach(reader => reader.Dispose());
    }
}
