using System.Diagnostics.CodeAnalysis;
using Oack.Content;
using Oack.Net;
using Oack.Protocol;
using Oack.Protocol.Multicast;
using Oack.Protocol.Options;
using Oack.Protocol.Wire;

namespace Oack.Server;

/// <summary>
/// How a client comes into a group of RFC 2090: its file is opened, and whoever got the same version of it with the same
/// options shares its group. Whatever is in the way, the client is served by itself, without the option.
/// </summary>
internal sealed partial class MulticastShard
{
    private readonly PoolUse[] _pools;
    private readonly Stack<(int Slot, uint Generation)> _slots;
    private readonly ServedGroup?[] _bySlot;
    private readonly MulticastSettings _session;
    private readonly Dictionary<GroupKey, ServedGroup> _byKey = [];
    private readonly Dictionary<ReceiverKey, ServedGroup?> _byRequest = [];
    private int _openings;

    private void Consider(Instant now, MulticastOffer offer)
    {
        ReceiverKey key = ReceiverKey.Of(offer);
        if (_byRequest.TryGetValue(key, out ServedGroup? group))
        {
            // A request that comes again while its file is being opened changes nothing.
            _counters.RepeatedRequests++;
            if (group is not null && group.Receivers.TryGetValue(key.Remote, out GroupReceiver? known))
            {
                known.DatagramsReceived++;
                _ = ((RoomMachine)group.Machine).Session.Join(now, known.Remote, known.Granted);
                MarkReady(group);
            }

            return;
        }

        if (_isStopping || _openings >= MaxOpenings || _limits.TryEnter(offer.Incoming.Remote) != ShardLimits.Verdict.Ok)
        {
            Decline(offer);
            return;
        }

        _counters.ActiveTransfers++;
        _byRequest.Add(key, null);
        GroupReceiver asker = new(offer, key, _limits.NextId(), now);
        ReadOnlyMemory<byte> name = FileNameOf(offer.Request);
        Open(now, new ContentRequest(name, offer.Incoming.Remote, TransferMode.Octet), asker, station: null);
    }

    private void Open(Instant now, ContentRequest request, GroupReceiver? asker, MtftpStation? station)
    {
        GroupWork work = GroupWork.Open(
            _finished, () => _wakeRequested, now + _options.ContentTimeout, _content, request, asker, station);
        _openings++;
        _worksByDeadline.Enqueue(work);
        _executor.Execute(work.Kind, work);
    }

    private void TakeBack(Instant now, GroupWork work)
    {
        work.IsFinished = true;
        _openings -= work.Kind == ContentWorkKind.OpenRead ? 1 : 0;
        while (_worksByDeadline.TryPeek(out GroupWork? first) && (first.IsFinished || first.IsAbandoned))
        {
            _worksByDeadline.Dequeue();
        }

        if (work.Fault is { } fault && !(work.IsAbandoned && fault is OperationCanceledException))
        {
            _counters.ContentFaults++;
            _observer?.OnContentFaulted(NameOf(work), fault);
        }

        if (work.Group is { } group)
        {
            HandlePrepared(now, group, work);
        }
        else if (work.IsAbandoned)
        {
            Dispose(NameOf(work), work.Opened.Content);
        }
        else if (work.Station is { } station)
        {
            HandleStationOpened(now, station, work.Opened);
        }
        else if (work.Asker is { } asker)
        {
            HandleOpened(now, asker, work.Opened.Content);
        }
    }

    /// <summary>The file is open, or is refused: then the shard that has the request says why.</summary>
    private void HandleOpened(Instant now, GroupReceiver asker, ReadContent? content)
    {
        if (content is null || _isStopping || !TryJoin(now, asker, content))
        {
            Dispose(PacketText.Escape(FileNameOf(asker.Offer.Request).Span), content);
            Leave(asker);
            Decline(asker.Offer);
        }
    }

    private bool TryJoin(Instant now, GroupReceiver asker, ReadContent content)
    {
        if (content.Identity is not { } identity || content.LengthBytes is not { } length
            || !TryGrant(asker, length, out OptionList granted, out TransferParameters parameters))
        {
            return false;
        }

        GroupKey key = new(
            identity, parameters.BlockSize, parameters.WindowBlocks, parameters.Timeout, asker.Local.WithPort(0));
        if (_byKey.TryGetValue(key, out ServedGroup? group))
        {
            MulticastJoin joined = Join(now, group, asker, granted);
            if (joined == MulticastJoin.Joined)
            {
                Dispose(group.Name, content);
                return true;
            }

            if (joined != MulticastJoin.Closed)
            {
                return false;
            }
        }

        return TryBegin(now, asker, key, parameters, content, length, out group) && Join(now, group, asker, granted) == MulticastJoin.Joined;
    }

