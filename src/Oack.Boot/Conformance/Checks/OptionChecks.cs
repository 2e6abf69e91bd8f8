using System.Text;
using Oack.Boot.Conformance.Talk;
using Oack.Protocol;
using Oack.Protocol.Wire;

namespace Oack.Boot.Conformance.Checks;

/// <summary>Option negotiation itself (RFC 2347), and what clients expect of it beyond the RFC.</summary>
internal static class OptionChecks
{
    internal static IEnumerable<ConformanceCheck> All { get; } =
    [
        new("rfc2347-oack", "options are answered with an OACK, and DATA 1 follows ACK 0", "RFC 2347", CheckNeed.File, OptionAckComesFirst),
        new("rfc2347-nothing-unasked", "the OACK holds nothing that was not asked for", "RFC 2347; EDK2, U-Boot", CheckNeed.File, NothingUnasked),
        new("rfc2347-unknown-option", "an unknown option is ignored", "RFC 2347", CheckNeed.File, UnknownOption),
        new("rfc2347-name-case", "names of options are read in any case", "RFC 2347", CheckNeed.File, NameCase),
        new("rfc2347-order", "the order of options does not matter", "RFC 2347", CheckNeed.File, Order),
        new("rfc2347-bad-value", "a value that is no number is not granted", "RFC 2347, RFC 2348", CheckNeed.File, BadValue),
        new("rfc2347-repeated-option", "an option that comes twice is granted once at most", "RFC 2347", CheckNeed.File, RepeatedOption),
        new("rfc2347-oack-form", "the OACK ends with the NUL of its last value", "RFC 2347; EDK2", CheckNeed.File, Form),
        new("rfc2347-oack-retransmission", "an OACK that is not acknowledged is sent again", "RFC 2347; RFC 1350 §2", CheckNeed.File, Retransmission),
        new("rfc2347-refused-by-client", "ERROR 8 in answer to an OACK ends the transfer", "RFC 2347", CheckNeed.File, RefusedByClient),
        new("habit-option-case", "the OACK repeats the names as they were written", "GRUB 2, EDK2", CheckNeed.File, EchoedCase),
    ];

    private static CheckVerdict OptionAckComesFirst(CheckVisit visit)
    {
        if (!Negotiation.TryNegotiate(visit, out CheckTalk talk, out CheckPacket oack, out CheckVerdict verdict, ("blksize", "512"), ("tsize", "0")))
        {
            return verdict;
        }

        if (talk.Take(Patience.ForAnswer(talk.RoundTrip)) is { Kind: CheckPacketKind.Data } early)
        {
            return CheckVerdict.Fail($"{early.Text} came before the OACK was acknowledged");
        }

        talk.Acknowledge(0);
        return talk.TryTakeBlock(1, out _, out verdict) ? CheckVerdict.Pass(oack.Text) : verdict;
    }

    private static CheckVerdict NothingUnasked(CheckVisit visit)
    {
        // Each of the two alone: a server that always tells the size, or always names the block size, is found by one of them.
        foreach ((string name, string value) in (ReadOnlySpan<(string, string)>)[("blksize", "1024"), ("tsize", "0")])
        {
            CheckPacket answer = visit.AskFile(out _, (name, value));
            foreach ((string granted, _) in answer.Options)
            {
                if (!granted.Equals(name, StringComparison.OrdinalIgnoreCase))
                {
                    return CheckVerdict.Fail($"{name} alone was asked for; {answer.Text} came");
                }
            }

            if (answer.Kind == CheckPacketKind.Data)
            {
                return CheckVerdict.NotOffered($"{name}={value} is ignored: DATA 1 came without OACK");
            }

            if (answer.Kind != CheckPacketKind.OptionAck)
            {
                return CheckVerdict.Fail($"a request with {name}={value} brought {answer.Text}");
            }
        }

        return CheckVerdict.Pass();
    }

    private static CheckVerdict UnknownOption(CheckVisit visit)
    {
        CheckPacket answer = visit.AskFile(out _, ("x-oack-check", "1"));
        return answer.Kind switch
        {
            CheckPacketKind.Data when answer.Block == 1 => CheckVerdict.Pass(),
            CheckPacketKind.OptionAck when answer.Options.Count == 0 => CheckVerdict.Pass("an empty OACK"),
            CheckPacketKind.OptionAck => CheckVerdict.Fail($"an option that nobody knows brought {answer.Text}"),
            _ => CheckVerdict.Fail($"an unknown option is not ignored: {answer.Text}"),
        };
    }

    private static CheckVerdict NameCase(CheckVisit visit)
    {
        if (!Negotiation.TryNegotiate(visit, out _, out _, out CheckVerdict verdict, ("blksize", "1024")))
        {
            return verdict;
        }

        CheckPacket answer = visit.AskFile(out _, ("BLKSIZE", "1024"));
        return answer.GrantedNumber("blksize") is not null
            ? CheckVerdict.Pass()
            : CheckVerdict.Fail($"blksize is granted, and BLKSIZE brought {answer.Text}");
    }

