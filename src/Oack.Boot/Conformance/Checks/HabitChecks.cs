using System.Globalization;
using System.Text;
using Oack.Boot.Conformance.Talk;
using Oack.Boot.Firmware;
using Oack.Protocol;
using Oack.Protocol.Wire;

namespace Oack.Boot.Conformance.Checks;

/// <summary>What real clients do beyond the RFCs, or in spite of them, and each known firmware from its first request to its last ACK.</summary>
internal static class HabitChecks
{
    // Enough for each habit to show; a check is no download.
    private const long MaxFirmwareBytes = 64 << 10;

    internal static IEnumerable<ConformanceCheck> All { get; } =
    [
        new("habit-five-byte-ack", "an ACK with a fifth byte is an ACK", "Windows boot manager", CheckNeed.File, FiveByteAck),
        new("habit-four-byte-error", "an ERROR without text ends the transfer", "curl", CheckNeed.File, FourByteError),
        new("habit-leading-slash", "a name with a slash in front is found", "PXELINUX, GRUB 2", CheckNeed.File, LeadingSlash),
        new("habit-backslash", "backslashes in a name are read as slashes", "Windows boot manager", CheckNeed.File, Backslash),
        .. FirmwareProfiles.All.Select(profile => new ConformanceCheck(
            "client-" + profile.Key, $"{profile.Name} gets the file", profile.Source, CheckNeed.File, visit => Play(visit, profile))),
    ];

    private static CheckVerdict FiveByteAck(CheckVisit visit)
    {
        if (!visit.TryBegin(2, out CheckTalk talk, out CheckVerdict verdict))
        {
            return verdict;
        }

        talk.Send([0, (byte)Opcode.Acknowledgment, 0, 1, 4]);
        return talk.TryTakeBlock(2, out CheckPacket answer, out _)
            ? CheckVerdict.Pass()
            : CheckVerdict.Fail($"an ACK of five bytes brought {answer.Text}");
    }

    private static CheckVerdict FourByteError(CheckVisit visit)
    {
        if (!visit.TryBegin(2, out CheckTalk talk, out CheckVerdict verdict))
        {
            return verdict;
        }

        talk.Send([0, (byte)Opcode.Error, 0, 0]);
        talk.MarkEnded();
        return talk.Listen(visit.Times.QuietWait) is { } more
            ? CheckVerdict.Fail($"{more.Text} came after an ERROR of four bytes")
            : CheckVerdict.Pass();
    }

    private static CheckVerdict LeadingSlash(CheckVisit visit)
    {
        string name = visit.File!.Name;
        return name.StartsWith('/')
            ? CheckVerdict.Skip("the file's name has a slash in front already")
            : JudgeOtherName(visit, "/" + name);
    }

    private static CheckVerdict Backslash(CheckVisit visit)
    {
        string name = visit.File!.Name;
        return name.Contains('/', StringComparison.Ordinal)
            ? JudgeOtherName(visit, name.Replace('/', '\\'))
            : CheckVerdict.Skip("needs a file in a directory: name one with --file");
    }

    private static CheckVerdict JudgeOtherName(CheckVisit visit, string name)
    {
        CheckTalk talk = visit.Open();
        CheckPacket answer = talk.Ask(CheckPackets.Read(name));
        return answer.Kind == CheckPacketKind.Error ? CheckVerdict.NotOffered(answer.Text)
            : CheckVisit.TryFirstBlock(talk, answer, out CheckVerdict verdict) ? CheckVerdict.Pass()
            : verdict;
    }

    private static CheckVerdict Play(CheckVisit visit, FirmwareProfile profile)
    {
        ServedFile file = visit.File!;
        if (!file.IsWhole && file.Size > MaxFirmwareBytes && profile.Probe is { OnData: null } && file.AnnouncedSize is null)
        {
            return CheckVerdict.Skip("this client counts the bytes of the file, which is too long for a check: name a shorter one with --file");
        }

        string name = Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(file.Name));
        FirmwareSession session = new(profile, new FirmwareMachine(), name, searches: false);
        while (session.TryNext(out FirmwareStep step))
        {
            FirmwareTransfer transfer = new(profile, step, visit.Server);
            if (!TryPlay(visit, profile, transfer, out CheckVerdict verdict))
            {
                return verdict;
            }

            session.Complete(transfer);
        }

        return session.End is FirmwareEnd.Complete or FirmwareEnd.Probed ? CheckVerdict.Pass(session.Verdict)
            : session.Decisive?.Answer is { } answer && answer.Kinds.HasFlag(OptionAckFaults.OptionsIgnored)
                ? CheckVerdict.NotOffered($"the server ignores options, and this client {session.Verdict}")
            : CheckVerdict.Fail(session.Verdict);
    }

    /// <summary>Plays one request to its end; false, with the verdict, when that settles the check.</summary>
    private static bool TryPlay(CheckVisit visit, FirmwareProfile profile, FirmwareTransfer transfer, out CheckVerdict verdict)
    {
        CheckTalk talk = visit.Open();
        long received = 0;
        CheckVerdict? settled = null;
        transfer.Start(visit.Now);
        while (Drain(talk, transfer) && transfer.End == FirmwareEnd.None && settled is null)
        {
            CheckPacket packet = talk.Take(Instant.Min(transfer.NextDeadline, visit.Deadline) - visit.Now);
            if (visit.Now >= visit.Deadline)
            {
                settled = CheckVerdict.Fail("the client was not done in the time of a check");
            }
            else if (packet.Kind == CheckPacketKind.Unreachable)
            {
                transfer.HandleUnreachable();
            }
            else if (packet.Kind == CheckPacketKind.Nothing)
            {
                transfer.HandleTimeout(visit.Now);
            }
            else
            {
                transfer.HandleDatagram(visit.Now, packet.From, packet.Bytes, out ReadOnlySpan<byte> content);
                settled = JudgeContent(visit, profile, transfer, content, ref received);
            }
        }

        if (settled is not null && transfer.End == FirmwareEnd.None && transfer.ServerTid is { } tid)
        {
            talk.SendTo(tid, CheckPackets.Error(ErrorCode.NotDefined, "the check is over"));
        }

        verdict = settled ?? default;
        return settled is null;
    }

    /// <summary>What settles the check before the client is done; null when nothing does.</summary>
    private static CheckVerdict? JudgeContent(
        CheckVisit visit, FirmwareProfile profile, FirmwareTransfer transfer, ReadOnlySpan<byte> content, ref long received)
    {
        if (!visit.File!.Matches(received, content))
        {
            return CheckVerdict.Fail(string.Create(CultureInfo.InvariantCulture, $"what comes at byte {received:N0} is not what the file holds there"));
        }

        received += content.Length;
        if (received >= MaxFirmwareBytes && transfer.End == FirmwareEnd.None)
        {
            return CheckVerdict.Pass(string.Create(CultureInfo.InvariantCulture, $"has the first {received:N0} bytes"));
        }

        // GRUB throws DATA away that comes without an OACK, and would wait for half a minute.
        return profile.NeedsOptionAck && transfer.Answer is { } answer && answer.Kinds.HasFlag(OptionAckFaults.OptionsIgnored)
            ? CheckVerdict.NotOffered("the server ignores options, and this client needs an OACK")
            : null;
    }

    private static bool Drain(CheckTalk talk, FirmwareTransfer transfer)
    {
        while (transfer.TryPollTransmit(out ReadOnlyMemory<byte> datagram, out PeerEndpoint to))
        {
            talk.SendTo(to, datagram.Span);
        }

        return true;
    }
}
