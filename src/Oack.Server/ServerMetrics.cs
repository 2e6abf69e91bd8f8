using System.Diagnostics;
using System.Diagnostics.Metrics;
using Oack.Protocol.Transfer;
using Oack.Protocol.Wire;

namespace Oack.Server;

/// <summary>
/// The meters of a server, all under the name <c>Oack.Server</c>. They cost nothing when nobody listens. No tag holds a
/// peer or a path.
/// </summary>
internal sealed class ServerMetrics : IDisposable
{
    internal const string MeterName = "Oack.Server";

    private readonly Meter _meter = new(MeterName);
    private readonly Counter<long> _transfers;
    private readonly Histogram<double> _durations;

    internal ServerMetrics(Func<ServerCounters> read)
    {
        _transfers = _meter.CreateCounter<long>(
            "oack.server.transfers", "{transfer}", "Transfers that ended and requests that were refused, by outcome and operation.");
        _durations = _meter.CreateHistogram<double>(
            "oack.server.transfer.duration", "s", "How long transfers took, by outcome and operation; refused requests left out.");
        _meter.CreateObservableUpDownCounter(
            "oack.server.active_transfers", () => read().ActiveTransfers, "{transfer}", "Transfers that run now.");
        _meter.CreateObservableUpDownCounter(
            "oack.server.dallying_transfers", () => read().DallyingTransfers, "{transfer}", "Finished uploads that stay for a repeated last block.");
        _meter.CreateObservableUpDownCounter(
            "oack.server.multicast.active_groups", () => read().ActiveGroups, "{group}", "Groups that are served now.");
        Observe("oack.server.multicast.blocks", "{datagram}", "DATA sent to groups, each once however many receive it.", read, c => c.GroupBlocksSent);
        Observe("oack.server.multicast.declined", "{request}", "Requests for multicast that were served without it.", read, c => c.MulticastDeclined);
        Observe("oack.server.requests", "{request}", "Requests that were well formed and new.", read, c => c.Requests);
        Observe("oack.server.repeated_requests", "{request}", "Requests that joined the transfer that they had started.", read, c => c.RepeatedRequests);
        Observe("oack.server.rejected_datagrams", "{datagram}", "Datagrams on listening ports that began nothing.", read, Rejected);
        Observe("oack.server.foreign_datagrams", "{datagram}", "Datagrams at a transfer's port from somebody else.", read, c => c.ForeignDatagrams);
        Observe("oack.server.errors", "{datagram}", "ERRORs sent outside of transfers.", read, c => c.ErrorsSent);
        Observe("oack.server.errors_suppressed", "{datagram}", "ERRORs held back by the reflection limit.", read, c => c.ErrorsSuppressed);
        Observe("oack.server.retransmissions", "{datagram}", "Datagrams sent again.", read, c => c.Retransmissions);
        Observe("oack.server.content_waits", "{wait}", "How often a transfer waited for a slow medium.", read, c => c.ContentWaits);
        ObserveDirections("oack.server.datagrams", "{datagram}", "Datagrams.", read, c => (c.DatagramsReceived, c.DatagramsSent));
        ObserveDirections("oack.server.io", "By", "Bytes in datagrams.", read, c => (c.BytesReceived, c.BytesSent));
        ObserveDirections("oack.server.payload", "By", "Bytes of files, retransmissions included.", read, c => (c.PayloadBytesReceived, c.PayloadBytesSent));
    }

    /// <summary>Counts a transfer that ended; from any thread, at no cost while nobody listens.</summary>
    internal void Count(TransferOutcome outcome, Opcode operation, TimeSpan duration)
    {
        if (!_transfers.Enabled && !_durations.Enabled)
        {
            return;
        }

        TagList tags = new()
        {
            { "outcome", TransferRecord.NameOf(outcome) },
            { "operation", TransferRecord.NameOf(operation) },
        };
        _transfers.Add(1, tags);
        if (outcome != TransferOutcome.Refused)
        {
            _durations.Record(duration.TotalSeconds, tags);
        }
    }

    public void Dispose() => _meter.Dispose();

    private static long Rejected(ServerCounters counters) =>
        counters.Malformed + counters.UnknownOpcodes + counters.UnknownTransfers + counters.StrayErrors + counters.Broadcasts;

    private void Observe(
        string name, string unit, string description, Func<ServerCounters> read, Func<ServerCounters, long> pick) =>
        _meter.CreateObservableCounter(name, () => pick(read()), unit, description);

    private void ObserveDirections(
        string name, string unit, string description, Func<ServerCounters> read, Func<ServerCounters, (long In, long Out)> pick) =>
        _meter.CreateObservableCounter(name, () => Directions(pick(read())), unit, description);

    private static Measurement<long>[] Directions((long In, long Out) counts) =>
    [
        new(counts.In, new KeyValuePair<string, object?>("direction", "in")),
        new(counts.Out, new KeyValuePair<string, object?>("direction", "out")),
    ];
}
