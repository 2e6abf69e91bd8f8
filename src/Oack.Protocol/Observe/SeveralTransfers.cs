using static System.FormattableString;

namespace Oack.Protocol.Observe;

/// <summary>What only several transfers of one host show together: probe and fetch, retries, fallbacks, search lists, loops.</summary>
internal sealed class SeveralTransfers(int maxRemembered)
{
    /// <summary>How many transfers of one host are remembered.</summary>
    private const int MaxOfHost = 64;

    private const ushort TftpPort = 69;
    private const int Loops = 3;
    private const int NearbyPorts = 16;

    private static readonly TimeSpan s_retryWithin = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_retryNotBefore = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan s_fetchWithin = TimeSpan.FromSeconds(60);

    private readonly Dictionary<PeerEndpoint, Host> _hosts = [];
    private readonly Queue<(PeerEndpoint Address, Host Host)> _oldest = new();
    private readonly List<ObservedTransfer> _openProbes = [];
    private int _remembered;

    /// <summary>A request begins a transfer.</summary>
    internal void NoteBegin(ObservedTransfer transfer)
    {
        Host host = HostOf(transfer);
        foreach (ObservedTransfer older in host.Recent)
        {
            if (older.Name != transfer.Name || older.IsWrite != transfer.IsWrite)
            {
                continue;
            }

            if (older.LinkedTo is null && older.Outcome == ObservedOutcome.Probed)
            {
                older.LinkedTo = transfer;
                _openProbes.Remove(older);
            }
            else if (older.LinkedTo is null && older.WasRejectedForOptions && transfer.Requested.Count < older.Requested.Count)
            {
                NoteFallback(older, transfer);
            }

            if (older.HasProgress && !older.IsOver && !older.IsEnded && older.Server.HasAddressOf(transfer.Server))
            {
                older.Successor = transfer;
            }
        }

        _remembered += host.Remember(transfer);
        ForgetOldHosts();
    }

    /// <summary>A transfer was concluded.</summary>
    internal void NoteEnd(ObservedTransfer transfer)
    {
        if (!transfer.HasRequest)
        {
            return;
        }

        Host host = _hosts.GetValueOrDefault(transfer.Client.WithPort(0)) ?? new Host();
        if (transfer.Outcome == ObservedOutcome.Probed && transfer.LinkedTo is null)
        {
            _openProbes.Add(transfer);
        }

        NoteSearch(host, transfer);
        NoteRetry(host, transfer);
        NoteRestart(transfer);
        NoteLoop(host, transfer);
        NoteMtftp(host, transfer);
        SettleProbes(transfer.LastAt);
    }

    /// <summary>Nothing more comes.</summary>
    internal void Finish()
    {
        SettleProbes(Instant.Never);
        _hosts.Clear();
        _oldest.Clear();
        _remembered = 0;
    }

    private void SettleProbes(Instant now)
    {
        for (int i = _openProbes.Count - 1; i >= 0; i--)
        {
            ObservedTransfer probe = _openProbes[i];
            if (now - probe.LastAt < s_fetchWithin && now.IsSet)
            {
                continue;
            }

            _openProbes.RemoveAt(i);
            probe.Add(
                FindingCode.ProbeWithoutFetch,
                FindingSeverity.Note,
                probe.LastFrame,
                "After it had asked for the size the client never asked for the file.",
                "If the machine did not boot, look at it: it could not use the size, or lost power.");
        }
    }

    private static void NoteFallback(ObservedTransfer older, ObservedTransfer transfer)
    {
        older.LinkedTo = transfer;
        const string Remedy = "Nothing is to be done, unless it is slow: then find out which option one side does not take.";
        string fewer = transfer.Requested.Count == 0 ? "without options" : "with fewer options";
        older.Add(
            FindingCode.OptionFallback,
            FindingSeverity.Note,
            older.LastFrame,
            Invariant($"ERROR 8 ends the negotiation, and the client asks again {fewer} (transfer {transfer.Id})."),
            Remedy);
        transfer.Add(
            FindingCode.OptionFallback,
            FindingSeverity.Note,
            transfer.FirstFrame,
            Invariant($"The client asks again {fewer}, since transfer {older.Id} ended with ERROR 8."),
            Remedy);
    }

    private static void NoteSearch(Host host, ObservedTransfer transfer)
    {
        string? family = SearchLists.FamilyOf(transfer.Name);
        if (host.Misses.Count > 0 && host.Family is { } searched && SearchLists.EndsSearch(searched, transfer.Name)
            && (!transfer.WasNotFound || SearchLists.IsDefault(transfer.Name)))
        {
            if (host.Misses.Count >= 2)
            {
                transfer.Add(
                    FindingCode.SearchOrder,
                    FindingSeverity.Note,
                    transfer.FirstFrame,
                    Invariant($"Before this name the client tried {host.Misses.Count} others that are not there, \"{host.Misses[0].Name}\" first: it goes through a search list."),
                    "Nothing is to be done; a file under the first name would spare the others.");
            }

            host.Misses.Clear();
            host.Family = null;
            return;
        }

        if (!transfer.WasNotFound || family is null)
        {
            return;
        }

        if (family != host.Family)
        {
            host.Misses.Clear();
            host.Family = family;
        }

        if (host.Misses.Count < MaxOfHost)
        {
            host.Misses.Add(transfer);
        }
    }

