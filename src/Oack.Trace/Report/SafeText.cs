using Oack.Protocol.Observe;
using Oack.Protocol.Wire;

namespace Oack.Trace.Report;

/// <summary>Texts that peers had a hand in, made safe to print.</summary>
internal static class SafeText
{
    /// <summary>The most letters of a name that a report shows.</summary>
    private const int MaxNameBytes = 255;

    /// <summary>The name of a transfer's file; words in brackets where its request was not seen.</summary>
    internal static string NameOf(ObservedTransfer transfer) =>
        transfer.HasRequest ? Quote(transfer.Name) : "(request not seen)";

    /// <summary>A peer's text; quoted where it is empty or begins or ends with a space.</summary>
    internal static string Quote(string text)
    {
        string escaped = PacketText.Escape(text, MaxNameBytes);
        return escaped.Length == 0 || escaped[0] == ' ' || escaped[^1] == ' ' ? $"\"{escaped}\"" : escaped;
    }

    /// <summary>Options as <c>tsize=0 blksize=1468</c>, or <c>no options</c>.</summary>
    internal static string Options(IReadOnlyList<KeyValuePair<string, string>> options) => options.Count == 0
        ? "no options"
        : string.Join(' ', options.Select(option => $"{PacketText.Escape(option.Key, MaxNameBytes)}={PacketText.Escape(option.Value, MaxNameBytes)}"));

    /// <summary>At most so many letters; what is cut off at the start stands as an ellipsis: a path's end tells more.</summary>
    internal static string KeepEnd(string text, int width)
    {
        if (text.Length <= width)
        {
            return text;
        }

        int start = text.Length - width + 1;
        return "…" + text[(char.IsLowSurrogate(text[start]) ? start + 1 : start)..];
    }

    /// <summary>At most so many letters; what is cut off at the end stands as an ellipsis.</summary>
    internal static string KeepStart(string text, int width)
    {
        if (text.Length <= width)
        {
            return text;
        }

        int end = width - 1;
        return text[..(char.IsHighSurrogate(text[end - 1]) ? end - 1 : end)] + "…";
    }
}
