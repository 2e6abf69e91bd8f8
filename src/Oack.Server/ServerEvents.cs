using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Oack.Protocol;
using Oack.Protocol.Transfer;
using Oack.Protocol.Wire;

namespace Oack.Server;

/// <summary>
/// Takes what the shard tells off its thread: logs and handlers may be slow without a transfer noticing. The events
/// keep their order. When <see cref="Capacity"/> of them wait, further ones are dropped and counted.
/// </summary>
internal sealed class ServerEvents : ITransferObserver
{
    /// <summary>How many events wait at most.</summary>
    internal const int Capacity = 65_536;

    private readonly Channel<Entry> _entries = Channel.CreateBounded<Entry>(
        new BoundedChannelOptions(Capacity) { SingleReader = true, SingleWriter = false, FullMode = BoundedChannelFullMode.Wait });

    private readonly TftpServer _server;
    private readonly ILogger _logger;
    private readonly ServerMetrics _metrics;
    private readonly TimeProvider _timeProvider;
    private long _dropped;

    private readonly bool _recordsAll;

    internal ServerEvents(TftpServer server, ILogger logger, ServerMetrics metrics, TimeProvider timeProvider, bool recordsAll)
    {
        _recordsAll = recordsAll;
        _server = server;
        _logger = logger;
        _metrics = metrics;
        _timeProvider = timeProvider;
    }

    public bool WantsStarts => _server.TellsStarts || _logger.IsEnabled(LogLevel.Debug);

    public bool WantsRecord(TransferOutcome outcome) =>
        _recordsAll || outcome is TransferOutcome.Refused or TransferOutcome.Failed or TransferOutcome.Stalled;

    public void OnTransferCounted(TransferOutcome outcome, Opcode operation, TimeSpan duration) =>
        _metrics.Count(outcome, operation, duration);

    public void OnTransferStarted(ActiveTransfer transfer) => Post(new Entry { Started = transfer });

    public void OnTransferEnded(TransferRecord record) =>
        Post(new Entry { Ended = record with { EndedAt = _timeProvider.GetUtcNow() } });

    public void OnRequestRejected(PeerEndpoint client, RequestRejection reason)
    {
        if (_logger.IsEnabled(LogLevel.Information))
        {
            Post(new Entry { Rejected = (client, reason) });
        }
    }

    public void OnGroupChanged(GroupReport group) => Post(new Entry { Group = group });

    public void OnContentFaulted(string name, Exception exception) => Post(new Entry { Faulted = (name, exception) });

    /// <summary>No more events come: <see cref="RunAsync"/> ends behind the last one.</summary>
    internal void Complete() => _entries.Writer.TryComplete();

    /// <summary>Tells the events to the log, the meters and the handlers, until <see cref="Complete"/>.</summary>
    internal async Task RunAsync()
    {
        await foreach (Entry entry in _entries.Reader.ReadAllAsync().ConfigureAwait(false))
        {
#pragma warning disable CA1031 // A handler's or log provider's exception must not silence the events after it.
            try
            {
                Tell(entry);
            }
            catch (Exception exception)
            {
                Log.HandlerFaulted(_logger, exception);
            }
#pragma warning restore CA1031

            long dropped = Interlocked.Exchange(ref _dropped, 0);
            if (dropped > 0)
            {
                Log.EventsDropped(_logger, dropped);
            }
        }
    }

    private void Post(in Entry entry)
    {
        if (!_entries.Writer.TryWrite(entry))
        {
            Interlocked.Increment(ref _dropped);
        }
    }

    private void Tell(in Entry entry)
    {
        if (entry.Started is { } started)
        {
            Log.TransferStarted(_logger, started.Client, TransferRecord.NameOf(started.Operation), started.Name);
            _server.RaiseStarted(started);
        }
        else if (entry.Ended is { } record)
        {
            Write(record);
            _server.RaiseEnded(record);
        }
        else if (entry.Rejected is { } rejected)
        {
            if (rejected.Reason is RequestRejection.Malformed or RequestRejection.UnknownOpcode)
            {
                Log.RequestMalformed(_logger, rejected.Client, rejected.Reason);
            }
            else
            {
                Log.DatagramStray(_logger, rejected.Client, rejected.Reason);
            }
        }
        else if (entry.Group is { } group)
        {
            Write(group);
            _server.RaiseGroupChanged(group);
        }
        else if (entry.Faulted is { } faulted)
        {
            Log.ContentFaulted(_logger, faulted.Name, faulted.Exception);
        }
    }

    private void Write(GroupReport group)
    {
        switch (group.Change)
        {
            case GroupChange.Begun:
                Log.GroupBegun(_logger, group.Group, group.Name, group.Blocks);
                break;
            case GroupChange.MasterChanged when group.Master is { } master:
                Log.GroupMaster(_logger, group.Group, group.Name, master, group.Receivers);
                break;
            case GroupChange.RoundEnded:
                Log.GroupRoundEnded(_logger, group.Group, group.Name, group.BlocksSent, group.Blocks);
                break;
            case GroupChange.Ended:
                Log.GroupEnded(
                    _logger, group.Group, group.Name, Math.Round(group.Elapsed.TotalSeconds, 3), group.Done, group.Lost,
                    group.BlocksSent, group.Blocks, Math.Round(group.Factor, 3));
                break;
        }
    }

    private void Write(TransferRecord record)
    {
        if (!_logger.IsEnabled(record.IsTrouble ? LogLevel.Warning : LogLevel.Information))
        {
            return;
        }

        string operation = record.Operation == Opcode.WriteRequest ? "write" : "read";
        string asked = string.Join(' ', record.Asked);
        string granted = string.Join(' ', record.Granted);
        double seconds = Math.Round(record.Duration.TotalSeconds, 6);
        double roundTrip = Math.Round(record.RoundTrip?.TotalMilliseconds ?? 0, 3);
        if (record.IsTrouble)
        {
            Log.TransferTroubled(
                _logger, record.Client, operation, record.Name, record.OutcomeName, record.Bytes, seconds, asked, granted,
                record.Retransmissions, roundTrip, record.Cause);
        }
        else
        {
            Log.TransferEnded(
                _logger, record.Client, operation, record.Name, record.OutcomeName, record.Bytes, seconds, asked, granted,
                record.Retransmissions, roundTrip, record.Cause);
        }
    }

    /// <summary>One of the five; a value, so that waiting costs no object each.</summary>
    private readonly struct Entry
    {
        internal ActiveTransfer? Started { get; init; }

        internal TransferRecord? Ended { get; init; }

        internal (PeerEndpoint Client, RequestRejection Reason)? Rejected { get; init; }

        internal GroupReport? Group { get; init; }

        internal (string Name, Exception Exception)? Faulted { get; init; }
    }
}
