using System.Globalization;
using System.Text;
using Oack.Net;
using Oack.Protocol;
using Oack.Protocol.Observe;
using Oack.Protocol.Options;
using Oack.Protocol.Transfer;
using Oack.Protocol.Wire;

namespace Oack.Server;

/// <summary>What is told about transfers: records, and the table of running ones.</summary>
public sealed partial class TftpShard
{
    /// <summary>How old the table of running transfers may be before a new one is made.</summary>
    private static readonly TimeSpan s_activeAge = TimeSpan.FromMilliseconds(200);

    /// <summary>What is kept of an ERROR's text for the diagnosis.</summary>
    private const int MaxTextBytes = 200;

    private IReadOnlyList<ActiveTransfer> _active = [];
    private Instant _activeMadeAt = Instant.Zero;
    private bool _activeWasMade;
    private int _activeIsWanted;

    /// <summary>
    /// The running transfers, oldest slot first, as they stood a moment ago; from any thread. Asking makes the shard
    /// prepare the next table, at most five times a second, so who asks again and again sees one that is fresh, and
    /// when nobody asks it costs nothing. The first answer is empty.
    /// </summary>
    public IReadOnlyList<ActiveTransfer> ActiveTransfers
    {
        get
        {
            if (Interlocked.Exchange(ref _activeIsWanted, 1) == 0)
            {
                WakeRequested?.Invoke();
            }

            return Volatile.Read(ref _active);
        }
    }

    private void PublishActive(Instant now)
    {
        if (Interlocked.Exchange(ref _activeIsWanted, 0) == 0 || (_activeWasMade && now - _activeMadeAt < s_activeAge))
        {
            return;
        }

        _activeWasMade = true;
        _activeMadeAt = now;
        List<ActiveTransfer> active = new((int)_counters.ActiveTransfers);
        foreach (ServerTransfer transfer in _table.ToArray())
        {
            if (!HasEnded(transfer))
            {
                active.Add(Describe(now, transfer));
            }
        }

        Volatile.Write(ref _active, active);
    }

    private static ActiveTransfer Describe(Instant now, ServerTransfer transfer)
    {
        TransferStatistics statistics = transfer.Machine?.Statistics ?? default;
        TransferParameters parameters = transfer.Machine?.Parameters ?? new TransferParameters();
        double seconds = (now - transfer.SeenAt).TotalSeconds;
        double rate = seconds > 0 ? (statistics.PayloadBytes - transfer.SeenBytes) / seconds : 0;
        transfer.SeenAt = now;
        transfer.SeenBytes = statistics.PayloadBytes;
        return new ActiveTransfer
        {
            Id = transfer.Id,
            Client = transfer.Remote.ToIPEndPoint(),
            Name = DisplayNameOf(transfer),
            Operation = transfer.Operation,
            Bytes = statistics.PayloadBytes,
            TotalBytes = transfer.TotalBytes,
            BlockSize = parameters.BlockSize,
            WindowBlocks = parameters.WindowBlocks,
            Elapsed = now - transfer.StartedAt,
            BytesPerSecond = rate,
            Retransmissions = statistics.Retransmissions,
            Findings = transfer.Observed is { Findings.Count: > 0 } observed ? [.. observed.Findings] : [],
        };
    }

    private static string DisplayNameOf(ServerTransfer transfer) =>
        transfer.DisplayName ??= PacketText.Escape(transfer.FileName.Span);

    /// <summary>Counts a transfer that ended, and writes its record where one is wanted.</summary>
    private void Report(
        Instant now, ServerTransfer transfer, TransferOutcome outcome, ErrorCode? code, string? message, bool byClient)
    {
        _counters.EndedBy[(int)outcome]++;
        IReadOnlyList<Finding> findings = FindingsOf(now, transfer, outcome, code, message);
        _counters.EndedBytes += transfer.Machine?.Statistics.PayloadBytes ?? 0;
        if (_observer is { } observer)
        {
            observer.OnTransferCounted(outcome, transfer.Operation, now - transfer.StartedAt);
            if (observer.WantsRecord(outcome))
            {
                observer.OnTransferEnded(RecordOf(now, transfer, outcome, code, message, byClient) with { Findings = findings });
            }
        }
    }

