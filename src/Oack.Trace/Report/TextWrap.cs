using Oack.Protocol.Wire;

namespace Oack.Trace.Report;

/// <summary>Breaks sentences into lines.</summary>
internal static class TextWrap
{
    /// <summary>The text in lines of at most so many letters; a word that is longer is broken.</summary>
    internal static IEnumerable<string> Lines(string text, int width)
    {
        int start = 0;
        while (start < text.Length)
        {
            if (text.Length - start <= width)
            {
                yield return text[start..];
                yield break;
            }

            int space = text.LastIndexOf(' ', start + width, width + 1);
            int end = space > start ? space : start + width;
            if (space <= start && char.IsLowSurrogate(text[end]))
            {
                end--;
            }

            yield return text[start..end];
            start = space > start ? end + 1 : end;
        }
    }

    /// <summary>The same as lines of a report, each behind its indent.</summary>
    internal static IEnumerable<TraceLine> Lines(string text, int width, string indent, TraceTone tone = TraceTone.Plain)
    {
        foreach (string line in Lines(PacketText.Clean(text), Math.Max(20, width - indent.Length)))
        {
            yield return new TraceLine(indent).Add(line, tone);
        }
    }
}
