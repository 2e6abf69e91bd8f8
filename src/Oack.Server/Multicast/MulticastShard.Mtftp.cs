using System.Buffers.Binary;
using System.Globalization;
using Oack.Content;
using Oack.Net;
using Oack.Protocol;
using Oack.Protocol.Multicast;
using Oack.Protocol.Transfer;
using Oack.Protocol.Wire;

namespace Oack.Server;

/// <summary>
/// PXE's multicast TFTP: requests come to the server port, and everything is sent from there. Clients that only listen are
/// never heard of; the one that acknowledges is.
/// </summary>
internal sealed partial class MulticastShard
{
    private readonly Dictionary<int, MtftpStation[]> _stations;

    private static Dictionary<int, MtftpStation[]> MakeStations(IEnumerable<MtftpFile> files) => files
        .GroupBy(file => file.ServerPort)
        .ToDictionary(port => port.Key, port => port.Select(file => new MtftpStation(file)).ToArray());

    private void HandleAtStation(Instant now, in IncomingDatagram incoming, ReadOnlySpan<byte> datagram)
    {
        MtftpStation[] stations = _stations.GetValueOrDefault(incoming.Local.Port, []);
        if (incoming.IsBroadcast)
        {
            _counters.Broadcasts++;
        }
        else if (datagram.Length < sizeof(ushort))
        {
            _counters.Malformed++;
        }
        else if ((Opcode)BinaryPrimitives.ReadUInt16BigEndian(datagram) is Opcode.ReadRequest or Opcode.WriteRequest)
        {
            HandleStationRequest(now, stations, incoming, datagram);
        }
        else if (FindGroup(stations, incoming.Remote) is { } group)
        {
            Take(now, group, incoming.Remote, datagram);
        }
        else
        {
            _counters.UnknownTransfers++;
            if ((Opcode)BinaryPrimitives.ReadUInt16BigEndian(datagram) != Opcode.Error)
            {
                QueueError(now, incoming, ErrorCode.UnknownTransferId, "Unknown transfer ID: no transfer is running here");
            }
        }
    }

    /// <summary>The group whose acknowledging client this is; else one that may remember it.</summary>
    private static ServedGroup? FindGroup(MtftpStation[] stations, PeerEndpoint remote)
    {
        ServedGroup? open = null;
        foreach (MtftpStation station in stations)
        {
            if (station.Group is { } group)
            {
                if (group.Machine.Master == remote)
                {
                    return group;
                }

                open ??= group;
            }
        }

        return open;
    }

    private void HandleStationRequest(Instant now, MtftpStation[] stations, in IncomingDatagram incoming, ReadOnlySpan<byte> datagram)
    {
        if (RequestPacket.TryParse(datagram, out RequestPacket request) != ParseStatus.Ok)
        {
            _counters.Malformed++;
            QueueError(now, incoming, ErrorCode.IllegalOperation, "Malformed request");
            return;
        }

        MtftpStation? station = null;
        foreach (MtftpStation candidate in stations)
        {
            station = candidate.File.Is(request.FileName) ? candidate : station;
        }

        if (request.Opcode == Opcode.WriteRequest || !request.TryGetMode(out TransferMode mode) || mode != TransferMode.Octet)
        {
            Refuse(now, incoming, ErrorCode.IllegalOperation, "Multicast TFTP is for reading in octet mode");
        }
        else if (station is null)
        {
            Refuse(now, incoming, ErrorCode.FileNotFound, "Not offered by multicast TFTP; ask on the port of TFTP");
        }
        else if (_isStopping)
        {
            Refuse(now, incoming, ErrorCode.NotDefined, StopMessage);
        }
        else
        {
            AskStation(now, station, new MulticastOffer(null, incoming, datagram.ToArray()));
        }
    }

    private void AskStation(Instant now, MtftpStation station, MulticastOffer offer)
    {
        if (station.Group is { } group)
        {
            AskGroup(now, station, group, offer);
            return;
        }

        bool isWaiting = station.Askers.Exists(asker => asker.Incoming.Remote == offer.Incoming.Remote);
        if (!isWaiting && station.Askers.Count < MtftpStation.MaxAskers)
        {
            station.Askers.Add(offer);
        }

        if (station.IsOpening)
        {
            return;
        }

        if (_groups.Count >= _serving.MaxGroups)
        {
            RefuseAskers(now, station, ErrorCode.NotDefined, "Server busy: as many groups are served as may be");
            return;
        }

        station.IsOpening = true;
        Open(now, new ContentRequest(FileNameOf(offer.Request), offer.Incoming.Remote, TransferMode.Octet), asker: null, station);
    }

