using System.Globalization;
using System.Text;
using Oack.Boot.Conformance.Talk;
using Oack.Protocol;
using Oack.Protocol.Wire;

namespace Oack.Boot.Conformance.Checks;

/// <summary>Uploads, which are tried only where a name for them is given. What is stored stays there: TFTP cannot delete.</summary>
internal static class UploadChecks
{
    private const int MaxNames = 12;
    private const int Blocks = 3;
    private const int BlockSize = 512;

    internal static IEnumerable<ConformanceCheck> All { get; } =
    [
        Alone("rfc1350-write", "a WRQ is answered with ACK 0, and each DATA with its ACK", "RFC 1350 §4, §6", Plain),
        Alone("rfc1350-write-empty-block", "an upload of whole blocks ends with an empty one", "RFC 1350 §6", WholeBlocks),
        Alone("rfc1350-write-duplicate-data", "a DATA that comes twice is stored once", "RFC 1350 §2", DuplicateData),
        Alone("rfc1350-write-foreign-data", "a DATA from another port is not stored", "RFC 1350 §4", ForeignData),
        Alone("rfc1350-write-dally", "the last ACK is repeated when the last DATA comes again", "RFC 1350 §6", LastAckAgain),
        Alone("rfc2347-write-options", "the OACK of a WRQ repeats tsize, and blksize is kept", "RFC 2347, 2348, 2349", WithOptions),
        Alone("rfc7440-write-window", "a window of DATA is acknowledged by its last block", "RFC 7440 §4", WithWindow),
    ];

    private static ConformanceCheck Alone(string id, string title, string source, Func<CheckVisit, CheckVerdict> run) =>
        new(id, title, source, CheckNeed.Upload, run) { RunsAlone = true };

    /// <summary>
    /// Asks to write under the given name, or under one with a number behind it where that is taken and may not be
    /// overwritten.
    /// </summary>
    private static bool TryBegin(
        CheckVisit visit, out CheckTalk talk, out string name, out CheckPacket answer, out CheckVerdict verdict, params ReadOnlySpan<(string, string)> options)
    {
        string wanted = Encoding.Latin1.GetString(visit.Times.UploadName.Span);
        for (int number = 1; ; number++)
        {
            name = number == 1 ? wanted : string.Create(CultureInfo.InvariantCulture, $"{wanted}.{number}");
            talk = visit.Open();
            answer = talk.Ask(CheckPackets.Write(name, options));
            if (answer is not { Kind: CheckPacketKind.Error, Code: ErrorCode.FileAlreadyExists } || number == MaxNames)
            {
                break;
            }
        }

        verdict = answer.Kind switch
        {
            CheckPacketKind.Acknowledgment when answer.Block == 0 => default,
            CheckPacketKind.OptionAck when options.Length > 0 => default,
            CheckPacketKind.Error => CheckVerdict.NotOffered($"{PacketText.Escape(Encoding.Latin1.GetBytes(name))} may not be stored: {answer.Text}"),
            _ => CheckVerdict.Fail($"a WRQ brought {answer.Text}"),
        };
        return verdict == default;
    }

    private static CheckVerdict Plain(CheckVisit visit) =>
        TryBegin(visit, out CheckTalk talk, out string name, out _, out CheckVerdict verdict)
            ? Store(visit, talk, name, Content((Blocks * BlockSize) - 12), BlockSize, "")
            : verdict;

    private static CheckVerdict WholeBlocks(CheckVisit visit) =>
        TryBegin(visit, out CheckTalk talk, out string name, out _, out CheckVerdict verdict)
            ? Store(visit, talk, name, Content(2 * BlockSize), BlockSize, "")
            : verdict;

    private static CheckVerdict DuplicateData(CheckVisit visit)
    {
        if (!TryBegin(visit, out CheckTalk talk, out string name, out _, out CheckVerdict verdict))
        {
            return verdict;
        }

        byte[] content = Content((Blocks * BlockSize) - 7);
        for (int block = 1; block <= Blocks; block++)
        {
            byte[] data = CheckPackets.Data(block, BlockOf(content, block, BlockSize));
            talk.Send(data);
            talk.Send(data);
            if (!TryTakeAck(visit, talk, block, out verdict))
            {
                return verdict;
            }
        }

        talk.MarkEnded();
        return ReadBack(visit, name, content, "");
    }

