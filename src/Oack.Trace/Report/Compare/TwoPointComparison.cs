using Oack.Protocol.Observe;

namespace Oack.Trace.Report;

/// <summary>
/// The same transfers, captured at two points of their path: which packets were lost between the points, and on which
/// leg. Which capture is nearer to the client is found out from the packets. Between two clocks only the sum of both legs
/// is known, so nothing is said of how it divides.
/// </summary>
public sealed record TwoPointComparison
{
    /// <summary>Less than this between the points cannot be told from the captures' own inaccuracy.</summary>
    private static readonly TimeSpan s_leastRoundTrip = TimeSpan.FromMicroseconds(2);

    private TwoPointComparison(TracePoint client, TracePoint server)
    {
        ClientSide = client;
        ServerSide = server;
    }

    /// <summary>The capture nearer to the client.</summary>
    public TracePoint ClientSide { get; }

    /// <summary>The capture nearer to the server.</summary>
    public TracePoint ServerSide { get; }

    /// <summary>Whether the packets tell which is which; else the first is taken for the client's side.</summary>
    public bool IsSideCertain { get; private init; }

    /// <summary>What tells it, in a sentence.</summary>
    public string SideReason { get; private init; } = "";

    /// <summary>The transfers that both points saw.</summary>
    public IReadOnlyList<PairedTransfer> Pairs { get; private init; } = [];

    /// <summary>The transfers that only the client's side saw.</summary>
    public IReadOnlyList<ObservedTransfer> OnlyAtClient { get; private init; } = [];

    /// <summary>The transfers that only the server's side saw.</summary>
    public IReadOnlyList<ObservedTransfer> OnlyAtServer { get; private init; } = [];

    /// <summary>What became of the server's packets, of all transfers.</summary>
    public LegLoss TowardClient { get; private init; } = new();

    /// <summary>What became of the client's packets, of all transfers.</summary>
    public LegLoss TowardServer { get; private init; } = new();

    /// <summary>How far the clock at the server's side is ahead, if both legs take the same time; null where too little arrived.</summary>
    public TimeSpan? ClockOffset { get; private init; }

    /// <summary>What both legs between the points take together; null where too little arrived.</summary>
    public TimeSpan? RoundTrip { get; private init; }

    /// <summary>Compares two captures, in any order.</summary>
    public static TwoPointComparison Of(TracePoint first, TracePoint second)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        IReadOnlyList<(ObservedTransfer First, ObservedTransfer Second, MatchReason Reason)> matches =
            TransferMatcher.Match(first.Report.Transfers, second.Report.Transfers);
        List<LegTimes> times = [];
        foreach ((ObservedTransfer a, ObservedTransfer b, _) in matches)
        {
            if (first.Log.PacketsOf(a) is { } packetsOfA && second.Log.PacketsOf(b) is { } packetsOfB)
            {
                times.Add(LegTimes.Measure(packetsOfA, packetsOfB));
            }
        }

