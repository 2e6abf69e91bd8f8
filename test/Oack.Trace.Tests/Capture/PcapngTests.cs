using Oack.Trace.Capture;

namespace Oack.Trace.Tests.Capture;

/// <summary>The format of Wireshark.</summary>
public sealed class PcapngTests
{
    private const ushort TimeResolution = 9;
    private const ushort TimeOffset = 14;

    private static readonly byte[] s_frame = [1, 2, 3, 4, 5];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Frames_ComeInEachKindOfBlock_InEitherByteOrder(bool isBigEndian)
    {
        CaptureBytes file = new CaptureBytes(isBigEndian).Section().Interface().Interface(101)
            .Enhanced(1, 2_000_003, s_frame, original: 99).Obsolete(0, 4_000_000, s_frame).Simple(s_frame);
        using CaptureReader reader = CaptureReader.Open(file.ToStream());

        List<ReadFrame> frames = ReadFrame.All(reader);

        Assert.Empty(reader.Problems);
        Assert.Equal([1, 2, 3], frames.Select(frame => frame.Number));
        Assert.Equal([LinkType.Raw, LinkType.Ethernet, LinkType.Ethernet], frames.Select(frame => frame.LinkType));
        Assert.Equal([1, 0, 0], frames.Select(frame => frame.InterfaceIndex));
        Assert.Equal([99, 5, 5], frames.Select(frame => frame.OriginalBytes));
        Assert.All(frames, frame => Assert.Equal(s_frame, frame.Bytes));

        // A simple packet has no time of its own.
        Assert.Equal([20_000_030, 40_000_000, 40_000_000], frames.Select(frame => frame.Ticks));
    }

    [Fact]
    public void Section_HasInterfacesAndAByteOrderOfItsOwn()
    {
        byte[] first = new CaptureBytes().Section().Interface(101).Interface().Enhanced(1, 0, s_frame).ToArray();
        byte[] second = new CaptureBytes(isBigEndian: true).Section().Interface(113).Enhanced(0, 0, s_frame).ToArray();
        using CaptureReader reader = CaptureReader.Open(new MemoryStream([.. first, .. second]));

        List<ReadFrame> frames = ReadFrame.All(reader);

        Assert.Equal([LinkType.Ethernet, LinkType.LinuxCooked], frames.Select(frame => frame.LinkType));
        Assert.Equal([1, 2], frames.Select(frame => frame.Number));
        Assert.Empty(reader.Problems);
    }

    [Theory]
    [InlineData(0, 5, 50_000_000)]
    [InlineData(6, 5, 50)]
    [InlineData(7, 5, 5)]
    [InlineData(9, 1_234, 12)]
    [InlineData(19, ulong.MaxValue, 18_446_744)]
    [InlineData(100, ulong.MaxValue, 0)]
    [InlineData(0x80, 5, 50_000_000)]
    [InlineData(0x80 | 10, 512, 5_000_000)]
    [InlineData(0x80 | 32, 0x5_8000_0000, 55_000_000)]
    [InlineData(0x80 | 63, 1UL << 62, 5_000_000)]
    [InlineData(0x80 | 64, 1UL << 63, 5_000_000)]
    [InlineData(0x80 | 127, ulong.MaxValue, 0)]
    public void Time_CountsInTheUnitsOfItsInterface(byte resolution, ulong units, long ticks)
    {
        CaptureBytes file = new();
        file.Section().Interface(options: file.Option(TimeResolution, [resolution])).Enhanced(0, units, s_frame);
        using CaptureReader reader = CaptureReader.Open(file.ToStream());

        Assert.Equal(ticks, Assert.Single(ReadFrame.All(reader)).Ticks);
    }

    [Theory]
    [InlineData(100, 1_010_000_000)]
    [InlineData(-2, -10_000_000)]
    public void Time_CountsFromTheOffsetOfItsInterface(long offsetSeconds, long ticks)
    {
        CaptureBytes file = new();
        file.Section().Interface(options: file.Option(TimeOffset, BitConverter.GetBytes(offsetSeconds))).Enhanced(0, 1_000_000, s_frame);
        using CaptureReader reader = CaptureReader.Open(file.ToStream());

        Assert.Equal(ticks, Assert.Single(ReadFrame.All(reader)).Ticks);
    }

