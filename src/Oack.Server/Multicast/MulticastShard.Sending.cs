using Oack.Content;
using Oack.Net;
using Oack.Protocol;
using Oack.Protocol.Multicast;
using Oack.Protocol.Transfer;
using Oack.Protocol.Wire;

namespace Oack.Server;

/// <summary>What is sent: ERRORs first, then each group in turn, a train at a time; and what sessions have to tell.</summary>
internal sealed partial class MulticastShard
{
    /// <summary>A source that is never ready, though it says it is, is given up after this many times in a row.</summary>
    private const int MaxFruitlessWaits = 100;

    private const string InternalError = "Internal error: see the server's log";
    private const string SlowStorage = "Storage did not answer in time";

    /// <inheritdoc/>
    public bool TryPollTransmit(Instant now, DatagramTrain train, out OutgoingTrain outgoing)
    {
        ArgumentNullException.ThrowIfNull(train);
        if (_errors.TryDequeue(out PendingError error))
        {
            train.SetSingle(ErrorPacket.Write(train.Space, error.Code, error.Message));
            outgoing = new OutgoingTrain(error.Channel, error.Remote, error.Local);
            _counters.ErrorsSent++;
            CountSent(train);
            return true;
        }

        while (_ready.TryDequeue(out ServedGroup? group))
        {
            group.IsReady = false;
            if (group.IsGone)
            {
                continue;
            }

            if (TryPollGroup(now, group, train, out PeerEndpoint to))
            {
                _limits.TotalRate?.Spend(now, train.LengthBytes);
                group.ChannelUsed |= !group.Channel.IsListener;
                CountSent(train);
                outgoing = new OutgoingTrain(group.Channel, to, group.Local);
                MarkReady(group);
                return true;
            }

            TakeEvents(now, group);
        }

        outgoing = default;
        return false;
    }

    private void CountSent(DatagramTrain train)
    {
        _counters.DatagramsSent += train.Count;
        _counters.BytesSent += train.LengthBytes;
    }

    private bool TryPollGroup(Instant now, ServedGroup group, DatagramTrain train, out PeerEndpoint to)
    {
        to = group.Group;
        if (group.Work is not null)
        {
            return false;
        }

        group.SendsAt = Instant.Never;
        if (_limits.TotalRate is { } rate && rate.NextAt() is { } at && at > now && (group.HasSetAside || group.Machine.MaySendNow))
        {
            group.SendsAt = at;
            return false;
        }

        while (TryPollRun(now, group, out BlockRun run, out int retransmissions, ref to))
        {
            if (TryRead(now, group, to, run, train))
            {
                _counters.Retransmissions += retransmissions;
                _counters.GroupBlocksSent += to == group.Group ? run.Count : 0;
                return true;
            }

            if (group.HasSetAside)
            {
                return false;
            }
        }

        return TryPollSingle(now, group, train, ref to);
    }

    /// <summary>The blocks that were set aside, or those that are next.</summary>
    private static bool TryPollRun(Instant now, ServedGroup group, out BlockRun run, out int retransmissions, ref PeerEndpoint to)
    {
        if (group.HasSetAside)
        {
            group.HasSetAside = false;
            // A client that was to be asked to acknowledge may have left meanwhile.
            if (group.SetAsideFor == group.Group || group.SetAsideFor == group.Machine.Master)
            {
                to = group.SetAsideFor;
                run = group.SetAside;
                retransmissions = 0;
                return true;
            }
        }

        to = group.Group;
        int fits = DatagramTrain.CountFor(DataPacket.HeaderBytes + group.Machine.BlockSize);
        return group.Machine.TryPollRun(now, fits, out run, out retransmissions);
    }

