using System.Globalization;
using Oack.Boot.Conformance.Talk;
using Oack.Protocol;
using Oack.Protocol.Wire;

namespace Oack.Boot.Conformance.Checks;

/// <summary>What loss, duplication and strangers do to a transfer.</summary>
internal static class LossChecks
{
    // More copies than any timer that backs off would send meanwhile.
    private const int DuplicateAcks = 10;

    internal static IEnumerable<ConformanceCheck> All { get; } =
    [
        new("rfc1350-retransmission", "a DATA that is not acknowledged is sent again, and the transfer goes on", "RFC 1350 §2", CheckNeed.File, Retransmission),
        new("rfc1123-duplicate-ack", "duplicate ACKs are not answered each with a DATA (Sorcerer's Apprentice)", "RFC 1123 §4.2.3.1", CheckNeed.File, DuplicateAck),
        new("rfc1350-foreign-tid-told", "a packet from another port is answered with ERROR 5", "RFC 1350 §4", CheckNeed.File, StrangerIsTold),
        new("rfc1350-foreign-tid-harmless", "a packet from another port does not disturb the transfer", "RFC 1350 §4", CheckNeed.File, StrangerIsHarmless),
        new("rfc1350-foreign-error", "an ERROR from another port is not answered and ends nothing", "RFC 1350 §4, §7", CheckNeed.File, StrangersError),
        new("rfc1350-repeated-request", "a request that comes twice is served", "RFC 1350 §4; Raspberry Pi", CheckNeed.File, RepeatedRequest),
        new("rfc1350-client-error", "the client's ERROR ends the transfer at once, unanswered", "RFC 1350 §7", CheckNeed.File, ClientError),
    ];

    private static CheckVerdict Retransmission(CheckVisit visit)
    {
        if (!visit.TryBegin(3, out CheckTalk talk, out CheckVerdict verdict))
        {
            return verdict;
        }

        talk.Acknowledge(1);
        if (!talk.TryTakeBlock(2, out _, out verdict))
        {
            return verdict;
        }

        Instant begin = visit.Now;
        CheckPacket again = talk.Take(visit.Times.RetransmissionWait);
        if (again.Kind != CheckPacketKind.Data || again.Block != 2)
        {
            return CheckVerdict.Fail($"DATA 2 is not sent again when its ACK is missing: {again.Text}");
        }

        if (!talk.TryAccept(2, again, out verdict))
        {
            return verdict;
        }

        TimeSpan time = again.At - begin;
        talk.Acknowledge(2);
        return talk.TryTakeBlock(3, out _, out verdict)
            ? CheckVerdict.Pass(string.Create(CultureInfo.InvariantCulture, $"after {time.TotalSeconds:0.00} s"))
            : verdict;
    }

    private static CheckVerdict DuplicateAck(CheckVisit visit)
    {
        if (!visit.TryBegin(3, out CheckTalk talk, out CheckVerdict verdict))
        {
            return verdict;
        }

        talk.Acknowledge(1);
        if (!talk.TryTakeBlock(2, out _, out verdict))
        {
            return verdict;
        }

        for (int i = 0; i < DuplicateAcks; i++)
        {
            talk.Acknowledge(1);
        }

        int copies = talk.CountBlock(2, Patience.ForAnswer(talk.RoundTrip));
        if (copies >= DuplicateAcks)
        {
            return CheckVerdict.Fail(string.Create(
                CultureInfo.InvariantCulture, $"{DuplicateAcks} duplicates of ACK 1 brought {copies} copies of DATA 2: one delayed packet doubles the rest of the file"));
        }

        talk.Acknowledge(2);
        return talk.TryTakeBlock(3, out _, out verdict) ? CheckVerdict.Pass() : verdict;
    }

    private static CheckVerdict StrangerIsTold(CheckVisit visit)
    {
        if (!visit.TryBegin(3, out CheckTalk talk, out CheckVerdict verdict))
        {
            return verdict;
        }

        CheckTalk stranger = visit.Open();
        stranger.SendTo(talk.Tid, CheckPackets.Acknowledgment(1));
        CheckPacket answer = stranger.Take(visit.Times.AnswerWait);
        stranger.MarkEnded();
        return answer is { Kind: CheckPacketKind.Error, Code: ErrorCode.UnknownTransferId } ? CheckVerdict.Pass(answer.Text)
            : talk.Tid.Port == visit.Server.Port && answer.Kind is CheckPacketKind.Error or CheckPacketKind.Nothing
                ? CheckVerdict.NotOffered($"single port: a stray ACK belongs to no transfer there ({answer.Text})")
            : CheckVerdict.Fail($"a stranger's ACK brought {answer.Text} instead of ERROR 5");
    }

