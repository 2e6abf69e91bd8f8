using System.Globalization;
using Oack.Boot.Conformance.Talk;
using Oack.Protocol;

namespace Oack.Boot.Conformance.Checks;

/// <summary>Reads many blocks fast, in windows where the server grants them, and repairs what is lost.</summary>
internal static class WindowReader
{
    private static readonly TimeSpan s_gapWait = TimeSpan.FromMilliseconds(500);

    /// <summary>Reads the file to its end to learn its size.</summary>
    internal static bool TryMeasure(CheckVisit visit, long maxBytes, out long size, out CheckVerdict verdict)
    {
        size = 0;
        if (!Negotiation.TryNegotiate(visit, out CheckTalk talk, out CheckPacket oack, out verdict, ("blksize", "1428"), ("windowsize", "16")))
        {
            verdict = CheckVerdict.Skip("the file is too long to be read without options: name a smaller one with --file");
            return false;
        }

        talk.BlockSize = (int)Math.Clamp(oack.GrantedNumber("blksize") ?? 512, 8, 65_464);
        int window = (int)Math.Clamp(oack.GrantedNumber("windowsize") ?? 1, 1, 16);
        long lastBlock = (maxBytes / talk.BlockSize) + 1;
        talk.Acknowledge(0);
        if (!TryReadTo(visit, talk, window, lastBlock, out long last, out int lastBytes, out _))
        {
            verdict = CheckVerdict.Skip("the file could not be read to its end in the time of a check: name a smaller one with --file");
            return false;
        }

        size = ((last - 1) * talk.BlockSize) + lastBytes;
        return true;
    }

    /// <summary>Takes blocks up to one, or up to the end of the file.</summary>
    /// <param name="visit">The check.</param>
    /// <param name="talk">The transfer, from DATA 1 on.</param>
    /// <param name="window">The agreed window.</param>
    /// <param name="lastBlock">The block to stop at.</param>
    /// <param name="last">The last block that was taken.</param>
    /// <param name="lastBytes">How many bytes it had.</param>
    /// <param name="stop">What came, or did not come, when it is false.</param>
    internal static bool TryReadTo(
        CheckVisit visit, CheckTalk talk, int window, long lastBlock, out long last, out int lastBytes, out CheckPacket stop)
    {
        last = 0;
        lastBytes = 0;
        int inWindow = 0;
        Instant progress = visit.Now;
        while (true)
        {
            stop = talk.Take(s_gapWait);
            if (stop.Kind == CheckPacketKind.Error || (stop.Kind == CheckPacketKind.Data && stop.From != talk.Tid))
            {
                return false;
            }

            bool isNext = stop.Kind == CheckPacketKind.Data && stop.Block == unchecked((ushort)(last + 1));
            if (isNext)
            {
                if (!talk.TryAccept(last + 1, stop, out _))
                {
                    return false;
                }

                last++;
                inWindow++;
                lastBytes = stop.Payload.Length;
                progress = visit.Now;
                if (lastBytes < talk.BlockSize || last == lastBlock)
                {
                    talk.Acknowledge(last);
                    return true;
                }
            }

            // A gap is told once a window at most, a silence each time.
            if (inWindow >= window || (stop.Kind == CheckPacketKind.Nothing && visit.Now < visit.Deadline))
            {
                talk.Acknowledge(last);
                inWindow = 0;
            }

            if (visit.Now - progress > visit.Times.RetransmissionWait || visit.Now >= visit.Deadline)
            {
                return false;
            }

            if (!isNext && stop.Kind == CheckPacketKind.Data)
            {
                inWindow++;
            }
        }
    }

    /// <summary>Takes the blocks of one window in order; ones from before it may come again.</summary>
    internal static bool TryTakeWindow(CheckTalk talk, long from, long to, out CheckVerdict verdict)
    {
        for (long block = from; block <= to; block++)
        {
            if (!talk.TryTakeBlock(block, out CheckPacket data, out verdict))
            {
                verdict = CheckVerdict.Fail(string.Create(CultureInfo.InvariantCulture, $"in the window of DATA {from} to {to}: {verdict.Reason}"));
                return false;
            }

            if (data.Payload.Length < talk.BlockSize)
            {
                break;
            }
        }

        verdict = default;
        return true;
    }
}
