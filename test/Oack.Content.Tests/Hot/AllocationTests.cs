using Oack.Protocol.Transfer;
using Oack.Protocol.Wire;
using Oack.Tests.Common;
using Xunit;

namespace Oack.Content.Tests;

public sealed class AllocationTests
{
    private const int BlockSize = 1428;
    private const int Operations = 500;

    [Theory]
    [InlineData(16L << 20)]
    [InlineData(0)]
    public void Nothing_IsAllocated_When_AFileIsServedAgain(long cacheBytes)
    {
        Assert.SkipUnless(LinuxNative.IsSupported, "what is in memory is known on Linux only");
        using Serving serving = new(
            Way.OpenAt2, options => options with { CacheBytes = cacheBytes, Clock = ManualClock.Later() });
        Directory.CreateDirectory(serving.At("boot"));
        File.WriteAllBytes(serving.At("boot/image"), Reading.Pattern(100_000));
        DatagramTrain train = new();
        ContentRequest request = Serving.Ask("boot/image"u8);
        for (int i = 0; i < 100; i++)
        {
            Serve(serving, request, train);
        }

        long allocated = Allocations.Measure(() =>
        {
            for (int i = 0; i < Operations; i++)
            {
                Serve(serving, request, train);
            }
        });

        Assert.Equal(0, allocated);
        train.Clear();
    }

#pragma warning disable CA2012 // It has completed: that it has is what is measured.
    private static void Serve(Serving serving, ContentRequest request, DatagramTrain train)
    {
        ValueTask<ContentOpening<ReadContent>> opening = serving.Content.OpenReadAsync(request, CancellationToken.None);
        Assert.SkipUnless(opening.IsCompletedSuccessfully, "this kernel cannot look up names without waiting");
        using ReadContent content = opening.GetAwaiter().GetResult().Content!;
        for (int first = 1; first <= 65; first += 16)
        {
            if (content.TryReadRun(new BlockRun(first, 5, BlockSize, 0), train) != ContentStatus.Ok)
            {
                throw new InvalidOperationException("The file is not in memory.");
            }
        }
    }
#pragma warning restore CA2012
}
