using System.Globalization;
using Oack.Boot.Conformance.Talk;
using Oack.Protocol;

namespace Oack.Boot.Conformance.Checks;

/// <summary>The option windowsize (RFC 7440), and block numbers past 65,535.</summary>
internal static class WindowChecks
{
    private const int Window = 4;
    private const int Blocks = 9;
    private const int SmallBlockSize = 8;

    internal static IEnumerable<ConformanceCheck> All { get; } =
    [
        new("rfc7440-windowsize", "as many blocks as granted come for one ACK, and no more", "RFC 7440 §4", CheckNeed.File, WindowIsKept),
        new("rfc7440-ack-inside", "after an ACK inside the window the next block follows it", "RFC 7440 §4", CheckNeed.File, AckInside),
        new("rfc7440-retransmission", "a window that is not acknowledged is sent again", "RFC 7440 §4", CheckNeed.File, Retransmission),
        new("rfc7440-last-window", "the window that the file ends in is acknowledged early", "RFC 7440 §4", CheckNeed.File, LastWindow),
        new("rfc7440-windowsize-65535", "windowsize=65535 is granted, or less", "RFC 7440 §3", CheckNeed.File, LargestWindow),
        new("rfc7440-windowsize-0", "windowsize=0 and 65536 are not granted", "RFC 7440 §3", CheckNeed.File, WindowOutOfRange),
        new("habit-rollover", "block 65535 is followed by block 0", "U-Boot, iPXE, EDK2, tftp-hpa", CheckNeed.File, Rollover) { RunsAlone = true },
    ];

    /// <summary>Begins a windowed transfer of at least so many blocks; DATA 1 has not been asked for yet.</summary>
    private static bool TryBegin(CheckVisit visit, int blocks, out CheckTalk talk, out int window, out CheckVerdict verdict)
    {
        window = 0;
        bool isShort = visit.File!.Size <= (blocks - 1) * 512L;
        if (isShort && visit.File.Size <= (blocks - 1) * SmallBlockSize)
        {
            talk = visit.Open();
            verdict = visit.TooShort(((blocks - 1) * SmallBlockSize) + 1);
            return false;
        }

        (string, string)[] options = isShort ? [("windowsize", "4"), ("blksize", "8")] : [("windowsize", "4")];
        if (!Negotiation.TryGetGrant(visit, "windowsize", out talk, out long granted, out verdict, options))
        {
            return false;
        }

        if (granted is < 1 or > Window)
        {
            verdict = CheckVerdict.Fail(string.Create(CultureInfo.InvariantCulture, $"windowsize=4 was asked for, and {granted} is granted"));
            return false;
        }

        if (isShort && talk.BlockSize != SmallBlockSize)
        {
            verdict = visit.TooShort(((blocks - 1) * 512) + 1);
            return false;
        }

        window = (int)granted;
        return true;
    }

    private static CheckVerdict WindowIsKept(CheckVisit visit)
    {
        if (!TryBegin(visit, Blocks, out CheckTalk talk, out int window, out CheckVerdict verdict))
        {
            return verdict;
        }

        talk.Acknowledge(0);
        if (!WindowReader.TryTakeWindow(talk, 1, window, out verdict))
        {
            return verdict;
        }

        Instant end = visit.Now + Patience.ForAnswer(talk.RoundTrip);
        while (visit.Now < end)
        {
            CheckPacket more = talk.Take(end - visit.Now);
            if (more.Kind == CheckPacketKind.Data && more.Block > window)
            {
                return CheckVerdict.Fail(string.Create(CultureInfo.InvariantCulture, $"a window of {window} is granted, and {more.Text} came before its ACK"));
            }
        }

        talk.Acknowledge(window);
        return WindowReader.TryTakeWindow(talk, window + 1, 2 * window, out verdict)
            ? CheckVerdict.Pass(string.Create(CultureInfo.InvariantCulture, $"{window} blocks"))
            : verdict;
    }

    private static CheckVerdict AckInside(CheckVisit visit)
    {
        if (!TryBegin(visit, Blocks, out CheckTalk talk, out int window, out CheckVerdict verdict))
        {
            return verdict;
        }

        if (window < 2)
        {
            return CheckVerdict.NotOffered("the granted window has one block");
        }

        talk.Acknowledge(0);
        if (!WindowReader.TryTakeWindow(talk, 1, window, out verdict))
        {
            return verdict;
        }

        // As a client does whose block after this one was lost.
        int inside = window / 2;
        talk.Acknowledge(inside);
        if (!WindowReader.TryTakeWindow(talk, inside + 1, inside + window, out verdict))
        {
            return CheckVerdict.Fail(string.Create(CultureInfo.InvariantCulture, $"after ACK {inside}, {verdict.Reason}"));
        }

        talk.Acknowledge(inside + window);
        return talk.TryTakeBlock(inside + window + 1, out _, out verdict) ? CheckVerdict.Pass() : verdict;
    }

