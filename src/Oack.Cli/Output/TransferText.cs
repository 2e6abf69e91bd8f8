using System.Globalization;
using Oack.Client;
using Oack.Protocol.Wire;

namespace Oack.Cli.Output;

/// <summary>Whole transfers in words.</summary>
internal static class TransferText
{
    /// <summary>The one line that <c>get</c> and <c>put</c> print.</summary>
    public static string Summary(string name, TransferResult result) => string.Create(
        CultureInfo.InvariantCulture,
        $"{PacketText.Escape(name)}: {result.Bytes:N0} bytes in {Units.Time(result.Duration)} ({Units.Rate(result.BytesPerSecond)})");

    /// <summary>What <c>--verbose</c> adds.</summary>
    public static IEnumerable<string> Details(TransferResult result)
    {
        foreach (FallbackStep step in result.Fallbacks)
        {
            yield return "note: " + step.Text;
        }

        yield return string.Create(
            CultureInfo.InvariantCulture,
            $"server {result.Server}, {TransferModeText.ToName(result.Mode)}, blocks of {result.Parameters.BlockSize} bytes, window of {Units.Count(result.Parameters.WindowBlocks, "block")}");
        if (result.Group is { } group)
        {
            yield return $"group {group.Group}{(group.IsMtftp ? " (MTFTP)" : "")}, {(group.IsMaster ? "was the master client for some time" : "listened only")}";
        }

        yield return "granted: " + OptionText.Describe(result.Granted);
        yield return string.Create(
            CultureInfo.InvariantCulture,
            $"round trip {Units.Time(result.RoundTrip)}, {Units.Count(result.Retransmissions, "datagram")} sent again, {Units.Count(result.Duplicates, "datagram")} came twice");
    }
}