    private static CheckVerdict ForeignData(CheckVisit visit)
    {
        if (!TryBegin(visit, out CheckTalk talk, out string name, out _, out CheckVerdict verdict))
        {
            return verdict;
        }

        CheckTalk stranger = visit.Open();
        stranger.SendTo(talk.Tid, CheckPackets.Data(1, Enumerable.Repeat((byte)'!', BlockSize).ToArray()));
        stranger.Take(Patience.ForAnswer(talk.RoundTrip));
        stranger.MarkEnded();
        return Store(visit, talk, name, Content((Blocks * BlockSize) - 12), BlockSize, "");
    }

    private static CheckVerdict LastAckAgain(CheckVisit visit)
    {
        if (!TryBegin(visit, out CheckTalk talk, out _, out _, out CheckVerdict verdict))
        {
            return verdict;
        }

        byte[] last = CheckPackets.Data(1, Content(100));
        talk.Send(last);
        if (!TryTakeAck(visit, talk, 1, out verdict))
        {
            return verdict;
        }

        talk.MarkEnded();
        talk.Send(last);
        CheckPacket again = talk.Take(Patience.ForAnswer(talk.RoundTrip));
        return again is { Kind: CheckPacketKind.Acknowledgment, Block: 1 } ? CheckVerdict.Pass()
            : again.Kind == CheckPacketKind.Data ? CheckVerdict.Fail($"the last DATA again brought {again.Text}")
            : CheckVerdict.NotOffered($"the last DATA again brought {again.Text}: a client whose last ACK is lost believes that the upload failed");
    }

    private static CheckVerdict WithOptions(CheckVisit visit)
    {
        const int Asked = 1_024;
        byte[] content = Content((2 * Asked) + 17);
        string size = content.Length.ToString(CultureInfo.InvariantCulture);
        if (!TryBegin(visit, out CheckTalk talk, out string name, out CheckPacket answer, out CheckVerdict verdict, ("blksize", "1024"), ("tsize", size)))
        {
            return verdict;
        }

        if (answer.Kind == CheckPacketKind.Acknowledgment)
        {
            return Store(visit, talk, name, content, BlockSize, "") is { Outcome: CheckOutcome.Fail } failed
                ? failed
                : CheckVerdict.NotOffered("options are ignored: ACK 0 came without OACK");
        }

        long granted = answer.GrantedNumber("blksize") ?? BlockSize;
        if (granted is < 8 or > Asked || answer.GrantedNumber("tsize") is { } told && told != content.Length)
        {
            return CheckVerdict.Fail($"blksize={Asked} tsize={size} brought {answer.Text}");
        }

        return Store(visit, talk, name, content, (int)granted, answer.Text);
    }

    private static CheckVerdict WithWindow(CheckVisit visit)
    {
        const int Asked = 4;
        if (!TryBegin(visit, out CheckTalk talk, out string name, out CheckPacket answer, out CheckVerdict verdict, ("windowsize", "4")))
        {
            return verdict;
        }

        byte[] content = Content((2 * Asked * BlockSize) - 9);
        if (answer.Kind == CheckPacketKind.Acknowledgment || answer.GrantedNumber("windowsize") is null)
        {
            return Store(visit, talk, name, content, BlockSize, "") is { Outcome: CheckOutcome.Fail } failed
                ? failed
                : CheckVerdict.NotOffered("windowsize is ignored");
        }

        int window = (int)answer.GrantedNumber("windowsize")!;
        if (window is < 1 or > Asked)
        {
            return CheckVerdict.Fail(string.Create(CultureInfo.InvariantCulture, $"windowsize={Asked} was asked for, and {window} is granted"));
        }

        int blocks = (content.Length / BlockSize) + 1;
        for (int block = 1; block <= blocks; block++)
        {
            talk.Send(CheckPackets.Data(block, BlockOf(content, block, BlockSize)));
            if ((block % window == 0 || block == blocks) && !TryTakeAck(visit, talk, block, out verdict))
            {
                return verdict;
            }
        }

        talk.MarkEnded();
        return ReadBack(visit, name, content, string.Create(CultureInfo.InvariantCulture, $"{window} blocks"));
    }