    private void AskGroup(Instant now, MtftpStation station, ServedGroup group, MulticastOffer offer)
    {
        MtftpSendSession session = ((MtftpMachine)group.Machine).Session;
        if (session.State == MulticastState.Idle)
        {
            if (_limits.TryEnter(offer.Incoming.Remote) != ShardLimits.Verdict.Ok)
            {
                Refuse(now, offer.Incoming, ErrorCode.NotDefined, "Server busy: as many transfers are running as may");
                return;
            }

            // A round is sent from where it was asked for.
            group.Channel = offer.Incoming.Channel;
            group.Local = offer.Incoming.Local;
            station.LastRequest = offer;
        }

        if (session.HandleRequest(now, offer.Incoming.Remote) == Disposition.Duplicate)
        {
            _counters.RepeatedRequests++;
        }

        // The round's beginning is told at once, before anything of it is sent.
        TakeEvents(now, group);
        MarkReady(group);
    }

    private void HandleStationOpened(Instant now, MtftpStation station, in ContentOpening<ReadContent> opened)
    {
        station.IsOpening = false;
        if (opened.Content is not { } content)
        {
            ContentRefusal refusal = opened.Refusal ?? new ContentRefusal(ErrorCode.NotDefined, InternalError);
            RefuseAskers(now, station, refusal.Code, refusal.Message);
            return;
        }

        int blockSize = station.File.BlockSize;
        string? fault = content.LengthBytes is not { } length
            ? "Multicast TFTP needs a file whose length is known"
            : BlockNumber.CountFor(length, blockSize) > BlockNumber.MaxOnWire
            ? string.Create(CultureInfo.InvariantCulture, $"Too long for multicast TFTP with blocks of {blockSize} bytes")
            : _isStopping ? StopMessage : null;
        if (fault is not null || station.Askers.Count == 0)
        {
            Dispose(station.File.Name, content);
            RefuseAskers(now, station, ErrorCode.NotDefined, fault ?? InternalError);
            return;
        }

        MtftpSettings settings = MtftpSettings.Default with { Transfer = _session.Transfer, MaxBytesPerSecond = _session.MaxBytesPerSecond };
        ServedGroup group = new()
        {
            Machine = new MtftpMachine(new MtftpSendSession(now, station.File.Group, blockSize, content.LengthBytes!.Value, settings)),
            Group = station.File.Group,
            Local = station.Askers[0].Incoming.Local,
            Channel = station.Askers[0].Incoming.Channel,
            Source = content,
            Name = PacketText.Escape(FileNameOf(station.Askers[0].Request).Span),
            StartedAt = now,
            SeenAt = now,
            Id = _limits.NextId(),
            Station = station,
        };
        station.Group = group;
        Add(now, group);
        foreach (MulticastOffer offer in station.Askers.ToArray())
        {
            AskGroup(now, station, group, offer);
        }

        station.Askers.Clear();
    }

    private void RefuseAskers(Instant now, MtftpStation station, ErrorCode code, string message)
    {
        foreach (MulticastOffer offer in station.Askers)
        {
            Refuse(now, offer.Incoming, code, message);
        }

        station.Askers.Clear();
    }

    private void BeginRound(Instant now, ServedGroup group, PeerEndpoint client)
    {
        if (group.Station?.LastRequest is not { } request || group.Receivers.ContainsKey(client))
        {
            return;
        }

        _counters.Requests++;
        _counters.ActiveTransfers++;
        GroupReceiver receiver = new(request, ReceiverKey.Of(request), _limits.NextId(), now);
        group.Receivers.Add(client, receiver);
        _byRequest[receiver.Key] = group;
        if (_observer is { WantsStarts: true })
        {
            _observer.OnTransferStarted(Describe(now, group, receiver));
        }
    }

    private void CloseIdleStations(Instant now)
    {
        foreach (ServedGroup group in _groups.ToArray())
        {
            if (group.Station is not null && group.Machine.ReceiverCount == 0)
            {
                group.Machine.HandleAbort(now, ErrorCode.NotDefined, StopMessage);
                MarkReady(group);
            }
        }
    }

    /// <summary>Answers a request for which there is no round; its client goes on without multicast.</summary>
    private void Refuse(Instant now, in IncomingDatagram incoming, ErrorCode code, string message)
    {
        if (QueueError(now, incoming, code, message))
        {
            _counters.EndedBy[(int)TransferOutcome.Refused]++;
            _observer?.OnTransferCounted(TransferOutcome.Refused, Opcode.ReadRequest, TimeSpan.Zero);
        }
    }

    private bool QueueError(Instant now, in IncomingDatagram incoming, ErrorCode code, string message)
    {
        if (_errors.Count >= MaxPendingErrors || incoming.Remote.Port == 0 || !_errorBudget.TryTake(now, incoming.Remote))
        {
            _counters.ErrorsSuppressed++;
            return false;
        }

        _errors.Enqueue(new PendingError(incoming.Channel, incoming.Remote, incoming.Local, code, message));
        return true;
    }
}
