using System.Globalization;
using Oack.Boot.Conformance.Talk;
using Oack.Protocol.Wire;

namespace Oack.Boot.Conformance.Checks;

/// <summary>What a server does with requests before any file is involved: names, modes, rubbish.</summary>
internal static class RequestChecks
{
    private const string MissingName = "oack-check-no-such-file";

    // A datagram that no request may be: RFC 2347 keeps requests to 512 bytes.
    private const int OversizeBytes = 2_000;

    private static readonly (string Text, byte[] Bytes)[] s_rubbish =
    [
        ("an empty datagram", []),
        ("one byte", [0]),
        ("opcode 0", [0, 0, 0, 0]),
        ("opcode 99", [0, 99, 1, 2, 3]),
        ("an RRQ of two bytes", [0, 1]),
        ("an RRQ without NUL", [0, 1, .. "name"u8]),
        ("an RRQ with an empty name", [0, 1, 0, .. "octet\0"u8]),
        ("an RRQ without mode", [0, 1, .. "name\0"u8]),
        ("an RRQ whose mode has no NUL", [0, 1, .. "name\0octet"u8]),
        ("an RRQ whose last option has no value", [0, 1, .. "oack-check\0octet\0blksize\0"u8]),
        ("an RRQ of 2,000 bytes", [0, 1, .. Enumerable.Repeat((byte)'n', OversizeBytes), 0, .. "octet\0"u8]),
        ("a format string for a name", [0, 1, .. "%s%n%s%n%x\0octet\0"u8]),
        ("a DATA that nobody asked for", [0, 3, 0, 1, 1, 2, 3]),
        ("an ACK of nothing", [0, 4, 0, 1]),
        ("an ACK of three bytes", [0, 4, 0]),
        ("an ERROR of three bytes", [0, 5, 0]),
        ("an OACK", [0, 6, .. "blksize\0512\0"u8]),
    ];

    private static readonly string[] s_escapes =
    [
        "../../../../../../../../etc/passwd",
        "/../../../../../../../../etc/passwd",
        "oack/../../../../../../../../etc/passwd",
        "./../../../../../../../../etc/passwd",
        @"..\..\..\..\..\..\..\..\etc\passwd",
        @"..\..\..\..\..\..\windows\win.ini",
        "..%2f..%2f..%2f..%2f..%2fetc/passwd",
    ];

    internal static IEnumerable<ConformanceCheck> All { get; } =
    [
        new("rfc1350-not-found", "a name that is not there is answered with ERROR 1", "RFC 1350 §4, appendix", CheckNeed.Nothing, NotFound),
        new("rfc1350-error-form", "the text of an ERROR is printable and ends with its NUL", "RFC 1350 §5", CheckNeed.Nothing, ErrorForm),
        new("rfc1350-mode-unknown", "a mode that is none is not served", "RFC 1350 §5", CheckNeed.Nothing, UnknownMode),
        new("rfc1123-mode-mail", "mode mail is not served", "RFC 1123 §4.2.2.1", CheckNeed.Nothing, MailMode),
        new("rfc1350-error-unanswered", "an ERROR out of nowhere is not answered", "RFC 1350 §2, §7", CheckNeed.Nothing, ErrorUnanswered),
        new("rfc1123-names-kept-inside", "names with .. do not lead out of the directory", "RFC 1123 §4.2.3.4", CheckNeed.Nothing, NamesKeptInside),
        new("rfc2347-not-found-options", "with options too, a missing file is answered with ERROR 1", "RFC 2347", CheckNeed.Nothing, NotFoundWithOptions),
        new("robust-rubbish", "malformed packets do not stop the server", "RFC 1350 §5; advisories", CheckNeed.Nothing, Rubbish) { RunsAlone = true },
    ];

    private static CheckVerdict NotFound(CheckVisit visit) => JudgeMissing(visit.Open().Ask(CheckPackets.Read(MissingName)));

    private static CheckVerdict NotFoundWithOptions(CheckVisit visit) =>
        JudgeMissing(visit.Open().Ask(CheckPackets.Read(MissingName, ("tsize", "0"), ("blksize", "1428"))));

    private static CheckVerdict JudgeMissing(CheckPacket answer) => answer.Kind switch
    {
        CheckPacketKind.Error when answer.Code == ErrorCode.FileNotFound => CheckVerdict.Pass(answer.Text),
        CheckPacketKind.Data => CheckVerdict.NotOffered("the server has a file for every name"),
        _ => CheckVerdict.Fail($"{answer.Text} came for a name that is not there; clients that search a list go on after ERROR 1 only"),
    };

