using Oack.Protocol.Observe;

namespace Oack.Trace.Report;

/// <summary>Finds the transfers of one capture in another: by address and port, and where NAT changes these by what is asked for.</summary>
internal sealed class TransferMatcher
{
    private readonly ObservedTransfer[] _first;
    private readonly ObservedTransfer[] _second;
    private readonly HashSet<ObservedTransfer> _taken = [];
    private readonly List<(ObservedTransfer First, ObservedTransfer Second, MatchReason Reason)> _pairs = [];
    private long? _offset;

    private TransferMatcher(IEnumerable<ObservedTransfer> first, IEnumerable<ObservedTransfer> second)
    {
        _first = [.. first];
        _second = [.. second];
    }

    /// <summary>The pairs, in the order of the first capture.</summary>
    internal static IReadOnlyList<(ObservedTransfer First, ObservedTransfer Second, MatchReason Reason)> Match(
        IEnumerable<ObservedTransfer> first, IEnumerable<ObservedTransfer> second)
    {
        TransferMatcher matcher = new(first, second);
        foreach (bool onlyUnique in new[] { true, false })
        {
            // What is unique comes first, because it tells how the clocks differ.
            matcher.MatchBy(transfer => $"{Asked(transfer)} {transfer.Client}", MatchReason.Endpoint, onlyUnique);
        }

        matcher.MatchBy(transfer => $"{Asked(transfer)} {Options(transfer)} {transfer.Client.Port}", MatchReason.Port, onlyUnique: false);
        matcher.MatchBy(transfer => transfer.HasRequest ? $"{Asked(transfer)} {Options(transfer)}" : null, MatchReason.Name, onlyUnique: false);
        matcher._pairs.Sort((left, right) => left.First.Id.CompareTo(right.First.Id));
        return matcher._pairs;
    }

    private static string Asked(ObservedTransfer transfer) => $"{transfer.IsWrite} {transfer.HasRequest} {transfer.Mode} {transfer.Name}";

    private static string Options(ObservedTransfer transfer) =>
        string.Join('\0', transfer.Requested.Select(option => $"{option.Key}={option.Value}"));

    private void MatchBy(Func<ObservedTransfer, string?> key, MatchReason reason, bool onlyUnique)
    {
        Dictionary<string, List<ObservedTransfer>> seconds = [];
        foreach (ObservedTransfer transfer in _second.Where(transfer => !_taken.Contains(transfer)))
        {
            if (key(transfer) is { } text)
            {
                (seconds.TryGetValue(text, out List<ObservedTransfer>? list) ? list : seconds[text] = []).Add(transfer);
            }
        }

        foreach (IGrouping<string?, ObservedTransfer> group in _first.Where(transfer => !_taken.Contains(transfer) && key(transfer) is not null).GroupBy(key).ToArray())
        {
            if (seconds.TryGetValue(group.Key!, out List<ObservedTransfer>? candidates))
            {
                ObservedTransfer[] firsts = [.. group];
                if (!onlyUnique || (firsts.Length == 1 && candidates.Count == 1))
                {
                    MatchGroup(firsts, candidates, reason);
                }
            }
        }

        List<long> offsets = [.. _pairs.Select(pair => pair.Second.StartedAt.Ticks - pair.First.StartedAt.Ticks)];
        _offset = LegTimes.Median(offsets);
    }

    private void MatchGroup(ObservedTransfer[] firsts, List<ObservedTransfer> candidates, MatchReason reason)
    {
        bool isInOrder = firsts.Length == candidates.Count;
        for (int i = 0; i < firsts.Length && candidates.Count > 0; i++)
        {
            ObservedTransfer best = isInOrder ? candidates[0] : candidates.MinBy(candidate => Distance(firsts[i], candidate))!;
            if (!isInOrder && firsts.Length > candidates.Count && firsts.Skip(i + 1).Any(other => Distance(other, best) < Distance(firsts[i], best)))
            {
                continue;
            }

            candidates.Remove(best);
            _taken.Add(firsts[i]);
            _taken.Add(best);
            _pairs.Add((firsts[i], best, reason));
        }
    }

    /// <summary>How badly two fit: by their starts once the clocks' difference is known, before that by how long they took.</summary>
    private long Distance(ObservedTransfer first, ObservedTransfer second) => _offset is { } offset
        ? Math.Abs(second.StartedAt.Ticks - first.StartedAt.Ticks - offset)
        : Math.Abs(second.Duration.Ticks - first.Duration.Ticks);
}