    [Theory]
    [InlineData(0, long.MaxValue, ulong.MaxValue)]
    [InlineData(0, long.MinValue, 0)]
    [InlineData(6, long.MaxValue, ulong.MaxValue)]
    [InlineData(0x80, 0, ulong.MaxValue)]
    [InlineData(0x81, long.MinValue, ulong.MaxValue)]
    public void Time_CanBeShown_WhateverTheFileSays(byte resolution, long offsetSeconds, ulong units)
    {
        CaptureBytes file = new();
        byte[] options =
            [.. file.Option(TimeResolution, [resolution]), .. file.Option(TimeOffset, BitConverter.GetBytes(offsetSeconds))];
        file.Section().Interface(options: options).Enhanced(0, units, s_frame);
        using CaptureReader reader = CaptureReader.Open(file.ToStream());

        Assert.InRange(DateTime.UnixEpoch.AddTicks(Assert.Single(ReadFrame.All(reader)).Ticks), DateTime.MinValue, DateTime.MaxValue);
    }

    [Fact]
    public void SimplePacket_IsAsLongAsTheSnapshot()
    {
        CaptureBytes file = new CaptureBytes().Section().Interface(snapshot: 3).Simple(s_frame, original: 1000);
        using CaptureReader reader = CaptureReader.Open(file.ToStream());

        ReadFrame frame = Assert.Single(ReadFrame.All(reader));

        Assert.Equal(s_frame[..3], frame.Bytes);
        Assert.Equal(1000, frame.OriginalBytes);
    }

    [Fact]
    public void Block_IsPassedOver_WhenItsKindIsNotKnown()
    {
        CaptureBytes file = new CaptureBytes().Section().Block(0x0BAD, body => body.Raw(new byte[1_000_000])).Interface()
            .Block(5, body => body.U32(0)).Enhanced(0, 0, s_frame).Block(0x8000_0001, _ => { });
        using CaptureReader reader = CaptureReader.Open(file.ToStream());

        Assert.Single(ReadFrame.All(reader));
        Assert.Empty(reader.Problems);
    }

    [Fact]
    public void Options_EndWhereTheirBlockEnds_WhenALengthSaysMore()
    {
        CaptureBytes file = new CaptureBytes().Section().Interface(options: [9, 0, 0xFF, 0xFF, 6, 0, 0, 0]).Enhanced(0, 1, s_frame);
        using CaptureReader reader = CaptureReader.Open(file.ToStream());

        Assert.Equal(10, Assert.Single(ReadFrame.All(reader)).Ticks);
    }

    [Fact]
    public void Frame_IsPassedOver_WhenItsInterfaceIsNotDescribed()
    {
        CaptureBytes file = new CaptureBytes().Section().Simple(s_frame).Interface().Enhanced(7, 0, s_frame).Enhanced(0, 0, s_frame);
        using CaptureReader reader = CaptureReader.Open(file.ToStream());

        Assert.Equal(3, Assert.Single(ReadFrame.All(reader)).Number);
        Assert.Equal(2, reader.ProblemCount);
        Assert.Equal("frame 1 is of an interface that the file does not describe", reader.Problem?.Text);
    }

    [Fact]
    public void Frame_IsPassedOver_WhenItIsLongerThanItsBlock()
    {
        CaptureBytes file = new CaptureBytes().Section().Interface()
            .Block(6, body => body.U32(0).U32(0).U32(0).U32(500).U32(500).Raw(1, 2, 3, 4)).Enhanced(0, 0, s_frame);
        using CaptureReader reader = CaptureReader.Open(file.ToStream());

        Assert.Equal(2, Assert.Single(ReadFrame.All(reader)).Number);
        Assert.Equal("frame 1 says that it has 500 bytes, more than its block", reader.Problem?.Text);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(8)]
    [InlineData(13)]
    public void Reading_Ends_WhenTheLengthOfABlockCannotBe(uint length)
    {
        CaptureBytes file = new CaptureBytes().Section().Interface().Enhanced(0, 0, s_frame).U32(6).U32(length).Raw(new byte[100]);
        using CaptureReader reader = CaptureReader.Open(file.ToStream());

        Assert.Single(ReadFrame.All(reader));
        Assert.Contains("the file is damaged there", reader.Problem?.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void LastFrame_IsNamed_WhenTheFileEndsInsideIt()
    {
        byte[] whole = new CaptureBytes().Section().Interface().Enhanced(0, 0, s_frame).Enhanced(0, 0, new byte[100]).ToArray();
        using CaptureReader reader = CaptureReader.Open(new MemoryStream(whole[..^30]));

        Assert.Single(ReadFrame.All(reader));
        Assert.Equal("the file ends inside frame 2", reader.Problem?.Text);
    }

    [Fact]
    public void Interfaces_AreBounded()
    {
        CaptureBytes file = new CaptureBytes().Section();
        for (int index = 0; index <= 4096; index++)
        {
            file.Interface();
        }

        file.Enhanced(4095, 0, s_frame).Enhanced(4096, 0, s_frame);
        using CaptureReader reader = CaptureReader.Open(file.ToStream());

        Assert.Single(ReadFrame.All(reader));
        Assert.Contains("more than 4,096 interfaces", reader.Problem?.Text, StringComparison.Ordinal);
    }
}
