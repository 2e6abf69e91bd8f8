using System.Globalization;
using Oack.Protocol.Observe;

namespace Oack.Trace.Report;

/// <summary>Where a transfer's time went, and what a larger block or window would have made of it.</summary>
internal static class TimeWords
{
    /// <summary>What fits an Ethernet frame: 1,500 bytes less the headers of IP, UDP and DATA.</summary>
    private const int EthernetBlockIPv4 = 1468;
    private const int EthernetBlockIPv6 = 1448;

    /// <summary>A window that receivers with small buffers still take.</summary>
    private const int ModestWindow = 16;

    /// <summary>Below this nobody waits, so nothing is to be won.</summary>
    private static readonly TimeSpan s_worthwhile = TimeSpan.FromMilliseconds(200);

    /// <summary>For example <c>6.02 s: timers 6.00 s, server 12 ms, path 2.1 ms (15 round trips of 0.1 ms).</c>; empty where nothing was measured.</summary>
    internal static string Account(ObservedTransfer transfer)
    {
        List<string> parts = [];
        foreach ((string name, TimeSpan time) in Shares(transfer.Time).Where(share => share.Time > TimeSpan.Zero).OrderByDescending(share => share.Time))
        {
            parts.Add($"{name} {Amounts.Time(time)}");
        }

        if (parts.Count == 0)
        {
            return "";
        }

        string turns = transfer.Time.Turns > 0 && transfer.Time.RoundTrip > TimeSpan.Zero
            ? $"; {Amounts.Count(transfer.Time.Turns, "round trip")} of {Amounts.Time(transfer.Time.RoundTrip)} or more"
            : "";
        return $"{Amounts.Time(transfer.Duration)} in all: {string.Join(", ", parts)}{turns}.";
    }

    /// <summary>The shares of the account, named.</summary>
    internal static IEnumerable<(string Name, TimeSpan Time)> Shares(TimeAccount account) =>
    [
        ("timers", account.Timers), ("server", account.Server), ("client", account.Client), ("path", account.Path),
    ];

    /// <summary>What a block that fills a frame and a window would have made of it; empty where that is little.</summary>
    internal static string Estimate(ObservedTransfer transfer)
    {
        TimeAccount account = transfer.Time;
        TimeSpan turning = account.Path + account.Server + account.Client;
        bool isToldOtherwise = transfer.Findings.Any(finding => finding.Code is FindingCode.WindowOverrun or FindingCode.FragmentsLost);
        if (transfer.Bytes == 0 || account.Turns < 2 || turning < s_worthwhile || turning < account.Timers || transfer.BlockSize < 1 || isToldOtherwise)
        {
            return "";
        }

        // A larger block than the frame holds was chosen by somebody who knows the path.
        int block = Math.Max(transfer.BlockSize, transfer.Client.IsIPv4 ? EthernetBlockIPv4 : EthernetBlockIPv6);
        int window = Math.Max(transfer.WindowBlocks, ModestWindow);
        List<string> parts = [];
        if (block > transfer.BlockSize)
        {
            Add(string.Create(CultureInfo.InvariantCulture, $"blksize={block}"), block, transfer.WindowBlocks);
        }

        if (window > transfer.WindowBlocks)
        {
            string options = string.Create(
                CultureInfo.InvariantCulture, $"{(block > transfer.BlockSize ? $"blksize={block} and " : "")}windowsize={window}");
            Add(options, block, window);
        }

        return parts.Count == 0 ? "" : $"An estimate: {string.Join(", ", parts)}.";

        void Add(string options, int blockBytes, int windowBlocks)
        {
            long turns = (transfer.Bytes / ((long)blockBytes * windowBlocks)) + 1;
            double part = Math.Min(1, (double)turns / account.Turns);
            if (part < 0.8)
            {
                // What the sides take grows with the turns as the path's time does; timers stay as they were.
                parts.Add($"with {options} it takes {Amounts.Count(turns, "round trip")} and {Amounts.Time(account.Timers + (turning * part))}");
            }
        }
    }
}
