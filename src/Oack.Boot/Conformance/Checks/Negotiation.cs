using System.Globalization;
using Oack.Boot.Conformance.Talk;

namespace Oack.Boot.Conformance.Checks;

/// <summary>Asking with options, and what the answers mean.</summary>
internal static class Negotiation
{
    /// <summary>Asks for the file with legal options; false, with the verdict, when no OACK came.</summary>
    internal static bool TryNegotiate(
        CheckVisit visit, out CheckTalk talk, out CheckPacket oack, out CheckVerdict verdict, params ReadOnlySpan<(string Name, string Value)> options)
    {
        oack = visit.AskFile(out talk, options);
        verdict = oack.Kind switch
        {
            CheckPacketKind.OptionAck => default,
            CheckPacketKind.Data when oack.Block == 1 => CheckVerdict.NotOffered($"{Shown(options)} is ignored: DATA 1 came without OACK"),
            _ => CheckVerdict.Fail($"a request with {Shown(options)} brought {oack.Text}"),
        };
        return oack.Kind == CheckPacketKind.OptionAck;
    }

    /// <summary>
    /// Asks for one option; false, with the verdict, when it is not granted. What else is asked for stands behind it.
    /// </summary>
    internal static bool TryGetGrant(
        CheckVisit visit, string name, out CheckTalk talk, out long granted, out CheckVerdict verdict, params ReadOnlySpan<(string Name, string Value)> options)
    {
        granted = 0;
        if (!TryNegotiate(visit, out talk, out CheckPacket oack, out verdict, options))
        {
            return false;
        }

        if (oack.GrantedNumber(name) is not { } number)
        {
            verdict = CheckVerdict.NotOffered($"the OACK leaves {name} out");
            return false;
        }

        granted = number;
        if (number < 0)
        {
            verdict = CheckVerdict.Fail($"{oack.Text}: {name} is no number");
            return false;
        }

        if (oack.GrantedNumber("blksize") is >= 8 and <= 65_464 and long size)
        {
            talk.BlockSize = (int)size;
        }

        return true;
    }

    /// <summary>
    /// Tries a value that may not be granted: it must be refused, left out, or answered with one that
    /// <paramref name="isLegal"/> allows.
    /// </summary>
    internal static CheckVerdict JudgeIllegal(CheckVisit visit, string name, string value, Func<long, bool> isLegal)
    {
        CheckPacket answer = visit.AskFile(out _, (name, value));
        string asked = Shown([(name, value)]);
        switch (answer.Kind)
        {
            case CheckPacketKind.Data:
                return CheckVerdict.Pass($"{asked} is ignored");
            case CheckPacketKind.Error:
                return CheckVerdict.Pass($"{asked} is refused: {answer.Text}");
            case CheckPacketKind.OptionAck:
                return answer.GrantedNumber(name) is not { } granted ? CheckVerdict.Pass($"{asked} is left out")
                    : isLegal(granted) ? CheckVerdict.Pass(string.Create(CultureInfo.InvariantCulture, $"{asked} becomes {granted}"))
                    : CheckVerdict.Fail($"{asked} brought {answer.Text}");
            default:
                return CheckVerdict.Fail($"{asked} brought {answer.Text}");
        }
    }

    /// <summary>Options as a person writes them.</summary>
    internal static string Shown(params ReadOnlySpan<(string Name, string Value)> options)
    {
        List<string> words = [];
        foreach ((string name, string value) in options)
        {
            words.Add($"{name}={value}");
        }

        return string.Join(' ', words);
    }
}
