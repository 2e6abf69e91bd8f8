using System.Buffers;
using System.Globalization;
using Oack.Boot.Conformance.Talk;
using Oack.Protocol;
using Oack.Protocol.Transfer;
using Oack.Protocol.Wire;

namespace Oack.Boot.Conformance.Checks;

/// <summary>Plain transfers as RFC 1350 has them: ports, blocks, their end, netascii.</summary>
internal static class TransferChecks
{
    // What one check reads of a long file in lock-step.
    private const int MaxLockStepBlocks = 512;

    private const int FewBlocks = 3;

    internal static IEnumerable<ConformanceCheck> All { get; } =
    [
        new("rfc1350-read", "blocks of 512 bytes come one by one, numbered from 1, up to a short one", "RFC 1350 §2, §6", CheckNeed.File, Read),
        new("rfc1350-no-unasked-oack", "a request without options is answered with DATA 1", "RFC 1350 §4; RFC 2347", CheckNeed.File, NoUnaskedOptionAck),
        new("rfc1350-own-port", "each transfer has a port of its own", "RFC 1350 §4", CheckNeed.File, OwnPort),
        new("rfc1123-reply-address", "answers come from the address that was asked", "RFC 1123 §2.3", CheckNeed.Nothing, ReplyAddress),
        new("rfc1350-transfers-apart", "two transfers at once do not disturb each other", "RFC 1350 §4", CheckNeed.File, TransfersApart),
        new("rfc1350-mode-case", "modes are read in any case", "RFC 1350 §5", CheckNeed.File, ModeCase),
        new("rfc1350-netascii", "netascii is translated: LF to CR LF, CR to CR NUL", "RFC 1350 §1; RFC 1123 §4.2.4", CheckNeed.File, Netascii),
        new("rfc1350-final-empty-block", "a file of whole blocks ends with an empty one", "RFC 1350 §6", CheckNeed.File, FinalEmptyBlock),
        new("rfc1350-quiet-after-end", "nothing comes after the last ACK", "RFC 1350 §6", CheckNeed.File, QuietAfterEnd),
        new("rfc1350-early-ack", "the ACK of a block that was not sent does not move the transfer", "RFC 1350 §2", CheckNeed.File, EarlyAck),
    ];

    private static CheckVerdict Read(CheckVisit visit)
    {
        CheckTalk talk = visit.Open();
        CheckPacket first = talk.Ask(CheckPackets.Read(visit.File!.Name));
        if (!CheckVisit.TryFirstBlock(talk, first, out CheckVerdict verdict))
        {
            return verdict;
        }

        talk.Acknowledge(1);
        long blocks = Math.Min(BlockNumber.CountFor(visit.File.Size, talk.BlockSize), MaxLockStepBlocks);
        return talk.TryTakeBlocks(2, blocks, out verdict)
            ? CheckVerdict.Pass(string.Create(CultureInfo.InvariantCulture, $"{blocks:N0} blocks of {visit.File.Shown}"))
            : verdict;
    }

    private static CheckVerdict NoUnaskedOptionAck(CheckVisit visit)
    {
        CheckPacket answer = visit.AskFile(out CheckTalk talk);
        return CheckVisit.TryFirstBlock(talk, answer, out CheckVerdict verdict) ? CheckVerdict.Pass() : verdict;
    }

    private static CheckVerdict OwnPort(CheckVisit visit)
    {
        if (!visit.TryBegin(2, out CheckTalk one, out CheckVerdict verdict) || !visit.TryBegin(2, out CheckTalk two, out verdict))
        {
            return verdict;
        }

        if (one.Tid.Port == visit.Server.Port && two.Tid.Port == visit.Server.Port)
        {
            return CheckVerdict.NotOffered(string.Create(CultureInfo.InvariantCulture, $"single port: everything comes from port {one.Tid.Port}"));
        }

        return one.Tid.Port == two.Tid.Port
            ? CheckVerdict.Fail(string.Create(CultureInfo.InvariantCulture, $"two transfers at once both have port {one.Tid.Port}"))
            : CheckVerdict.Pass(string.Create(CultureInfo.InvariantCulture, $"ports {one.Tid.Port} and {two.Tid.Port}"));
    }