    private static CheckVerdict Store(CheckVisit visit, CheckTalk talk, string name, byte[] content, int blockSize, string reason)
    {
        int blocks = (content.Length / blockSize) + 1;
        for (int block = 1; block <= blocks; block++)
        {
            talk.Send(CheckPackets.Data(block, BlockOf(content, block, blockSize)));
            if (!TryTakeAck(visit, talk, block, out CheckVerdict verdict))
            {
                return verdict;
            }
        }

        talk.MarkEnded();
        return ReadBack(visit, name, content, reason);
    }

    private static bool TryTakeAck(CheckVisit visit, CheckTalk talk, int block, out CheckVerdict verdict)
    {
        verdict = default;
        Instant end = visit.Now + visit.Times.RetransmissionWait;
        CheckPacket answer;
        do
        {
            answer = talk.Take(end - visit.Now);
            if (answer.Kind == CheckPacketKind.Acknowledgment && answer.Block == block)
            {
                return true;
            }

            // Earlier ACKs may come again: of a DATA that came twice, or because time is up.
        }
        while (answer.Kind is CheckPacketKind.Acknowledgment or CheckPacketKind.OptionAck && answer.Block < block && visit.Now < end);

        verdict = CheckVerdict.Fail(string.Create(CultureInfo.InvariantCulture, $"DATA {block} is not acknowledged: {answer.Text}"));
        return false;
    }

    /// <summary>Reads what was stored, where the server allows that; some close the file only after their last ACK.</summary>
    private static CheckVerdict ReadBack(CheckVisit visit, string name, byte[] content, string reason)
    {
        const int Tries = 4;
        visit.IsForeignContent = true;
        for (int i = 1; ; i++)
        {
            CheckTalk talk = visit.Open();
            CheckPacket answer = talk.Ask(CheckPackets.Read(name));
            List<byte> stored = [];
            for (long block = 1; answer.Kind == CheckPacketKind.Data && stored.Count <= content.Length; block++)
            {
                stored.AddRange(answer.Payload);
                talk.Acknowledge(block);
                if (answer.Payload.Length < BlockSize || !talk.TryTakeBlock(block + 1, out answer, out _))
                {
                    talk.MarkEnded();
                    break;
                }
            }

            if (stored.SequenceEqual(content))
            {
                return CheckVerdict.Pass(reason);
            }

            if (answer.Kind == CheckPacketKind.Error && i == Tries)
            {
                return CheckVerdict.Pass($"what was stored may not be read: {answer.Text}");
            }

            if (i == Tries)
            {
                return CheckVerdict.Fail(string.Create(
                    CultureInfo.InvariantCulture, $"{content.Length:N0} bytes were stored, and {stored.Count:N0} others are read back ({answer.Text})"));
            }

            visit.Open().Take(Patience.ForAnswer(talk.RoundTrip));
        }
    }

    private static ReadOnlySpan<byte> BlockOf(byte[] content, int block, int blockSize)
    {
        int start = (block - 1) * blockSize;
        return content.AsSpan(start, Math.Min(blockSize, content.Length - start));
    }

    /// <summary>Readable for whoever finds the file, and no two blocks alike.</summary>
    private static byte[] Content(int bytes)
    {
        StringBuilder text = new("Stored by a conformance check of this server (oack check --write). It may be removed.\n");
        for (int line = 1; text.Length < bytes; line++)
        {
            text.Append(CultureInfo.InvariantCulture, $"line {line}\n");
        }

        return Encoding.ASCII.GetBytes(text.ToString(0, bytes));
    }
}
