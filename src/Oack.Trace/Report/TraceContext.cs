using System.Globalization;
using Oack.Protocol.Wire;
using Oack.Trace.Boot;

namespace Oack.Trace.Report;

/// <summary>What a capture tells beside its transfers, in sentences.</summary>
internal static class TraceContext
{
    /// <summary>More offers than these tell nothing new to somebody who looks at one boot.</summary>
    private const int MaxOffers = 20;

    /// <summary>Who told whom to boot what.</summary>
    internal static IReadOnlyList<string> Offers(NetworkContext network)
    {
        // A server says it in its offer and again in its acknowledgment.
        string[] sentences = [.. network.Offers.Where(offer => offer.HasFile).Select(Describe).Distinct()];
        return sentences.Length <= MaxOffers
            ? sentences
            : [.. sentences.Take(MaxOffers), $"DHCP: {Amounts.Number(sentences.Length - MaxOffers)} more such offers."];
    }

    /// <summary>What could not be read.</summary>
    internal static IReadOnlyList<string> Problems(TraceRun run)
    {
        TraceCounters counters = run.Counters;
        List<string> problems = [.. run.Problems.Select(problem => problem.ToString())];
        Add(counters.SkippedLinkTypes, "frame", $"of a link type that is not known ({counters.UnknownLinkType})");
        Add(counters.SkippedMalformed, "frame", "with headers that contradict themselves or end too early");
        Add(counters.CutFrames, "frame", "of which the capture keeps only the beginning");
        Add(counters.IncompleteDatagrams, "datagram", "of which not all IP fragments were seen");
        Add(counters.ContradictoryDatagrams, "datagram", "whose IP fragments contradict each other");
        return problems;

        void Add(long count, string noun, string what)
        {
            if (count > 0)
            {
                problems.Add($"{Amounts.Count(count, noun)} {what}");
            }
        }
    }

    private static string Describe(BootOffer offer)
    {
        string client = offer.Client.IsSet ? offer.Client.ToString() : "a client";
        string who = offer.YourAddress.IsAny ? client : $"{client} ({offer.YourAddress.ToIPAddress()})";
        string from = offer.NextServer.IsAny ? "" : $" from {offer.NextServer.ToIPAddress()}";
        string name = offer.ServerName.Length == 0 ? "" : $" (named {SafeText.Quote(offer.ServerName)})";
        return string.Create(CultureInfo.InvariantCulture, $"DHCP: {offer.Server.ToIPAddress()} tells {who} to boot {PacketText.Escape(offer.File)}{from}{name}.");
    }
}