    private static void NoteRetry(Host host, ObservedTransfer transfer)
    {
        if (transfer.ClientHasAnswered)
        {
            return;
        }

        ObservedTransfer? before = host.Recent.FindLast(one => one.Id < transfer.Id && IsRetry(one, transfer));
        if (before is null)
        {
            return;
        }

        transfer.RetryChain = before.RetryChain is null ? [before] : before.RetryChain;
        transfer.RetryChain.Add(transfer);
        int ports = transfer.Client.Port - before.Client.Port;
        if (transfer.RetryChain.Count < 3 && ports is < 1 or > NearbyPorts)
        {
            return;
        }

        foreach (ObservedTransfer one in transfer.RetryChain)
        {
            one.AddOnce(
                FindingCode.RequestRetriedFromNewPort,
                FindingSeverity.Warning,
                one.FirstFrame,
                "The same host sends the same request again and again, each time from a new port: one firmware that retries, not many clients.",
                "Find out why it is not answered in time.");
        }
    }

    private static bool IsRetry(ObservedTransfer before, ObservedTransfer after) =>
        before.Name == after.Name && before.IsWrite == after.IsWrite && before.Mode == after.Mode && !before.ClientHasAnswered
        && before.Client.Port != after.Client.Port && before.Server.Equals(after.Server) && before.Outcome != ObservedOutcome.Refused
        && after.Outcome != ObservedOutcome.Refused
        && after.StartedAt - before.StartedAt is var gap && gap > s_retryNotBefore && gap < s_retryWithin;

    private static void NoteRestart(ObservedTransfer transfer)
    {
        if (transfer.Successor is not { } successor || transfer.Outcome is ObservedOutcome.Complete or ObservedOutcome.ClosedEarly or ObservedOutcome.Probed
            || transfer.ClientHeardAt > successor.StartedAt)
        {
            return;
        }

        transfer.Add(
            FindingCode.RestartedFromRequest,
            FindingSeverity.Warning,
            successor.FirstFrame,
            Invariant($"The client starts over with a new request (transfer {successor.Id}) after {transfer.Bytes:N0} bytes."),
            "Find out what stopped it: its own time limit, a reset, or loss.");
    }

    private static void NoteLoop(Host host, ObservedTransfer transfer)
    {
        if (transfer.Outcome != ObservedOutcome.Complete || transfer.IsWrite)
        {
            return;
        }

        int complete = 1;
        ObservedTransfer newest = transfer;
        for (int i = host.Recent.Count - 1; i >= 0; i--)
        {
            ObservedTransfer one = host.Recent[i];
            if (one.Id < newest.Id && one.Name == transfer.Name && one.Outcome == ObservedOutcome.Complete && one.LastAt <= newest.StartedAt)
            {
                complete++;
                newest = one;
            }
        }

        if (complete == Loops || (complete > Loops && !host.Recent.Exists(one => one.Name == transfer.Name && one.Has(FindingCode.BootLoop))))
        {
            transfer.Add(
                FindingCode.BootLoop,
                FindingSeverity.Warning,
                transfer.FirstFrame,
                Invariant($"The host fetches \"{transfer.Name}\" for the {complete}rd time, each time whole: it boots in a loop."),
                "Look at the machine's screen: what it loads does not start, or sends it back to the network.");
        }
    }

    private static void NoteMtftp(Host host, ObservedTransfer transfer)
    {
        if (transfer.Server.Port != TftpPort || !transfer.ServerHasAnswered)
        {
            return;
        }

        ObservedTransfer? group = host.Recent.Find(one =>
            one.Id < transfer.Id && one.Server.Port != TftpPort && !one.ServerHasAnswered && one.Name == transfer.Name && one.Server.HasAddressOf(transfer.Server));
        if (group is not null)
        {
            transfer.Add(
                FindingCode.MtftpFallback,
                FindingSeverity.Warning,
                group.FirstFrame,
                Invariant($"The client asked port {group.Server.Port} first (MTFTP), got no answer, and falls back to port 69."),
                "Look at the MTFTP ports in option 43: their byte order is often swapped; or switch MTFTP off there.");
        }
    }

    private Host HostOf(ObservedTransfer transfer)
    {
        PeerEndpoint address = transfer.Client.WithPort(0);
        if (_hosts.TryGetValue(address, out Host? host))
        {
            return host;
        }

        host = _hosts[address] = new Host();
        _oldest.Enqueue((address, host));
        return host;
    }

    /// <summary>Keeps to the limit: the hosts that came first make way, and nothing more is said of their transfers.</summary>
    private void ForgetOldHosts()
    {
        while (_remembered > maxRemembered && _hosts.Count > 1)
        {
            (PeerEndpoint address, Host host) = _oldest.Dequeue();
            _hosts.Remove(address);
            _remembered -= host.Recent.Count;
            _openProbes.RemoveAll(probe => probe.Client.HasAddressOf(address));
        }
    }

    private sealed class Host
    {
        internal List<ObservedTransfer> Recent { get; } = [];

        internal List<ObservedTransfer> Misses { get; } = [];

        internal string? Family { get; set; }

        /// <summary>Takes in a transfer; how many more there are now.</summary>
        internal int Remember(ObservedTransfer transfer)
        {
            bool isFull = Recent.Count == MaxOfHost;
            if (isFull)
            {
                Recent.RemoveAt(0);
            }

            Recent.Add(transfer);
            return isFull ? 0 : 1;
        }
    }
}
