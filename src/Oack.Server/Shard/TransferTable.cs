using Oack.Net;

namespace Oack.Server;

/// <summary>
/// The transfers of a shard: by slot (the channel of their own), by client (joining and single port), and the dallying
/// ones in the order in which they ended.
/// </summary>
internal sealed class TransferTable
{
    private readonly Dictionary<PeerKey, ServerTransfer> _byKey = [];
    private readonly Stack<int> _freeSlots = new();
    private ServerTransfer?[] _slots = new ServerTransfer?[64];
    private uint[] _generations = new uint[64];
    private int _slotsUsed;
    private ServerTransfer? _oldestDallying;
    private ServerTransfer? _newestDallying;

    /// <summary>How many transfers dally.</summary>
    internal int DallyingCount { get; private set; }

    internal ServerTransfer? OldestDallying => _oldestDallying;

    /// <summary>A free slot and the generation that its next transfer has.</summary>
    internal (int Slot, uint Generation) TakeSlot()
    {
        if (!_freeSlots.TryPop(out int slot))
        {
            slot = _slotsUsed++;
            if (slot == _slots.Length)
            {
                Array.Resize(ref _slots, slot * 2);
                Array.Resize(ref _generations, slot * 2);
            }
        }

        return (slot, ++_generations[slot]);
    }

    internal void Add(ServerTransfer transfer)
    {
        _slots[transfer.Slot] = transfer;
        _byKey[transfer.Key] = transfer;
    }

    internal ServerTransfer? Find(ChannelId channel) =>
        (uint)channel.Index < (uint)_slotsUsed && _generations[channel.Index] == channel.Generation ? _slots[channel.Index] : null;

    internal ServerTransfer? Find(in PeerKey key) => _byKey.GetValueOrDefault(key);

    /// <summary>The transfer is no longer what a request of its client joins.</summary>
    internal void Forget(ServerTransfer transfer)
    {
        if (_byKey.GetValueOrDefault(transfer.Key) == transfer)
        {
            _byKey.Remove(transfer.Key);
        }
    }

    internal void Remove(ServerTransfer transfer)
    {
        Forget(transfer);
        if (_slots[transfer.Slot] == transfer)
        {
            _slots[transfer.Slot] = null;
            _freeSlots.Push(transfer.Slot);
        }
    }

    internal void AddDallying(ServerTransfer transfer)
    {
        transfer.OlderDallying = _newestDallying;
        if (_newestDallying is null)
        {
            _oldestDallying = transfer;
        }
        else
        {
            _newestDallying.NewerDallying = transfer;
        }

        _newestDallying = transfer;
        DallyingCount++;
    }

    internal void RemoveDallying(ServerTransfer transfer)
    {
        if (transfer.OlderDallying is { } older)
        {
            older.NewerDallying = transfer.NewerDallying;
        }
        else
        {
            _oldestDallying = transfer.NewerDallying;
        }

        if (transfer.NewerDallying is { } newer)
        {
            newer.OlderDallying = transfer.OlderDallying;
        }
        else
        {
            _newestDallying = transfer.OlderDallying;
        }

        transfer.OlderDallying = transfer.NewerDallying = null;
        DallyingCount--;
    }

    /// <summary>All transfers, dallying ones too, by slot; a copy, so that they may be removed while walking.</summary>
    internal ServerTransfer[] ToArray()
    {
        List<ServerTransfer> all = new(_byKey.Count);
        for (int slot = 0; slot < _slotsUsed; slot++)
        {
            if (_slots[slot] is { } transfer)
            {
                all.Add(transfer);
            }
        }

        return [.. all];
    }
}