        (bool firstIsServer, bool isCertain, string reason) = FindSides(first, second, times);
        (TracePoint client, TracePoint server) = firstIsServer ? (second, first) : (first, second);
        PairedTransfer[] pairs =
        [
            .. matches.Select(match => firstIsServer ? new PairedTransfer(match.Second, match.First, match.Reason) : new PairedTransfer(match.First, match.Second, match.Reason))
                .Select(pair => Count(pair, client, server))
                .OrderBy(pair => pair.AtClient.Id),
        ];
        HashSet<ObservedTransfer> paired = [.. pairs.SelectMany(pair => new[] { pair.AtClient, pair.AtServer })];
        return new TwoPointComparison(client, server)
        {
            IsSideCertain = isCertain,
            SideReason = reason,
            Pairs = pairs,
            OnlyAtClient = [.. client.Report.Transfers.Where(transfer => !paired.Contains(transfer))],
            OnlyAtServer = [.. server.Report.Transfers.Where(transfer => !paired.Contains(transfer))],
            TowardClient = Sum(pairs.Select(pair => pair.TowardClient)),
            TowardServer = Sum(pairs.Select(pair => pair.TowardServer)),
            ClockOffset = Median(pairs.Select(pair => pair.ClockOffset)),
            RoundTrip = Median(pairs.Select(pair => pair.RoundTrip)),
        };
    }

    /// <summary>
    /// The server's packets pass the server's side first, the client's the client's side. So the difference of the two
    /// directions is the way there and back, whatever the clocks show.
    /// </summary>
    private static (bool FirstIsServer, bool IsCertain, string Reason) FindSides(TracePoint first, TracePoint second, List<LegTimes> times)
    {
        long? difference = LegTimes.Median([.. times.Where(time => time is { OfServer: not null, OfClient: not null }).Select(time => time.OfServer!.Value - time.OfClient!.Value)]);
        if (difference is { } ticks && Math.Abs(ticks) >= s_leastRoundTrip.Ticks)
        {
            bool isServer = ticks > 0;
            string earlier = SafeText.Quote((isServer ? first : second).Report.File);
            return (isServer, true, $"the server's packets pass {earlier} first, the client's the other");
        }

        long votes = times.Sum(time => time.ServerOnlyFirst + time.ClientOnlySecond - time.ServerOnlySecond - time.ClientOnlyFirst);
        if (votes != 0)
        {
            string nearer = SafeText.Quote((votes > 0 ? first : second).Report.File);
            return (votes > 0, true, $"only {nearer} has packets of the server that the other lacks");
        }

        return (false, false, times.Count == 0
            ? "no transfer is in both captures"
            : "both see the same packets at the same time: they were captured at one place, or nothing lies between; the first is taken for the client's side");
    }

    private static PairedTransfer Count(PairedTransfer pair, TracePoint client, TracePoint server)
    {
        if (client.Log.PacketsOf(pair.AtClient) is not { } atClient || server.Log.PacketsOf(pair.AtServer) is not { } atServer)
        {
            return pair;
        }

        LegTimes times = LegTimes.Measure(atClient, atServer);

        // Both are what the server's clock shows more. Where one leg carried nothing, the other's is the best guess.
        long started = pair.AtServer.StartedAt.Ticks - pair.AtClient.StartedAt.Ticks;
        long ofServer = times.OfServer ?? times.OfClient ?? started;
        long ofClient = times.OfClient ?? times.OfServer ?? started;
        LegCounter towardClient = new(-ofServer, client.FirstTime, client.LastTime);
        LegCounter towardServer = new(ofClient, server.FirstTime, server.LastTime);
        foreach ((ArraySegment<PointPacket> inClient, ArraySegment<PointPacket> inServer) in PacketGroups.Join(atClient, atServer))
        {
            if ((inClient.Count > 0 ? inClient[0] : inServer[0]).FromClient)
            {
                towardServer.Add(inClient, inServer);
            }
            else
            {
                towardClient.Add(inServer, inClient);
            }
        }

        bool isMeasured = times is { OfServer: not null, OfClient: not null };
        return pair with
        {
            TowardClient = towardClient.Finish(),
            TowardServer = towardServer.Finish(),
            ClockOffset = isMeasured ? new TimeSpan((ofServer + ofClient) / 2) : null,
            RoundTrip = isMeasured && ofClient > ofServer ? new TimeSpan(ofClient - ofServer) : null,
        };
    }

    private static LegLoss Sum(IEnumerable<LegLoss?> losses) => losses.OfType<LegLoss>().Aggregate(new LegLoss(), (sum, loss) => sum.With(loss));

    private static TimeSpan? Median(IEnumerable<TimeSpan?> times) =>
        LegTimes.Median([.. times.OfType<TimeSpan>().Select(time => time.Ticks)]) is { } ticks ? new TimeSpan(ticks) : null;
}