    private static CheckVerdict ErrorForm(CheckVisit visit)
    {
        CheckPacket answer = visit.Open().Ask(CheckPackets.Read(MissingName));
        if (answer.Kind != CheckPacketKind.Error)
        {
            return CheckVerdict.Skip($"no ERROR was seen; {answer.Text} came");
        }

        ReadOnlySpan<byte> text = answer.Bytes.AsSpan(4);
        int end = text.IndexOf((byte)0);
        if (end < 0)
        {
            return CheckVerdict.Fail($"{answer.Text} has no NUL at its end");
        }

        if (end != text.Length - 1)
        {
            return CheckVerdict.Fail(string.Create(CultureInfo.InvariantCulture, $"{answer.Text} has {text.Length - 1 - end} bytes behind its NUL"));
        }

        return text[..end].IndexOfAnyExceptInRange((byte)' ', (byte)'~') >= 0
            ? CheckVerdict.Fail($"{answer.Text} is not printable ASCII, as netascii on a boot screen has to be")
            : CheckVerdict.Pass();
    }

    private static CheckVerdict UnknownMode(CheckVisit visit) => JudgeMode(visit, "oack-check");

    private static CheckVerdict MailMode(CheckVisit visit) => JudgeMode(visit, "mail");

    // Where a file is known it is asked for: a server may look for the file before it looks at the mode.
    private static CheckVerdict JudgeMode(CheckVisit visit, string mode)
    {
        string name = visit.File?.Name ?? MissingName;
        CheckPacket answer = visit.Open().Ask(CheckPackets.Request(Opcode.ReadRequest, name, mode));
        return answer.Kind switch
        {
            CheckPacketKind.Error => CheckVerdict.Pass(answer.Text),
            CheckPacketKind.Nothing => CheckVerdict.Pass("no answer; an ERROR would tell the client at once"),
            _ => CheckVerdict.Fail($"mode {mode} is answered with {answer.Text}"),
        };
    }

    private static CheckVerdict ErrorUnanswered(CheckVisit visit)
    {
        CheckTalk talk = visit.Open();
        talk.Send(CheckPackets.Error(ErrorCode.NotDefined, "a check: please do not answer"));
        return talk.Listen(visit.Times.QuietWait) is { } answer
            ? CheckVerdict.Fail($"an ERROR is answered with {answer.Text}: two such hosts would never stop")
            : CheckVerdict.Pass();
    }

    private static CheckVerdict NamesKeptInside(CheckVisit visit)
    {
        foreach (string name in s_escapes)
        {
            CheckPacket answer = visit.Open().Ask(CheckPackets.Read(name));
            if (answer.Kind is CheckPacketKind.Data or CheckPacketKind.OptionAck)
            {
                return CheckVerdict.Fail($"{name} is served ({answer.Text}): everyone may read what is outside the directory");
            }
        }

        // An absolute name may mean the served directory; what gives it away is the content.
        CheckPacket absolute = visit.Open().Ask(CheckPackets.Read("/etc/passwd"));
        return absolute.Payload.IndexOf("root:"u8) >= 0
            ? CheckVerdict.Fail("/etc/passwd is served: everyone may read the files of the machine")
            : CheckVerdict.Pass(string.Create(CultureInfo.InvariantCulture, $"{s_escapes.Length + 1} names refused"));
    }

    private static CheckVerdict Rubbish(CheckVisit visit)
    {
        foreach ((string text, byte[] bytes) in s_rubbish)
        {
            // What is said to rubbish, if anything, is each server's own choice, but a file is no answer.
            CheckTalk talk = visit.Open();
            talk.Send(bytes);
            CheckTalk sound = visit.Open();
            CheckPacket answer = sound.Ask(CheckPackets.Read(MissingName));
            if (answer.Kind is CheckPacketKind.Nothing or CheckPacketKind.Unreachable)
            {
                CheckPacket next = visit.Open().Ask(CheckPackets.Read(MissingName));
                return CheckVerdict.Fail(next.Kind is CheckPacketKind.Nothing or CheckPacketKind.Unreachable
                    ? $"after {text} the server does not answer any more: {next.Text}"
                    : $"the request after {text} is lost, whoever sent it; the next one is answered");
            }

            if (talk.Take(TimeSpan.Zero) is { Kind: CheckPacketKind.Data or CheckPacketKind.OptionAck } odd)
            {
                return CheckVerdict.Fail($"{text} is answered with {odd.Text}");
            }
        }

        return CheckVerdict.Pass(string.Create(CultureInfo.InvariantCulture, $"{s_rubbish.Length} malformed packets survived"));
    }
}