    private static CheckVerdict ReplyAddress(CheckVisit visit)
    {
        CheckPacket answer = visit.Open().Ask(CheckPackets.Read("oack-check-no-such-file"));
        return answer.Kind is CheckPacketKind.Nothing or CheckPacketKind.Unreachable ? CheckVerdict.Fail(answer.Text)
            : answer.From.HasAddressOf(visit.Server) ? CheckVerdict.Pass()
            : CheckVerdict.Fail(
                $"{visit.Server.ToIPAddress()} was asked, and {answer.From.ToIPAddress()} answers: most clients drop that; bind the server to its address");
    }

    private static CheckVerdict TransfersApart(CheckVisit visit)
    {
        if (!visit.TryBegin(FewBlocks, out CheckTalk one, out CheckVerdict verdict)
            || !visit.TryBegin(FewBlocks, out CheckTalk two, out verdict))
        {
            return verdict;
        }

        for (int block = 1; block < FewBlocks; block++)
        {
            one.Acknowledge(block);
            if (!one.TryTakeBlock(block + 1, out _, out verdict))
            {
                return verdict;
            }

            two.Acknowledge(block);
            if (!two.TryTakeBlock(block + 1, out _, out verdict))
            {
                return verdict;
            }
        }

        return CheckVerdict.Pass();
    }

    private static CheckVerdict ModeCase(CheckVisit visit)
    {
        CheckTalk talk = visit.Open();
        CheckPacket answer = talk.Ask(CheckPackets.Request(Opcode.ReadRequest, visit.File!.Name, "OcTeT"));
        return CheckVisit.TryFirstBlock(talk, answer, out CheckVerdict verdict) ? CheckVerdict.Pass() : verdict;
    }

    private static CheckVerdict Netascii(CheckVisit visit)
    {
        if (visit.File!.Content.AsSpan().IndexOfAny((byte)'\n', (byte)'\r') < 0)
        {
            return CheckVerdict.Skip($"needs a file with line ends, and {visit.File.Shown} has none: name a text with --file");
        }

        byte[] expected = new byte[(2 * visit.File.Content.Length) + 1];
        NetasciiEncoder encoder = default;
        if (encoder.Encode(visit.File.Content, expected, out _, out int length) != OperationStatus.Done)
        {
            return CheckVerdict.Skip("the file cannot be translated here");
        }

        visit.IsForeignContent = true;
        CheckTalk talk = visit.Open();
        CheckPacket data = talk.Ask(CheckPackets.Request(Opcode.ReadRequest, visit.File.Name, "netascii"));
        if (data.Kind == CheckPacketKind.Error)
        {
            return CheckVerdict.Fail($"mode netascii is refused: {data.Text}");
        }

        for (long block = 1; block <= MaxLockStepBlocks; block++)
        {
            int offset = (int)((block - 1) * talk.BlockSize);
            if (block > 1 && !talk.TryTakeBlock(block, out data, out CheckVerdict verdict))
            {
                return verdict;
            }

            // Behind what is known of a long file nothing can be compared.
            int known = Math.Clamp(length - offset, 0, data.Payload.Length);
            bool isPastEnd = visit.File.IsWhole && known < data.Payload.Length;
            if (data.Kind != CheckPacketKind.Data || isPastEnd || !data.Payload[..known].SequenceEqual(expected.AsSpan(offset, known)))
            {
                return CheckVerdict.Fail(JudgeUntranslated(visit.File, offset, data)
                    ? "netascii is sent as octet: a text would arrive without its CRs"
                    : string.Create(CultureInfo.InvariantCulture, $"{data.Text} is not the file in netascii"));
            }

            talk.Acknowledge(block);
            if (data.Payload.Length < talk.BlockSize || offset + talk.BlockSize >= length)
            {
                break;
            }
        }

        return CheckVerdict.Pass();
    }

    private static bool JudgeUntranslated(ServedFile file, int offset, CheckPacket data) =>
        data.Kind == CheckPacketKind.Data && data.Payload.Length > 0 && file.Matches(offset, data.Payload);

