using System.Globalization;
using Oack.Protocol;
using Oack.Protocol.Multicast;
using Oack.Protocol.Transfer;
using Oack.Protocol.Wire;

namespace Oack.Server;

/// <summary>What is told: a record for each receiver, reports of groups, and their rows in the table of running transfers.</summary>
internal sealed partial class MulticastShard
{
    /// <summary>How old the table of running transfers may be before a new one is made.</summary>
    private static readonly TimeSpan s_activeAge = TimeSpan.FromMilliseconds(200);

    private IReadOnlyList<ActiveTransfer> _active = [];
    private Instant _activeMadeAt = Instant.Zero;
    private bool _activeWasMade;
    private int _activeIsWanted;

    /// <summary>The groups that are served, as they stood a moment ago; asking makes the next table, as with <see cref="TftpShard.ActiveTransfers"/>.</summary>
    internal IReadOnlyList<ActiveTransfer> ActiveTransfers
    {
        get
        {
            if (Interlocked.Exchange(ref _activeIsWanted, 1) == 0)
            {
                _wakeRequested?.Invoke();
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
        Volatile.Write(ref _active, [.. _groups.Where(group => group.Machine.ReceiverCount > 0).Select(group => Describe(now, group, receiver: null))]);
    }

    private static ActiveTransfer Describe(Instant now, ServedGroup group, GroupReceiver? receiver)
    {
        IGroupMachine machine = group.Machine;
        MulticastStatistics statistics = machine.Statistics;
        double seconds = (now - group.SeenAt).TotalSeconds;
        double rate = seconds > 0 ? (statistics.BlocksSent - group.SeenBlocks) * (double)machine.BlockSize / seconds : 0;
        if (receiver is null)
        {
            group.SeenAt = now;
            group.SeenBlocks = statistics.BlocksSent;
        }

        long? total = group.Source.LengthBytes;
        return new ActiveTransfer
        {
            Id = receiver?.Id ?? group.Id,
            Client = (receiver?.Remote ?? group.Group).ToIPEndPoint(),
            Name = group.Name,
            Operation = Opcode.ReadRequest,
            Bytes = Math.Min(machine.HighestBlockSent * machine.BlockSize, total ?? long.MaxValue),
            TotalBytes = total,
            BlockSize = machine.BlockSize,
            WindowBlocks = group.Key?.WindowBlocks ?? 1,
            Elapsed = now - (receiver?.StartedAt ?? group.StartedAt),
            BytesPerSecond = rate,
            Retransmissions = statistics.Retransmissions,
            Group = new ActiveGroup(
                group.Group.ToIPEndPoint(), group.IsMtftp, machine.Master?.ToIPEndPoint(), machine.ReceiverCount,
                statistics.ReceiversDone),
        };
    }

    private void Tell(Instant now, ServedGroup group, GroupChange change)
    {
        MulticastStatistics statistics = group.Machine.Statistics;
        _observer?.OnGroupChanged(new GroupReport
        {
            Change = change,
            Group = group.Group.ToIPEndPoint(),
            Name = group.Name,
            IsMtftp = group.IsMtftp,
            Master = group.Machine.Master?.ToIPEndPoint(),
            Receivers = group.Machine.ReceiverCount,
            Done = statistics.ReceiversDone,
            Lost = statistics.ReceiversLost,
            BlocksSent = statistics.BlocksSent,
            Blocks = group.Machine.BlockCount,
            MasterChanges = statistics.MasterChanges,
            Elapsed = now - group.StartedAt,
        });
    }

    /// <summary>A receiver's part is over: it is counted, and its record is written where one is wanted.</summary>
    private void End(Instant now, ServedGroup group, GroupReceiver receiver, TransferOutcome outcome)
    {
        int receivers = group.Receivers.Count;
        Forget(group, receiver);
        _counters.EndedBy[(int)outcome]++;
        long total = group.Source.LengthBytes ?? 0;
        _counters.EndedBytes += outcome == TransferOutcome.Complete ? total : 0;
        if (_observer is not { } observer)
        {
            return;
        }

        observer.OnTransferCounted(outcome, Opcode.ReadRequest, now - receiver.StartedAt);
        if (observer.WantsRecord(outcome))
        {
            observer.OnTransferEnded(RecordOf(now, group, receiver, outcome, receivers));
        }
    }

    private static TransferRecord RecordOf(Instant now, ServedGroup group, GroupReceiver receiver, TransferOutcome outcome, int receivers)
    {
        (ErrorCode Code, string Message)? error = receiver.Error ?? (outcome == TransferOutcome.Failed ? group.AbortWith : null);
        MulticastStatistics statistics = group.Machine.Statistics;
        return new TransferRecord
        {
            Id = receiver.Id,
            Client = receiver.Remote.ToIPEndPoint(),
            Server = receiver.Local.ToIPEndPoint(),
            Operation = Opcode.ReadRequest,
            Name = group.Name,
            Mode = TransferMode.Octet,
            Asked = TftpShard.AskedOptions(receiver.Offer.Request),
            Granted = GrantedOptions(group, receiver),
            Content = group.Source.Description is { } description ? PacketText.Clean(description) : null,
            Bytes = outcome == TransferOutcome.Complete ? group.Source.LengthBytes ?? 0 : 0,
            TotalBytes = group.Source.LengthBytes,
            Duration = now - receiver.StartedAt,
            BlockSize = group.Machine.BlockSize,
            WindowBlocks = group.Key?.WindowBlocks ?? 1,
            DatagramsSent = statistics.DatagramsSent,
            DatagramsReceived = receiver.DatagramsReceived,
            Retransmissions = statistics.Retransmissions,
            Timeouts = statistics.Timeouts,
            Outcome = outcome,
            Cause = PacketText.Clean(CauseOf(group, receiver, outcome)),
            ErrorCode = error?.Code,
            ErrorMessage = error is { } said ? PacketText.Clean(said.Message) : null,
            EndedByClient = receiver.Error is not null,
            Multicast = new MulticastPart(group.Group.ToIPEndPoint(), group.IsMtftp, receiver.WasMaster, receivers),
        };
    }

    /// <summary>The options of the OACK; that of multicast is told as it stands in a packet (RFC 2090).</summary>
    private static List<TransferOption> GrantedOptions(ServedGroup group, GroupReceiver receiver) =>
    [
        .. TftpShard.GrantedOptions(receiver.Granted).Select(option =>
            option.Name.Equals("multicast", StringComparison.OrdinalIgnoreCase)
                ? option with { Value = new MulticastOption(group.Group, receiver.WasMaster).ToString() }
                : option),
    ];

    private static string CauseOf(ServedGroup group, GroupReceiver receiver, TransferOutcome outcome) => outcome switch
    {
        TransferOutcome.Complete => receiver.WasMaster
            ? "the whole file was sent to the group; the client was its master client for some time"
            : "the whole file was sent to the group",
        TransferOutcome.Probed => "the client asked for the size and hung up; the fetch follows",
        TransferOutcome.ClosedEarly => "the client left the group on purpose" + Quote(receiver),
        TransferOutcome.Stalled when receiver.HasAcknowledged => "the client fell silent",
        TransferOutcome.Stalled =>
            "the client never acknowledged anything: a forged address, a firewall in between, or nothing of the group reaches it",
        _ when receiver.IsUnreachable => "the client's host says that nobody listens on its port any more (ICMP)",
        _ when receiver.Error is not null => "the client left the group" + Quote(receiver),
        _ => group.Cause ?? "the group ended",
    };

    private static string Quote(GroupReceiver receiver) => receiver.Error is { } error
        ? string.Create(CultureInfo.InvariantCulture, $" (ERROR {(ushort)error.Code} \"{error.Message}\")")
        : "";

    private static string NameOf(GroupWork work) =>
        work.Group?.Name ?? work.Station?.File.Name ?? (work.Asker is { } asker ? PacketText.Escape(FileNameOf(asker.Offer.Request).Span) : "");
}