    /// <summary>What is no run of blocks: OACK, ERROR, and DATA 1 of MTFTP for the one that asked.</summary>
    private bool TryPollSingle(Instant now, ServedGroup group, DatagramTrain train, ref PeerEndpoint to)
    {
        while (group.Machine.TryPollTransmit(now, train.Space, out Transmit transmit))
        {
            to = transmit.To;
            _counters.Retransmissions += transmit.IsRetransmission ? 1 : 0;
            if (transmit.Kind != Opcode.Data)
            {
                train.SetSingle(transmit.HeaderBytes);
                return true;
            }

            int blockSize = group.Machine.BlockSize;
            BlockRun run = new((transmit.PayloadOffset / blockSize) + 1, 1, blockSize, RolloverTo: 0);
            if (TryRead(now, group, to, run, train))
            {
                _counters.GroupBlocksSent += to == group.Group ? 1 : 0;
                return true;
            }

            if (group.HasSetAside)
            {
                return false;
            }
        }

        return false;
    }

    /// <summary>Puts blocks into the train; false when their bytes have to be waited for, or there are none.</summary>
    private bool TryRead(Instant now, ServedGroup group, PeerEndpoint to, in BlockRun run, DatagramTrain train)
    {
        ContentStatus status;
#pragma warning disable CA1031 // A content source that throws has a bug; it costs its group, not the server.
        try
        {
            status = group.Source.TryReadRun(run, train);
        }
        catch (Exception exception)
        {
            _counters.ContentFaults++;
            _observer?.OnContentFaulted(group.Name, exception);
            train.Clear();
            status = ContentStatus.Failed;
        }
#pragma warning restore CA1031

        if (status == ContentStatus.Ok)
        {
            group.FruitlessWaits = 0;
            _counters.PayloadBytesSent += train.LengthBytes - ((long)run.Count * DataPacket.HeaderBytes);
            return true;
        }

        if (status == ContentStatus.Pending && ++group.FruitlessWaits <= MaxFruitlessWaits)
        {
            Prepare(now, group, to, run);
        }
        else
        {
            Abort(now, group, group.Source.Failure ?? new ContentRefusal(
                ErrorCode.NotDefined, InternalError, "the content source threw an exception, or is never ready"));
        }

        return false;
    }

    private void Prepare(Instant now, ServedGroup group, PeerEndpoint to, in BlockRun run)
    {
        group.SetAside = run;
        group.SetAsideFor = to;
        group.HasSetAside = true;
        _counters.ContentWaits++;
        group.Work = GroupWork.Prepare(
            _finished, () => _wakeRequested, now + _options.ContentTimeout, group, run.OffsetBytes,
            (int)run.PayloadBytes(group.Source.LengthBytes!.Value));
        _worksByDeadline.Enqueue(group.Work);
        _executor.Execute(group.Work.Kind, group.Work);
    }

    private void HandlePrepared(Instant now, ServedGroup group, GroupWork work)
    {
        if (group.Work == work)
        {
            group.Work = null;
        }

        if (group.IsGone)
        {
            Dispose(group.Name, group.Source);
        }
        else if (work.Fault is not null && !work.IsAbandoned)
        {
            group.HasSetAside = false;
            Abort(now, group, new ContentRefusal(ErrorCode.NotDefined, InternalError, "the content source threw an exception"));
        }

        MarkReady(group);
    }

    private void HandleOverdueWork(Instant now)
    {
        while (_worksByDeadline.TryPeek(out GroupWork? work) && (work.Deadline <= now || work.IsFinished))
        {
            _worksByDeadline.Dequeue();
            if (work.IsFinished || work.IsAbandoned)
            {
                continue;
            }

            work.Abandon();
            if (work.Group is { } group)
            {
                group.HasSetAside = false;
                Abort(now, group, new ContentRefusal(ErrorCode.NotDefined, SlowStorage, "the content source did not answer in time"));
            }
            else if (work.Station is { } station)
            {
                station.IsOpening = false;
                RefuseAskers(now, station, ErrorCode.NotDefined, SlowStorage);
            }
            else if (work.Asker is { } asker)
            {
                // Its shard has the patience of its own for the file, and says what there is to say.
                Leave(asker);
                Decline(asker.Offer);
            }
        }
    }

