using Oack.Trace.Capture;

namespace Oack.Trace.Tests.Capture;

/// <summary>A frame that was read, with its bytes kept.</summary>
internal sealed record ReadFrame(long Number, long Ticks, LinkType LinkType, int InterfaceIndex, int OriginalBytes, byte[] Bytes)
{
    internal static List<ReadFrame> All(CaptureReader reader)
    {
        List<ReadFrame> frames = [];
        while (reader.TryRead(out CapturedFrame frame))
        {
            frames.Add(new ReadFrame(
                frame.Number, frame.Time.Ticks, frame.LinkType, frame.InterfaceIndex, frame.OriginalBytes, frame.Bytes.ToArray()));
        }

        return frames;
    }
}
