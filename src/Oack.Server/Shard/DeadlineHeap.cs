using Oack.Protocol;

namespace Oack.Server;

/// <summary>
/// The deadlines of all transfers of a shard, the earliest on top. A deadline that moves to a later time, which each
/// acknowledged block causes, costs nothing until it comes to the top; one that moves to an earlier time sifts up.
/// </summary>
internal sealed class DeadlineHeap
{
    private const int NotInHeap = -1;

    private ServerTransfer[] _items = new ServerTransfer[64];
    private int _count;

    internal int Count => _count;

    /// <summary>
    /// A time before which no deadline comes, or <see cref="Instant.Never"/>. Where the top's deadline has moved since it
    /// was placed, that shows when its old time has come.
    /// </summary>
    internal Instant Earliest => _count > 0 ? _items[0].HeapKey : Instant.Never;

    /// <summary>Sets the deadline of a transfer; <see cref="Instant.Never"/> takes it out.</summary>
    internal void Arm(ServerTransfer transfer, Instant deadline)
    {
        transfer.Deadline = deadline;
        if (transfer.HeapIndex == NotInHeap)
        {
            if (deadline.IsSet)
            {
                Insert(transfer);
            }
        }
        else if (!deadline.IsSet)
        {
            Remove(transfer);
        }
        else if (deadline < transfer.HeapKey)
        {
            transfer.HeapKey = deadline;
            SiftUp(transfer.HeapIndex);
        }
    }

    /// <summary>Takes out and gives a transfer whose deadline has come, if there is one.</summary>
    internal bool TryTakeExpired(Instant now, out ServerTransfer transfer)
    {
        while (_count > 0 && Earliest <= now)
        {
            transfer = _items[0];
            if (transfer.HeapKey == transfer.Deadline)
            {
                Remove(transfer);
                return true;
            }

            Rekey(transfer);
        }

        transfer = null!;
        return false;
    }

    internal void Remove(ServerTransfer transfer)
    {
        int index = transfer.HeapIndex;
        transfer.Deadline = Instant.Never;
        if (index == NotInHeap)
        {
            return;
        }

        transfer.HeapIndex = NotInHeap;
        ServerTransfer last = _items[--_count];
        _items[_count] = null!;
        if (index < _count)
        {
            Place(last, index);
            SiftDown(index);
            SiftUp(last.HeapIndex);
        }
    }

    private void Insert(ServerTransfer transfer)
    {
        if (_count == _items.Length)
        {
            Array.Resize(ref _items, _count * 2);
        }

        transfer.HeapKey = transfer.Deadline;
        Place(transfer, _count++);
        SiftUp(transfer.HeapIndex);
    }

    /// <summary>The top's deadline moved to a later time after it was placed: put it where it belongs.</summary>
    private void Rekey(ServerTransfer top)
    {
        top.HeapKey = top.Deadline;
        SiftDown(top.HeapIndex);
    }

    private void SiftUp(int index)
    {
        ServerTransfer transfer = _items[index];
        while (index > 0)
        {
            int parent = (index - 1) / 2;
            if (_items[parent].HeapKey <= transfer.HeapKey)
            {
                break;
            }

            Place(_items[parent], index);
            index = parent;
        }

        Place(transfer, index);
    }

    private void SiftDown(int index)
    {
        ServerTransfer transfer = _items[index];
        while (true)
        {
            int child = (2 * index) + 1;
            if (child >= _count)
            {
                break;
            }

            if (child + 1 < _count && _items[child + 1].HeapKey < _items[child].HeapKey)
            {
                child++;
            }

            if (transfer.HeapKey <= _items[child].HeapKey)
            {
                break;
            }

            Place(_items[child], index);
            index = child;
        }

        Place(transfer, index);
    }

    private void Place(ServerTransfer transfer, int index)
    {
        _items[index] = transfer;
        transfer.HeapIndex = index;
    }
}
