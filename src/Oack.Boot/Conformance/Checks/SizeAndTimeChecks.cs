using System.Globalization;
using Oack.Boot.Conformance.Talk;
using Oack.Protocol;

namespace Oack.Boot.Conformance.Checks;

/// <summary>The options tsize and timeout (RFC 2349).</summary>
internal static class SizeAndTimeChecks
{
    // What is read of a file to learn its size, when the first look at it did not reach the end.
    private const long MaxMeasuredBytes = 8 << 20;

    internal static IEnumerable<ConformanceCheck> All { get; } =
    [
        new("rfc2349-tsize", "tsize=0 is answered with the size of the file", "RFC 2349", CheckNeed.File, visit => Size(visit, "0")),
        new("habit-tsize-not-zero", "a tsize that is not 0 is answered with the size too", "U-Boot", CheckNeed.File, visit => Size(visit, "1048576")),
        new("rfc2349-timeout", "timeout is granted as it was asked, or not at all", "RFC 2349", CheckNeed.File, SameTimeout),
        new("rfc2349-timeout-kept", "a granted timeout is the time until a packet is sent again", "RFC 2349", CheckNeed.File, KeptTimeout),
        new("rfc2349-timeout-0", "timeout=0 and 256 are not granted", "RFC 2349", CheckNeed.File, TimeoutOutOfRange),
    ];

    private static CheckVerdict Size(CheckVisit visit, string asked)
    {
        if (!Negotiation.TryGetGrant(visit, "tsize", out CheckTalk talk, out long told, out CheckVerdict verdict, ("tsize", asked)))
        {
            return verdict;
        }

        ServedFile file = visit.File!;
        long size = file.Content.Length;
        if (!file.IsWhole && told > MaxMeasuredBytes)
        {
            return CheckVerdict.Skip(string.Create(
                CultureInfo.InvariantCulture, $"{told:N0} bytes are told, and more than {MaxMeasuredBytes:N0} are not read to see: name a smaller file with --file"));
        }

        if (!file.IsWhole)
        {
            talk.Dispose();
            if (!WindowReader.TryMeasure(visit, MaxMeasuredBytes, out size, out verdict))
            {
                return verdict;
            }
        }

        // By RFC 2349 a request to read asks with 0, so an echo of anything else breaks no rule.
        if (told != size && asked != "0" && told.ToString(CultureInfo.InvariantCulture) == asked)
        {
            return CheckVerdict.NotOffered($"tsize={asked} is echoed: a client would take it for the size");
        }

        return told == size
            ? CheckVerdict.Pass(string.Create(CultureInfo.InvariantCulture, $"{told:N0} bytes"))
            : CheckVerdict.Fail(string.Create(CultureInfo.InvariantCulture, $"tsize={asked} is answered with {told}, and the file has {size} bytes"));
    }

    private static CheckVerdict SameTimeout(CheckVisit visit)
    {
        foreach (string asked in (ReadOnlySpan<string>)["1", "6", "255"])
        {
            if (!Negotiation.TryGetGrant(visit, "timeout", out _, out long granted, out CheckVerdict verdict, ("timeout", asked)))
            {
                return verdict;
            }

            if (granted.ToString(CultureInfo.InvariantCulture) != asked)
            {
                return CheckVerdict.Fail(string.Create(
                    CultureInfo.InvariantCulture, $"timeout={asked} became {granted}: U-Boot and EDK2 give up on another value"));
            }
        }

        return CheckVerdict.Pass();
    }

    private static CheckVerdict KeptTimeout(CheckVisit visit)
    {
        const double Asked = 2;
        const double Least = 0.4 * Asked;
        const double Most = 1.8 * Asked;
        if (!Negotiation.TryGetGrant(visit, "timeout", out CheckTalk talk, out long granted, out CheckVerdict verdict, ("timeout", "2")))
        {
            return verdict;
        }

        if (granted != (long)Asked)
        {
            return CheckVerdict.Skip(string.Create(CultureInfo.InvariantCulture, $"timeout=2 became {granted}"));
        }

        Instant begin = visit.Now;
        CheckPacket again = talk.Take(visit.Times.RetransmissionWait);
        double seconds = (again.At - begin).TotalSeconds;
        return again.Kind != CheckPacketKind.OptionAck
            ? CheckVerdict.Fail($"the OACK is not sent again: {again.Text}")
            : seconds is >= Least and <= Most
                ? CheckVerdict.Pass(string.Create(CultureInfo.InvariantCulture, $"after {seconds:0.00} s"))
                : CheckVerdict.Fail(string.Create(CultureInfo.InvariantCulture, $"timeout=2 is granted, and the OACK comes again after {seconds:0.00} s"));
    }

    private static CheckVerdict TimeoutOutOfRange(CheckVisit visit)
    {
        CheckVerdict verdict = Negotiation.JudgeIllegal(visit, "timeout", "0", _ => false);
        return verdict.Outcome == CheckOutcome.Pass
            ? Negotiation.JudgeIllegal(visit, "timeout", "256", _ => false)
            : verdict;
    }
}
