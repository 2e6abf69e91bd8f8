using System.Globalization;
using System.Net;
using Oack.Protocol.Wire;

namespace Oack.Trace.Report.Html;

/// <summary>The gate that every text passes on its way into a page.</summary>
internal static class HtmlText
{
    /// <summary>The text as the content of an element or of a quoted attribute; what a peer sent can end neither.</summary>
    internal static string Encode(string text) => WebUtility.HtmlEncode(PacketText.Clean(text));

    /// <summary>A coordinate.</summary>
    internal static string Number(double value) => value.ToString("0.#", CultureInfo.InvariantCulture);

    /// <summary>The class that gives an outcome its colour.</summary>
    internal static string ClassOf(TraceTone tone) => tone switch
    {
        TraceTone.Good => "good",
        TraceTone.Warning => "warning",
        TraceTone.Bad => "bad",
        _ => "plain",
    };
}