    private static CheckVerdict Retransmission(CheckVisit visit)
    {
        if (!TryBegin(visit, Blocks, out CheckTalk talk, out int window, out CheckVerdict verdict))
        {
            return verdict;
        }

        talk.Acknowledge(0);
        if (!WindowReader.TryTakeWindow(talk, 1, window, out verdict))
        {
            return verdict;
        }

        Instant begin = visit.Now;
        CheckPacket again = talk.Take(visit.Times.RetransmissionWait);
        return again.Kind == CheckPacketKind.Data && again.Block == 1
            ? CheckVerdict.Pass(string.Create(CultureInfo.InvariantCulture, $"after {(again.At - begin).TotalSeconds:0.00} s"))
            : CheckVerdict.Fail($"the window is not sent again from DATA 1 on: {again.Text}");
    }

    private static CheckVerdict LastWindow(CheckVisit visit)
    {
        if (!visit.File!.IsWhole)
        {
            return CheckVerdict.Skip(string.Create(
                CultureInfo.InvariantCulture, $"needs a file of at most {ServedFile.MaxContentBytes:N0} bytes: name one with --file"));
        }

        if (!TryBegin(visit, 2, out CheckTalk talk, out int window, out CheckVerdict verdict))
        {
            return verdict;
        }

        talk.Acknowledge(0);
        if (!WindowReader.TryReadTo(visit, talk, window, long.MaxValue, out long last, out int lastBytes, out CheckPacket stop))
        {
            return CheckVerdict.Fail(string.Create(CultureInfo.InvariantCulture, $"after DATA {last}: {stop.Text}"));
        }

        long bytes = ((last - 1) * talk.BlockSize) + lastBytes;
        if (bytes != visit.File.Content.Length)
        {
            return CheckVerdict.Fail(string.Create(CultureInfo.InvariantCulture, $"{bytes:N0} bytes came in windows, and the file has {visit.File.Content.Length:N0}"));
        }

        return talk.Listen(visit.Times.QuietWait) is { } more
            ? CheckVerdict.Fail($"{more.Text} came after the ACK of the last window")
            : CheckVerdict.Pass(string.Create(CultureInfo.InvariantCulture, $"{last:N0} blocks"));
    }

    private static CheckVerdict LargestWindow(CheckVisit visit)
    {
        // The transfer ends with the OACK: a window of that size is nothing to let loose.
        if (!Negotiation.TryGetGrant(visit, "windowsize", out _, out long granted, out CheckVerdict verdict, ("windowsize", "65535")))
        {
            return verdict;
        }

        return granted is >= 1 and <= 65_535
            ? CheckVerdict.Pass(string.Create(CultureInfo.InvariantCulture, $"{granted} is granted"))
            : CheckVerdict.Fail(string.Create(CultureInfo.InvariantCulture, $"windowsize=65535 was asked for, and {granted} is granted"));
    }

    private static CheckVerdict WindowOutOfRange(CheckVisit visit)
    {
        CheckVerdict verdict = Negotiation.JudgeIllegal(visit, "windowsize", "0", _ => false);
        return verdict.Outcome == CheckOutcome.Pass
            ? Negotiation.JudgeIllegal(visit, "windowsize", "65536", granted => granted is >= 1 and <= 65_535)
            : verdict;
    }

    private static CheckVerdict Rollover(CheckVisit visit)
    {
        const int LargestNumber = 65_535;
        const long Past = LargestNumber + 4;
        const long NeededBytes = Past * SmallBlockSize;
        if (visit.File!.Size < NeededBytes)
        {
            return visit.TooShort(NeededBytes);
        }

        CheckPacket answer = visit.AskFile(out CheckTalk talk, ("blksize", "8"), ("windowsize", "64"));
        int window = (int)Math.Clamp(answer.GrantedNumber("windowsize") ?? 1, 1, 64);
        if (answer.GrantedNumber("blksize") != SmallBlockSize)
        {
            return CheckVerdict.Skip("needs blksize=8, which is not granted: with larger blocks the file would be too much to read for a check");
        }

        // Lock-step over a long path would take minutes, and more datagrams than a check may send.
        if (window == 1 || talk.RoundTrip * ((double)Past / window) > visit.Times.CheckTime)
        {
            return CheckVerdict.Skip("65,535 blocks would take too long without windows");
        }

        talk.BlockSize = SmallBlockSize;
        talk.Acknowledge(0);
        if (WindowReader.TryReadTo(visit, talk, window, Past, out long last, out _, out CheckPacket stop))
        {
            return CheckVerdict.Pass();
        }

        return last == LargestNumber
            ? CheckVerdict.Fail($"after block 65535: {stop.Text}")
            : CheckVerdict.Skip(string.Create(CultureInfo.InvariantCulture, $"the transfer came to block {last:N0} only: {stop.Text}"));
    }
}
