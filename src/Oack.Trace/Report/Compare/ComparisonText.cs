using System.Globalization;
using Oack.Protocol.Observe;

namespace Oack.Trace.Report;

/// <summary>A <see cref="TwoPointComparison"/> for a person.</summary>
public static class ComparisonText
{
    private const int MostNamed = 12;
    private const int MostListed = 40;

    /// <summary>The lines.</summary>
    /// <param name="comparison">What was compared.</param>
    /// <param name="width">The width of sentences.</param>
    public static IEnumerable<TraceLine> Render(TwoPointComparison comparison, int width = TraceText.DefaultWidth)
    {
        ArgumentNullException.ThrowIfNull(comparison);
        return Head(comparison, width).Concat(Table(comparison)).Concat(Details(comparison, width)).Concat(Rest(comparison, width)).Concat(Sum(comparison, width));
    }

    private static IEnumerable<TraceLine> Head(TwoPointComparison comparison, int width)
    {
        string unsure = comparison.IsSideCertain ? "" : "?";
        yield return Side($"client's side{unsure}", comparison.ClientSide.Report);
        yield return Side($"server's side{unsure}", comparison.ServerSide.Report);
        List<string> sentences = [char.ToUpperInvariant(comparison.SideReason[0]) + comparison.SideReason[1..] + "."];
        if (comparison.RoundTrip is { } trip)
        {
            sentences.Add($"Between the two points a packet and its answer take {Amounts.Time(trip)} together; how that divides, two clocks cannot tell.");
        }

        if (comparison.ClockOffset is { } offset)
        {
            sentences.Add($"If both legs take the same time, the server's side's clock is {Amounts.Time(offset.Duration())} {(offset < TimeSpan.Zero ? "behind" : "ahead")}.");
        }

        foreach (TraceLine line in sentences.SelectMany(sentence => TextWrap.Lines(sentence, width, "", comparison.IsSideCertain ? TraceTone.Quiet : TraceTone.Warning)))
        {
            yield return line;
        }
    }

    private static TraceLine Side(string side, TraceReport report) =>
        new TraceLine($"{side}: ").Add(SafeText.Quote(report.File), TraceTone.Strong).Add($", {Amounts.Count(report.Packets, "packet")}, {Amounts.Count(report.Transfers.Count, "transfer")}");

    private static IEnumerable<TraceLine> Table(TwoPointComparison comparison)
    {
        if (comparison.Pairs.Count == 0)
        {
            yield break;
        }

        string[][] rows =
        [
            ["#", "#", "client", "name", "outcome", "lost to client", "lost to server"],
            .. comparison.Pairs.Select(pair => new[]
            {
                pair.AtClient.Id.ToString(CultureInfo.InvariantCulture),
                pair.AtServer.Id.ToString(CultureInfo.InvariantCulture),
                pair.AtClient.Client + (pair.Reason == MatchReason.Endpoint ? "" : " = " + pair.AtServer.Client),
                SafeText.KeepEnd(SafeText.NameOf(pair.AtClient), 40),
                FindingCatalogue.NameOf(pair.AtClient.Outcome) + (pair.AtClient.Outcome == pair.AtServer.Outcome ? "" : "/" + FindingCatalogue.NameOf(pair.AtServer.Outcome)),
                Share(pair.TowardClient),
                Share(pair.TowardServer),
            }),
        ];
        int[] widths = [.. Enumerable.Range(0, rows[0].Length).Select(i => rows.Max(row => row[i].Length))];
        yield return new TraceLine();
        for (int i = 0; i < rows.Length; i++)
        {
            bool hasLoss = i > 0 && comparison.Pairs[i - 1] is { } pair && (pair.TowardClient?.Lost > 0 || pair.TowardServer?.Lost > 0);
            string text = string.Join("  ", rows[i].Select((cell, column) => column < 2 ? cell.PadLeft(widths[column]) : cell.PadRight(widths[column])));
            yield return new TraceLine(text.TrimEnd(), i == 0 ? TraceTone.Quiet : hasLoss ? TraceTone.Warning : TraceTone.Plain);
        }
    }

    private static string Share(LegLoss? loss) => loss is null ? "not compared" : $"{Amounts.Number(loss.Lost)} of {Amounts.Number(loss.Sent)}";

