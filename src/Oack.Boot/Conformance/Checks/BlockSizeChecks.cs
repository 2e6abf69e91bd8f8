using System.Globalization;
using Oack.Boot.Conformance.Talk;
using Oack.Protocol.Transfer;

namespace Oack.Boot.Conformance.Checks;

/// <summary>The option blksize (RFC 2348).</summary>
internal static class BlockSizeChecks
{
    private const int Least = 8;
    private const int Most = 65_464;
    private const int FewBlocks = 3;

    internal static IEnumerable<ConformanceCheck> All { get; } =
    [
        new("rfc2348-blksize-8", "blksize=8 is granted, and kept", "RFC 2348", CheckNeed.File, visit => Honoured(visit, Least)),
        new("rfc2348-blksize-512", "blksize=512 is granted, and kept", "RFC 2348", CheckNeed.File, visit => Honoured(visit, 512)),
        new("rfc2348-blksize-1428", "blksize=1428 is granted, or less, and kept", "RFC 2348", CheckNeed.File, visit => Honoured(visit, 1_428)),
        new("rfc2348-blksize-65464", "blksize=65464 is granted, or less, and kept", "RFC 2348", CheckNeed.File, visit => Honoured(visit, Most)),
        new("rfc2348-blksize-7", "blksize=7 is not granted", "RFC 2348", CheckNeed.File, visit => Negotiation.JudgeIllegal(visit, "blksize", "7", _ => false)),
        new("rfc2348-blksize-0", "blksize=0 is not granted", "RFC 2348", CheckNeed.File, visit => Negotiation.JudgeIllegal(visit, "blksize", "0", _ => false)),
        new("rfc2348-blksize-65465", "more than 65464 is not granted", "RFC 2348", CheckNeed.File, TooLarge),
    ];

    private static CheckVerdict TooLarge(CheckVisit visit)
    {
        foreach (string value in (ReadOnlySpan<string>)["65465", "65535", "70000", "4294967304"])
        {
            CheckVerdict verdict = Negotiation.JudgeIllegal(visit, "blksize", value, granted => granted is >= Least and <= Most);
            if (verdict.Outcome != CheckOutcome.Pass)
            {
                return verdict;
            }
        }

        return CheckVerdict.Pass();
    }

    private static CheckVerdict Honoured(CheckVisit visit, int asked)
    {
        string value = asked.ToString(CultureInfo.InvariantCulture);
        if (!Negotiation.TryGetGrant(visit, "blksize", out CheckTalk talk, out long granted, out CheckVerdict verdict, ("blksize", value)))
        {
            return verdict;
        }

        if (granted < Least || granted > asked)
        {
            return CheckVerdict.Fail(string.Create(CultureInfo.InvariantCulture, $"{asked} was asked for, and {granted} is granted"));
        }

        talk.Acknowledge(0);
        long blocks = BlockNumber.CountFor(visit.File!.Size, talk.BlockSize);
        for (long block = 1; block <= Math.Min(blocks, FewBlocks); block++)
        {
            if (!talk.TryTakeBlock(block, out CheckPacket data, out verdict))
            {
                return granted > 1_428 && data.Kind == CheckPacketKind.Nothing
                    ? CheckVerdict.Fail(string.Create(CultureInfo.InvariantCulture, $"{granted} is granted, and no such block comes through: fragments are lost on the way"))
                    : verdict;
            }

            if (block < blocks && data.Payload.Length != granted)
            {
                return CheckVerdict.Fail(string.Create(CultureInfo.InvariantCulture, $"{granted} is granted, and {data.Text} came"));
            }

            talk.Acknowledge(block);
        }

        return CheckVerdict.Pass(granted == asked ? "" : string.Create(CultureInfo.InvariantCulture, $"{granted} is granted"));
    }
}
