using Oack.Protocol.Transfer;
using Oack.Protocol.Wire;

namespace Oack.Content;

/// <summary>How long runs are when they are framed.</summary>
internal static class BlockRunBytes
{
    /// <summary>The bytes of all DATA packets of a run.</summary>
    public static int FrameBytes(this in BlockRun run, long contentBytes) =>
        (int)run.PayloadBytes(contentBytes) + (run.Count * DataPacket.HeaderBytes);
}