    private static IEnumerable<TraceLine> Details(TwoPointComparison comparison, int width)
    {
        foreach (PairedTransfer pair in comparison.Pairs.Where(pair => Legs(pair).Any(leg => leg.Loss.Lost + leg.Loss.NotJudged + leg.Loss.Doubled + leg.Loss.NotSeenLeaving > 0)))
        {
            yield return new TraceLine();
            yield return new TraceLine(string.Create(CultureInfo.InvariantCulture, $"#{pair.AtClient.Id} {SafeText.NameOf(pair.AtClient)}"), TraceTone.Strong);
            foreach ((string name, LegLoss loss) in Legs(pair))
            {
                foreach (TraceLine line in Sentences(name, loss).SelectMany(sentence => TextWrap.Lines(sentence, width, "    ", loss.Lost > 0 ? TraceTone.Plain : TraceTone.Quiet)))
                {
                    yield return line;
                }
            }
        }
    }

    private static IEnumerable<(string Name, LegLoss Loss)> Legs(PairedTransfer pair)
    {
        if (pair.TowardClient is { } towardClient)
        {
            yield return ("toward the client", towardClient);
        }

        if (pair.TowardServer is { } towardServer)
        {
            yield return ("toward the server", towardServer);
        }
    }

    private static IEnumerable<string> Sentences(string name, LegLoss loss)
    {
        if (loss.Lost > 0)
        {
            string more = loss.Lost > MostNamed ? $" and {Amounts.Number(loss.Lost - MostNamed)} more" : "";
            yield return $"Lost {name}: {string.Join(", ", loss.Named.Take(MostNamed))}{more}.";
        }

        if (loss.NotJudged > 0)
        {
            yield return $"Of {Amounts.Count(loss.NotJudged, "packet")} {name} nothing can be said: they would have arrived while the other capture was not running.";
        }

        if (loss.Doubled > 0)
        {
            yield return $"Doubled on the way {name}: {Amounts.Count(loss.Doubled, "packet")}.";
        }

        if (loss.NotSeenLeaving > 0)
        {
            yield return $"Arrived {name}, but not seen leaving: {Amounts.Count(loss.NotSeenLeaving, "packet")}; the capture there missed them.";
        }
    }

    private static IEnumerable<TraceLine> Rest(TwoPointComparison comparison, int width)
    {
        foreach ((string what, IReadOnlyList<ObservedTransfer> transfers) in new[]
        {
            ("Only at the client's side, so that not even the request came to the server's side, or that capture did not run: ", comparison.OnlyAtClient),
            ("Only at the server's side: ", comparison.OnlyAtServer),
        })
        {
            if (transfers.Count > 0)
            {
                string names = string.Join(", ", transfers.Take(MostListed).Select(transfer => string.Create(CultureInfo.InvariantCulture, $"#{transfer.Id} {SafeText.NameOf(transfer)}")));
                string more = transfers.Count > MostListed ? $" and {Amounts.Number(transfers.Count - MostListed)} more" : "";
                yield return new TraceLine();
                foreach (TraceLine line in TextWrap.Lines(what + names + more + ".", width, ""))
                {
                    yield return line;
                }
            }
        }
    }

    private static IEnumerable<TraceLine> Sum(TwoPointComparison comparison, int width)
    {
        yield return new TraceLine();
        yield return new TraceLine($"{Amounts.Count(comparison.Pairs.Count, "transfer")} in both captures. ")
            .Add($"Lost toward the client: {Share(comparison.TowardClient)}", comparison.TowardClient.Lost > 0 ? TraceTone.Warning : TraceTone.Good)
            .Add("; ")
            .Add($"toward the server: {Share(comparison.TowardServer)}", comparison.TowardServer.Lost > 0 ? TraceTone.Warning : TraceTone.Good)
            .Add(".");
        foreach (string problem in comparison.ClientSide.Report.Problems.Concat(comparison.ServerSide.Report.Problems).Distinct())
        {
            foreach (TraceLine line in TextWrap.Lines("Not read: " + problem, width, "", TraceTone.Warning))
            {
                yield return line;
            }
        }
    }
}
