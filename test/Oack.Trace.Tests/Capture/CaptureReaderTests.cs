using Oack.Trace.Capture;

namespace Oack.Trace.Tests.Capture;

/// <summary>What is a capture, and what is none.</summary>
public sealed class CaptureReaderTests
{
    private static readonly byte[] s_file = new CaptureBytes().PcapHeader().PcapFrame(0, 0, [1, 2, 3]).PcapFrame(0, 0, [4]).ToArray();

    [Fact]
    public void CompressedCapture_IsUnpacked()
    {
        using CaptureReader reader = CaptureReader.Open(new SlowStream(CaptureBytes.Compress(s_file), 1));

        Assert.True(reader.IsCompressed);
        Assert.Equal(2, ReadFrame.All(reader).Count);
        Assert.Empty(reader.Problems);
    }

    [Fact]
    public void CompressedCapture_GivesWhatCanBeRead_WhenItIsCut()
    {
        byte[] large = new CaptureBytes().PcapHeader().PcapFrame(0, 0, [1, 2, 3])
            .PcapFrame(0, 0, [.. Enumerable.Range(0, 200_000).Select(index => (byte)(index * index / 7))]).ToArray();
        byte[] packed = CaptureBytes.Compress(large);
        using CaptureReader reader = CaptureReader.Open(new MemoryStream(packed[..^(packed.Length / 3)]));

        Assert.Single(ReadFrame.All(reader));
        Assert.Contains("inside frame 2", reader.Problem?.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "the file is empty")]
    [InlineData("7f454c4602010100", "this is no capture: it begins with the bytes 7f454c46")]
    [InlineData("0a", "this is no capture: it begins with the bytes 0a")]
    [InlineData("28b52ffd00", "compressed with zstd")]
    [InlineData("736e6f6f7000", "snoop")]
    [InlineData("1f8b", "the compressed file holds nothing, or is cut")]
    [InlineData("1f8b0800ffffffffffffffffffff", "the compressed data is damaged")]
    public void OtherFile_IsNotRecognised_AndItIsSaidWhatItIs(string hex, string text)
    {
        using CaptureReader reader = CaptureReader.Open(new MemoryStream(Convert.FromHexString(hex)));

        Assert.False(reader.IsRecognised);
        Assert.Contains(text, reader.Problem?.Text, StringComparison.Ordinal);
        Assert.False(reader.TryRead(out _));
    }

    [Fact]
    public void Stream_StaysOpen_WhenAsked()
    {
        using MemoryStream stream = new(s_file);
        CaptureReader.Open(stream, leaveOpen: true).Dispose();
        Assert.True(stream.CanRead);

        CaptureReader.Open(stream).Dispose();
        Assert.False(stream.CanRead);
    }

    [Fact]
    public void Reading_AllocatesNothingPerFrame()
    {
        CaptureBytes file = new CaptureBytes().Section().Interface();
        byte[] frame = new byte[500];
        for (int number = 0; number < 2000; number++)
        {
            file.Enhanced(0, (ulong)number, frame);
        }

        byte[] bytes = file.ToArray();
        CountFrames(bytes);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal(2000, CountFrames(bytes));

        // The buffer, and what hangs on it.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 340_000);
    }

    private static int CountFrames(byte[] bytes)
    {
        using CaptureReader reader = CaptureReader.Open(new MemoryStream(bytes));
        int count = 0;
        while (reader.TryRead(out _))
        {
            count++;
        }

        return count;
    }
}