    private static TransferRecord RecordOf(
        Instant now, ServerTransfer transfer, TransferOutcome outcome, ErrorCode? code, string? message, bool byClient)
    {
        TransferStatistics statistics = transfer.Machine?.Statistics ?? default;
        TransferParameters parameters = transfer.Machine?.Parameters ?? new TransferParameters();
        TransferRecord record = new()
        {
            Id = transfer.Id,
            Client = transfer.Remote.ToIPEndPoint(),
            Server = transfer.Local.ToIPEndPoint(),
            Operation = transfer.Operation,
            Name = DisplayNameOf(transfer),
            Mode = transfer.Mode,
            Asked = AskedOptions(transfer.Request),
            Granted = GrantedOptions(transfer.Machine?.Granted ?? default),
            Content = transfer.Description is { } description ? PacketText.Clean(description) : null,
            Bytes = statistics.PayloadBytes,
            TotalBytes = transfer.TotalBytes ?? (outcome == TransferOutcome.Complete ? statistics.PayloadBytes : null),
            Duration = now - transfer.StartedAt,
            BlockSize = parameters.BlockSize,
            WindowBlocks = parameters.WindowBlocks,
            DatagramsSent = statistics.DatagramsSent,
            DatagramsReceived = statistics.DatagramsReceived,
            Retransmissions = statistics.Retransmissions,
            Timeouts = statistics.Timeouts,
            Duplicates = statistics.Duplicates,
            RoundTrip = statistics.SmoothedRoundTrip > TimeSpan.Zero ? statistics.SmoothedRoundTrip : null,
            Outcome = outcome,
            Cause = "",
            ErrorCode = code,
            ErrorMessage = message is null ? null : PacketText.Clean(message),
            EndedByClient = byClient,
        };
        // A client that was never heard may never have been answered.
        string? cause = transfer.Cause ?? (transfer.Machine is { PeerHasAnswered: false } ? transfer.NoChannelBecause : null);
        return record with { Cause = PacketText.Clean(TransferCauses.Explain(record, transfer.Machine, cause)) };
    }

    private static TransferRecord RecordOfRefused(
        long id, in IncomingDatagram incoming, ReadOnlySpan<byte> datagram, in RequestPacket request, ErrorCode code, string message) => new()
        {
            Id = id,
            Client = incoming.Remote.ToIPEndPoint(),
            Server = incoming.Local.ToIPEndPoint(),
            Operation = request.Opcode,
            Name = PacketText.Escape(request.FileName),
            Mode = request.TryGetMode(out TransferMode mode) ? mode : null,
            Asked = AskedOptions(datagram),
            Granted = [],
            Bytes = 0,
            Duration = TimeSpan.Zero,
            Outcome = TransferOutcome.Refused,
            Cause = message,
            ErrorCode = code,
            ErrorMessage = message,
        };

    /// <summary>What the packets of a transfer that is over have shown.</summary>
    private IReadOnlyList<Finding> FindingsOf(
        Instant now, ServerTransfer transfer, TransferOutcome outcome, ErrorCode? code, string? message)
    {
        if (transfer.Observed is not { IsEnded: false } observed)
        {
            return [];
        }

        if (outcome == TransferOutcome.Refused && code is { } refusal)
        {
            // The ERROR is sent after the record is made.
            Span<byte> error = stackalloc byte[ErrorPacket.MinBytes + MaxTextBytes];
            ServerDiagnosis.Sent(now, transfer, error[..ErrorPacket.Write(error, refusal, message)]);
        }

        return _diagnosis!.End(now, observed);
    }

    private static void NoteReceived(Instant now, ServerTransfer transfer, ReadOnlySpan<byte> datagram)
    {
        if (transfer.Observed is { IsEnded: false })
        {
            ServerDiagnosis.Received(now, transfer, datagram);
        }
    }

    private static void NoteUnreachable(Instant now, ServerTransfer transfer)
    {
        if (transfer.Observed is { IsEnded: false } observed)
        {
            observed.ObserveUnreachable(
                new ObservedDatagram(now, observed.Packets + 1, transfer.Local, transfer.Remote, 0), quotedFromClient: false, isPort: true);
        }
    }

    internal static List<TransferOption> AskedOptions(ReadOnlySpan<byte> datagram)
    {
        List<TransferOption> options = [];
        if (RequestPacket.TryParse(datagram, out RequestPacket request) == ParseStatus.Ok)
        {
            foreach (OptionPair pair in request.RawOptions)
            {
                options.Add(new TransferOption(PacketText.Escape(pair.Name), PacketText.Escape(pair.Value)));
            }
        }

        return options;
    }

    internal static List<TransferOption> GrantedOptions(in OptionList granted)
    {
        List<TransferOption> options = new(granted.Count);
        Span<byte> name = stackalloc byte[OptionNames.MaxBytes];
        for (int i = 0; i < granted.Count; i++)
        {
            OptionEntry entry = granted[i];
            int bytes = OptionNames.Write(name, entry.Kind, entry.UpperCaseMask);
            options.Add(new TransferOption(
                Encoding.ASCII.GetString(name[..bytes]), entry.Value.ToString(CultureInfo.InvariantCulture)));
        }

        return options;
    }
}
