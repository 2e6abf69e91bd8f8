using System.Buffers.Binary;
using System.Text;
using Oack.Trace;
using Oack.Trace.Capture;

namespace Oack.Cli.Tests.Support;

/// <summary>A recording as others read it: its datagrams by Oack.Trace, its comments by the format's own words.</summary>
internal static class RecordedPackets
{
    private const uint EnhancedPacket = 6;
    private const int FixedBytes = 28;
    private const ushort Comment = 1;

    /// <summary>The conversations in it; fails the test when it cannot be read to its end.</summary>
    public static TraceRun Read(byte[] file)
    {
        using MemoryStream stream = new(file);
        using CaptureReader reader = CaptureReader.Open(stream);
        TraceRun run = TraceRun.Run(reader);
        Assert.True(run.IsRecognised);
        Assert.Empty(reader.Problems);
        Assert.Equal(0, run.Counters.Skipped);
        return run;
    }

    /// <summary>The comment of each packet, or null.</summary>
    public static List<string?> Comments(byte[] file)
    {
        List<string?> comments = [];
        for (int start = 0; start < file.Length;)
        {
            int blockBytes = BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(start + 4));
            ReadOnlySpan<byte> block = file.AsSpan(start, blockBytes);
            start += blockBytes;
            if (BinaryPrimitives.ReadUInt32LittleEndian(block) == EnhancedPacket)
            {
                int capturedBytes = BinaryPrimitives.ReadInt32LittleEndian(block[20..]);
                comments.Add(CommentOf(block[(FixedBytes + ((capturedBytes + 3) & ~3))..^4]));
            }
        }

        return comments;
    }

    private static string? CommentOf(ReadOnlySpan<byte> options) =>
        options.Length >= 4 && BinaryPrimitives.ReadUInt16LittleEndian(options) == Comment
            ? Encoding.UTF8.GetString(options.Slice(4, BinaryPrimitives.ReadUInt16LittleEndian(options[2..])))
            : null;
}