    private void Abort(Instant now, ServedGroup group, ContentRefusal refusal)
    {
        group.Cause ??= refusal.Detail ?? refusal.Message;
        group.AbortWith = (refusal.Code, refusal.Message);
        group.Machine.HandleAbort(now, refusal.Code, refusal.Message);
        MarkReady(group);
    }

    /// <summary>Nothing more to send for now: hear what the session has to tell.</summary>
    private void TakeEvents(Instant now, ServedGroup group)
    {
        while (!group.IsGone && group.Machine.TryPollEvent(out MulticastEvent told))
        {
            HandleEvent(now, group, told);
        }
    }

    private void HandleEvent(Instant now, ServedGroup group, in MulticastEvent told)
    {
        GroupReceiver? receiver = group.Receivers.GetValueOrDefault(told.Receiver);
        switch (told.Kind)
        {
            case MulticastEventKind.BecameMaster:
                if (receiver is not null)
                {
                    receiver.WasMaster = true;
                }

                Tell(now, group, GroupChange.MasterChanged);
                break;
            case MulticastEventKind.ReceiverDone when receiver is not null:
                End(now, group, receiver, TransferOutcome.Complete);
                break;
            case MulticastEventKind.ReceiverLeft when receiver is not null:
                End(now, group, receiver, OutcomeOf(receiver));
                break;
            case MulticastEventKind.ReceiverLost when receiver is not null:
                End(now, group, receiver, group.AbortWith is null ? TransferOutcome.Stalled : TransferOutcome.Failed);
                break;
            case MulticastEventKind.RoundBegan:
                BeginRound(now, group, told.Receiver);
                break;
            case MulticastEventKind.RoundEnded:
                Tell(now, group, GroupChange.RoundEnded);
                break;
            case MulticastEventKind.Closed:
                Remove(now, group);
                break;
        }
    }

    private static TransferOutcome OutcomeOf(GroupReceiver receiver)
    {
        if (receiver.Error is not { } error)
        {
            return TransferOutcome.Failed;
        }

        bool asksSize = receiver.Granted.Contains(Protocol.Options.OptionKind.TransferSize);
        return TransferRules.OutcomeOfClientError(
            TransferRole.Sender, (ushort)error.Code, error.Message.Length > 0, asksSize, receiver.HasAcknowledged);
    }

    /// <summary>Takes a group out of everything.</summary>
    private void Remove(Instant now, ServedGroup group)
    {
        if (group.IsGone)
        {
            return;
        }

        // Whoever is still here ended with the group.
        foreach (GroupReceiver receiver in group.Receivers.Values.ToArray())
        {
            End(now, group, receiver, TransferOutcome.Failed);
        }

        Tell(now, group, GroupChange.Ended);
        group.IsGone = true;
        _groups.Remove(group);
        _counters.ActiveGroups = _groups.Count;
        group.Pool?.Return(group.Group);
        if (group.Key is { } key && _byKey.GetValueOrDefault(key) == group)
        {
            _byKey.Remove(key);
        }

        if (group.Station is { } station)
        {
            station.Group = null;
        }
        else
        {
            _bySlot[group.Channel.Index] = null;
            _slots.Push((group.Channel.Index, group.Channel.Generation));
            if (group.ChannelUsed)
            {
                _closedChannels.Enqueue(group.Channel);
            }
        }

        if (group.Work is { } work)
        {
            work.Abandon();
        }
        else
        {
            Dispose(group.Name, group.Source);
        }
    }

    private void Dispose(string name, ReadContent? content)
    {
#pragma warning disable CA1031 // As above.
        try
        {
            content?.Dispose();
        }
        catch (Exception exception)
        {
            _counters.ContentFaults++;
            _observer?.OnContentFaulted(name, exception);
        }
#pragma warning restore CA1031
    }
}