    private static CheckVerdict Order(CheckVisit visit)
    {
        if (!Negotiation.TryNegotiate(visit, out _, out CheckPacket one, out CheckVerdict verdict, ("tsize", "0"), ("blksize", "1024")))
        {
            return verdict;
        }

        CheckPacket two = visit.AskFile(out _, ("blksize", "1024"), ("tsize", "0"));
        return one.Granted("blksize") == two.Granted("blksize") && one.Granted("tsize") == two.Granted("tsize")
            ? CheckVerdict.Pass()
            : CheckVerdict.Fail($"tsize before blksize brought {one.Text}, after it {two.Text}");
    }

    private static CheckVerdict BadValue(CheckVisit visit)
    {
        foreach (string value in (ReadOnlySpan<string>)["big", "", "-8", "1e3"])
        {
            // Reading the digits that a value begins with, as atoi does, is not punished, if a legal size comes of it.
            CheckVerdict verdict = Negotiation.JudgeIllegal(visit, "blksize", value, granted => granted is >= 8 and <= 65_464);
            if (verdict.Outcome != CheckOutcome.Pass)
            {
                return verdict;
            }
        }

        return CheckVerdict.Pass();
    }

    private static CheckVerdict RepeatedOption(CheckVisit visit)
    {
        CheckPacket answer = visit.AskFile(out _, ("blksize", "1024"), ("blksize", "512"));
        int times = answer.Options.Count(option => option.Name.Equals("blksize", StringComparison.OrdinalIgnoreCase));
        return times > 1 ? CheckVerdict.Fail($"blksize twice brought {answer.Text}: clients count the first or the last")
            : answer.Kind is CheckPacketKind.Nothing or CheckPacketKind.Other ? CheckVerdict.Fail($"blksize twice brought {answer.Text}")
            : CheckVerdict.Pass(answer.Text);
    }

    private static CheckVerdict Form(CheckVisit visit)
    {
        if (!Negotiation.TryNegotiate(visit, out _, out CheckPacket oack, out CheckVerdict verdict, ("blksize", "1024"), ("tsize", "0")))
        {
            return verdict;
        }

        OptionAckPacket.TryParse(oack.Bytes, out OptionAckPacket packet);
        return packet.RawOptions.Tail.IsEmpty
            ? CheckVerdict.Pass()
            : CheckVerdict.Fail($"{packet.RawOptions.Tail.Length} bytes follow the last value of {oack.Text}");
    }

    private static CheckVerdict Retransmission(CheckVisit visit)
    {
        if (!Negotiation.TryNegotiate(visit, out CheckTalk talk, out CheckPacket oack, out CheckVerdict verdict, ("blksize", "512"), ("tsize", "0")))
        {
            return verdict;
        }

        Instant begin = visit.Now;
        CheckPacket again = talk.Take(visit.Times.RetransmissionWait);
        if (!again.Bytes.AsSpan().SequenceEqual(oack.Bytes))
        {
            return CheckVerdict.Fail($"the OACK is not sent again when its ACK is missing: {again.Text}");
        }

        talk.Acknowledge(0);
        return talk.TryTakeBlock(1, out _, out verdict)
            ? CheckVerdict.Pass(FormattableString.Invariant($"after {(again.At - begin).TotalSeconds:0.00} s"))
            : verdict;
    }

    private static CheckVerdict RefusedByClient(CheckVisit visit)
    {
        if (!Negotiation.TryNegotiate(visit, out CheckTalk talk, out _, out CheckVerdict verdict, ("tsize", "0"), ("blksize", "1024")))
        {
            return verdict;
        }

        talk.Abort(ErrorCode.OptionNegotiation, "User aborted the transfer");
        return talk.Listen(visit.Times.QuietWait) is { } more
            ? CheckVerdict.Fail($"{more.Text} came after the client's ERROR 8, with which UEFI firmware ends its question for the size")
            : CheckVerdict.Pass();
    }

    private static CheckVerdict EchoedCase(CheckVisit visit)
    {
        foreach ((string blockSize, string size) in (ReadOnlySpan<(string, string)>)[("blksize", "tsize"), ("BlkSize", "TSIZE")])
        {
            if (!Negotiation.TryNegotiate(visit, out _, out CheckPacket oack, out CheckVerdict verdict, (blockSize, "1024"), (size, "0")))
            {
                return verdict.Outcome == CheckOutcome.NotOffered || blockSize == "blksize" ? verdict
                    : CheckVerdict.NotOffered($"names in another case are not read: {verdict.Reason}");
            }

            if (oack.Options.FirstOrDefault(option => option.Name != blockSize && option.Name != size) is { Name: { } other })
            {
                string words = $"{blockSize} and {size} were asked for; {PacketText.Escape(Encoding.Latin1.GetBytes(other))} came back";
                return blockSize == "blksize"
                    ? CheckVerdict.Fail(words + ", which GRUB does not know again")
                    : CheckVerdict.NotOffered(words + ": no client is known to write names so and to mind");
            }
        }

        return CheckVerdict.Pass();
    }
}