    private static CheckVerdict StrangerIsHarmless(CheckVisit visit)
    {
        if (!visit.TryBegin(3, out CheckTalk talk, out CheckVerdict verdict))
        {
            return verdict;
        }

        CheckTalk stranger = visit.Open();
        stranger.SendTo(talk.Tid, CheckPackets.Acknowledgment(1));
        stranger.SendTo(talk.Tid, CheckPackets.Data(1, "evil"u8));
        stranger.SendTo(talk.Tid, [0, 9, 9]);
        CheckPacket early = talk.Take(Patience.ForAnswer(talk.RoundTrip));
        if (early.Kind is CheckPacketKind.Data && early.Block == 2)
        {
            return CheckVerdict.Fail("a stranger's ACK moved the transfer: anybody could tear a hole into the file");
        }

        talk.Acknowledge(1);
        if (!talk.TryTakeBlock(2, out _, out verdict))
        {
            return CheckVerdict.Fail("after a stranger's packets the transfer does not go on: " + verdict.Reason);
        }

        talk.Acknowledge(2);
        return talk.TryTakeBlock(3, out _, out verdict) ? CheckVerdict.Pass() : verdict;
    }

    private static CheckVerdict StrangersError(CheckVisit visit)
    {
        if (!visit.TryBegin(3, out CheckTalk talk, out CheckVerdict verdict))
        {
            return verdict;
        }

        CheckTalk stranger = visit.Open();
        stranger.SendTo(talk.Tid, CheckPackets.Error(ErrorCode.NotDefined, "a stranger's error"));
        stranger.MarkEnded();
        if (stranger.Listen(visit.Times.QuietWait) is { } answer)
        {
            return CheckVerdict.Fail($"a stranger's ERROR is answered with {answer.Text}: two such hosts would never stop");
        }

        talk.Acknowledge(1);
        return talk.TryTakeBlock(2, out _, out verdict)
            ? CheckVerdict.Pass()
            : CheckVerdict.Fail("a stranger's ERROR ended the transfer: " + verdict.Reason);
    }

    private static CheckVerdict RepeatedRequest(CheckVisit visit)
    {
        CheckTalk talk = visit.Open();
        byte[] request = CheckPackets.Read(visit.File!.Name);
        talk.Send(request);
        CheckPacket answer = talk.Ask(request);
        if (!CheckVisit.TryFirstBlock(talk, answer, out CheckVerdict verdict))
        {
            return verdict;
        }

        string reason = "";
        Instant end = visit.Now + Patience.ForAnswer(talk.RoundTrip);
        while (visit.Now < end)
        {
            CheckPacket more = talk.Take(end - visit.Now);
            if (more.Kind == CheckPacketKind.Error)
            {
                return CheckVerdict.Fail($"the repeated request is answered with {more.Text} while its transfer runs");
            }

            if (more.Kind == CheckPacketKind.Data && more.From != talk.Tid)
            {
                talk.SendTo(more.From, CheckPackets.Error(ErrorCode.UnknownTransferId, "this request is served already"));
                reason = string.Create(CultureInfo.InvariantCulture, $"twice: port {more.From.Port} was told so with ERROR 5");
            }
        }

        talk.Acknowledge(1);
        long blocks = Math.Min(2, Protocol.Transfer.BlockNumber.CountFor(visit.File.Size, talk.BlockSize));
        return talk.TryTakeBlocks(2, blocks, out verdict) ? CheckVerdict.Pass(reason) : verdict;
    }

    private static CheckVerdict ClientError(CheckVisit visit)
    {
        if (!visit.TryBegin(2, out CheckTalk talk, out CheckVerdict verdict))
        {
            return verdict;
        }

        talk.Abort(ErrorCode.NotDefined, "the check has seen enough");
        return talk.Listen(visit.Times.QuietWait) is { } more
            ? CheckVerdict.Fail($"{more.Text} came after the client's ERROR")
            : CheckVerdict.Pass();
    }
}