    /// <summary>Finds a block size that divides the file, so that an empty block must follow the last full one.</summary>
    private static CheckVerdict FinalEmptyBlock(CheckVisit visit)
    {
        ServedFile file = visit.File!;
        if (!file.IsWhole || file.Content.Length == 0)
        {
            return CheckVerdict.Skip(string.Create(
                CultureInfo.InvariantCulture, $"needs a file of 8 to {ServedFile.MaxContentBytes:N0} bytes, and {file.Shown} is not one: name another with --file"));
        }

        int size = file.Content.Length;
        int blockSize = size % 512 == 0 ? 512 : DividingBlockSize(size);
        if (blockSize == 0)
        {
            return CheckVerdict.Skip(string.Create(
                CultureInfo.InvariantCulture, $"no block size divides the {size:N0} bytes of {file.Shown}: name another file with --file"));
        }

        CheckTalk talk;
        CheckVerdict verdict;
        if (blockSize == 512)
        {
            CheckPacket first = visit.AskFile(out talk);
            if (!CheckVisit.TryFirstBlock(talk, first, out verdict))
            {
                return verdict;
            }

            talk.Acknowledge(1);
        }
        else
        {
            string asked = blockSize.ToString(CultureInfo.InvariantCulture);
            CheckPacket answer = visit.AskFile(out talk, ("blksize", asked));
            if (answer.GrantedNumber("blksize") != blockSize)
            {
                return CheckVerdict.Skip($"needs a file of whole blocks, and blksize={asked} is not granted: name one of a multiple of 512 bytes with --file");
            }

            talk.BlockSize = blockSize;
            talk.Acknowledge(0);
            if (!talk.TryTakeBlocks(1, 1, out verdict))
            {
                return verdict;
            }
        }

        long last = (size / blockSize) + 1;
        if (!talk.TryTakeBlocks(2, last - 1, out verdict))
        {
            return verdict;
        }

        return talk.TryTakeBlock(last, out _, out verdict)
            ? Finish(talk, last, string.Create(CultureInfo.InvariantCulture, $"{size / blockSize} blocks of {blockSize} bytes and an empty one"))
            : verdict;
    }

    /// <summary>The largest divisor that fits a frame and keeps the blocks few; 0 when there is none.</summary>
    private static int DividingBlockSize(int size)
    {
        const int MaxFrameBlock = 1_428;
        for (int blockSize = Math.Min(size, MaxFrameBlock); blockSize >= 8; blockSize--)
        {
            if (size % blockSize == 0)
            {
                return size / blockSize <= MaxLockStepBlocks ? blockSize : 0;
            }
        }

        return 0;
    }

    private static CheckVerdict Finish(CheckTalk talk, long last, string reason)
    {
        talk.Acknowledge(last);
        talk.MarkEnded();
        return CheckVerdict.Pass(reason);
    }

    private static CheckVerdict QuietAfterEnd(CheckVisit visit)
    {
        ServedFile file = visit.File!;
        long last = BlockNumber.CountFor(file.Size, 512);
        if (!file.IsWhole || last > MaxLockStepBlocks)
        {
            return CheckVerdict.Skip(string.Create(
                CultureInfo.InvariantCulture, $"needs a file of at most {ServedFile.MaxContentBytes:N0} bytes: name one with --file"));
        }

        CheckPacket first = visit.AskFile(out CheckTalk talk);
        if (!CheckVisit.TryFirstBlock(talk, first, out CheckVerdict verdict))
        {
            return verdict;
        }

        talk.Acknowledge(1);
        if (!talk.TryTakeBlocks(2, last, out verdict))
        {
            return verdict;
        }

        return talk.Listen(visit.Times.QuietWait) is { } more
            ? CheckVerdict.Fail($"{more.Text} came after the ACK of the last block")
            : CheckVerdict.Pass();
    }

    private static CheckVerdict EarlyAck(CheckVisit visit)
    {
        const int Ahead = 3;
        if (!visit.TryBegin(FewBlocks, out CheckTalk talk, out CheckVerdict verdict))
        {
            return verdict;
        }

        talk.Acknowledge(Ahead);
        Instant end = visit.Now + Patience.ForAnswer(talk.RoundTrip);
        while (visit.Now < end)
        {
            CheckPacket answer = talk.Take(end - visit.Now);
            if (answer.Kind == CheckPacketKind.Error)
            {
                return CheckVerdict.Pass($"the transfer is ended: {answer.Text}");
            }

            if (answer.Kind == CheckPacketKind.Data && answer.Block != 1)
            {
                return CheckVerdict.Fail(string.Create(
                    CultureInfo.InvariantCulture, $"after DATA 1 an ACK {Ahead} brings {answer.Text}: a delayed packet would tear a hole into the file"));
            }
        }

        talk.Acknowledge(1);
        return talk.TryTakeBlock(2, out _, out verdict) ? CheckVerdict.Pass() : verdict;
    }
}