    private bool TryGrant(GroupReceiver asker, long length, out OptionList granted, out TransferParameters parameters)
    {
        granted = default;
        parameters = default;
        if (RequestPacket.TryParse(asker.Offer.Request, out RequestPacket request) != ParseStatus.Ok)
        {
            return false;
        }

        OptionPolicy policy = _options.Options with { GrantsMulticast = true };
        granted = OptionNegotiator.Grant(request.Options, Opcode.ReadRequest, TransferMode.Octet, length, policy, PathBlockSizeOf(asker.Remote));
        parameters = OptionNegotiator.Settle(granted);
        return granted.Contains(OptionKind.Multicast);
    }

    /// <summary>
    /// Blocks for a group always fit one frame: of a fragmented one each receiver would lose another fragment, and all
    /// of them the block.
    /// </summary>
    private int? PathBlockSizeOf(PeerEndpoint client)
    {
#pragma warning disable CA1031 // The operator's measure is code that is not ours; a bug in it costs the clamp, not the server.
        try
        {
            return _options.PathBlockSize is { } measure ? measure(client) : PathMtu.BlockSizeFor(client);
        }
        catch (Exception exception)
        {
            _counters.ContentFaults++;
            _observer?.OnContentFaulted("path MTU", exception);
            return null;
        }
#pragma warning restore CA1031
    }

    private bool TryBegin(
        Instant now, GroupReceiver asker, in GroupKey key, in TransferParameters parameters, ReadContent content, long length,
        [NotNullWhen(true)] out ServedGroup? group)
    {
        group = null;
        PeerEndpoint address = default;
        PoolUse? pool = _slots.Count == 0 ? null : Array.Find(
            _pools, candidate => candidate.IsIPv4 == asker.Remote.IsIPv4 && candidate.TryTake(out address));
        if (pool is null)
        {
            return false;
        }

        (int slot, uint generation) = _slots.Pop();
        group = new ServedGroup
        {
            Machine = new RoomMachine(new MulticastSendSession(address, parameters, length, _session)),
            Group = address,
            Local = asker.Local,
            Channel = ChannelId.Transfer(slot, generation + 1),
            Source = content,
            Name = PacketText.Escape(FileNameOf(asker.Offer.Request).Span),
            StartedAt = now,
            SeenAt = now,
            Id = _limits.NextId(),
            Key = key,
            Pool = pool,
        };
        _byKey[key] = group;
        _bySlot[slot] = group;
        Add(now, group);
        return true;
    }

    private void Add(Instant now, ServedGroup group)
    {
        _groups.Add(group);
        _counters.ActiveGroups = _groups.Count;
        Tell(now, group, GroupChange.Begun);
    }

    private MulticastJoin Join(Instant now, ServedGroup group, GroupReceiver asker, in OptionList granted)
    {
        // One port that asks for one file in two ways is two receivers to nobody: the first stays.
        if (group.Receivers.ContainsKey(asker.Remote))
        {
            return MulticastJoin.Full;
        }

        asker.Granted = granted;
        group.Receivers.Add(asker.Remote, asker);
        MulticastJoin joined = ((RoomMachine)group.Machine).Session.Join(now, asker.Remote, granted);
        if (joined == MulticastJoin.Joined)
        {
            _counters.Requests++;
            _byRequest[asker.Key] = group;
            MarkReady(group);
            if (_observer is { WantsStarts: true })
            {
                _observer.OnTransferStarted(Describe(now, group, asker));
            }
        }
        else
        {
            group.Receivers.Remove(asker.Remote);
        }

        return joined;
    }

    /// <summary>Gives a request back to its shard, which serves it without the option.</summary>
    private void Decline(MulticastOffer offer)
    {
        _counters.MulticastDeclined++;
        offer.Owner?.Return(offer);
    }

    /// <summary>From here on a client counts against no limit.</summary>
    private void Leave(GroupReceiver receiver)
    {
        if (_byRequest.Remove(receiver.Key))
        {
            _counters.ActiveTransfers--;
            _limits.Leave(receiver.Remote);
        }
    }

    private void Forget(ServedGroup group, GroupReceiver receiver)
    {
        group.Receivers.Remove(receiver.Remote);
        Leave(receiver);
    }

    private static ReadOnlyMemory<byte> FileNameOf(byte[] request)
    {
        int end = Array.IndexOf(request, (byte)0, sizeof(ushort));
        return request.AsMemory(sizeof(ushort), Math.Max(0, end - sizeof(ushort)));
    }
}
