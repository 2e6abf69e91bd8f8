using Oack.Trace.Capture;

namespace Oack.Trace.Tests.Capture;

/// <summary>The format of tcpdump.</summary>
public sealed class PcapTests
{
    private const long TicksPerSecond = 10_000_000;

    private static readonly byte[] s_frame = [1, 2, 3, 4, 5];

    [Theory]
    [InlineData(0xA1B2C3D4, false, 123_456, 1_234_560)]
    [InlineData(0xA1B2C3D4, true, 123_456, 1_234_560)]
    [InlineData(0xA1B23C4D, false, 123_456_789, 1_234_567)]
    [InlineData(0xA1B23C4D, true, 123_456_789, 1_234_567)]
    public void Frames_ComeWithTheirTime_InEitherByteOrder(uint magic, bool isBigEndian, uint fraction, long ticks)
    {
        CaptureBytes file = new CaptureBytes(isBigEndian).PcapHeader(magic)
            .PcapFrame(1_700_000_000, fraction, s_frame).PcapFrame(1_700_000_001, 0, [], original: 60);
        using CaptureReader reader = CaptureReader.Open(file.ToStream());

        List<ReadFrame> frames = ReadFrame.All(reader);

        Assert.True(reader.IsRecognised);
        Assert.Empty(reader.Problems);
        Assert.Equal([1, 2], frames.Select(frame => frame.Number));
        Assert.Equal(s_frame, frames[0].Bytes);
        Assert.Equal((1_700_000_000 * TicksPerSecond) + ticks, frames[0].Ticks);
        Assert.Equal(5, frames[0].OriginalBytes);
        Assert.Equal(60, frames[1].OriginalBytes);
        Assert.All(frames, frame => Assert.Equal(LinkType.Ethernet, frame.LinkType));
    }

    [Fact]
    public void ModifiedFormat_HasALongerRecordHeader()
    {
        CaptureBytes file = new CaptureBytes().PcapHeader(0xA1B2CD34)
            .U32(7).U32(0).U32(5).U32(5).U32(3).U32(0).Raw(s_frame);
        using CaptureReader reader = CaptureReader.Open(file.ToStream());

        Assert.Equal(s_frame, Assert.Single(ReadFrame.All(reader)).Bytes);
    }

    [Fact]
    public void LinkType_IsTheLowerHalf_WhenTheUpperTellsOfFrameCheckSequences()
    {
        CaptureBytes file = new CaptureBytes().PcapHeader(linkType: 0x2400_0001).PcapFrame(0, 0, s_frame);
        using CaptureReader reader = CaptureReader.Open(file.ToStream());

        Assert.Equal(LinkType.Ethernet, Assert.Single(ReadFrame.All(reader)).LinkType);
    }

    [Fact]
    public void Frame_IsCountedAndNamed_WhenTheFileEndsInsideIt()
    {
        byte[] whole = new CaptureBytes().PcapHeader().PcapFrame(0, 0, s_frame).PcapFrame(0, 0, s_frame).ToArray();
        using CaptureReader reader = CaptureReader.Open(new MemoryStream(whole[..^1]));

        Assert.Single(ReadFrame.All(reader));
        Assert.Equal("the file ends inside frame 2", reader.Problem?.Text);
        Assert.Equal(whole.Length - 1, reader.Problem?.Offset);
    }

    [Fact]
    public void Header_IsNamed_WhenTheFileEndsInsideIt()
    {
        byte[] whole = new CaptureBytes().PcapHeader().PcapFrame(0, 0, s_frame).ToArray();
        using CaptureReader reader = CaptureReader.Open(new MemoryStream([.. whole, 1, 2, 3]));

        Assert.Single(ReadFrame.All(reader));
        Assert.Equal("the file ends inside the header of frame 2", reader.Problem?.Text);
    }

    [Fact]
    public void Reading_Ends_WhenAFrameIsLongerThanAnyCaptureKeeps()
    {
        CaptureBytes file = new CaptureBytes().PcapHeader().PcapFrame(0, 0, s_frame)
            .U32(0).U32(0).U32(0xFFFF_FFFF).U32(5).Raw(new byte[1000]);
        using CaptureReader reader = CaptureReader.Open(file.ToStream());

        Assert.Single(ReadFrame.All(reader));
        Assert.Contains("frame 2 says that it has 4,294,967,295 bytes", reader.Problem?.Text, StringComparison.Ordinal);
        Assert.False(reader.TryRead(out _));
    }

    [Fact]
    public void Frames_OfAnyLengthComeWhole_WhenTheStreamGivesFewBytesAtATime()
    {
        CaptureBytes file = new CaptureBytes().PcapHeader();
        byte[][] frames = [.. Enumerable.Range(0, 300).Select(index => Enumerable.Repeat((byte)index, index * 11).ToArray()), new byte[262_144]];
        foreach (byte[] frame in frames)
        {
            file.PcapFrame(0, 0, frame);
        }

        using CaptureReader reader = CaptureReader.Open(new SlowStream(file.ToArray(), 977));

        Assert.Equal(frames, ReadFrame.All(reader).Select(frame => frame.Bytes));
        Assert.Empty(reader.Problems);
    }
}
