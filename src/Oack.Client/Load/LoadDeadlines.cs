using Oack.Protocol;

namespace Oack.Client;

/// <summary>
/// The clients of a shard in the order of their deadlines. A deadline that moves to a later time, as each block makes
/// it, costs nothing: the client stays where it is, and is put right when its old time has come.
/// </summary>
/// <param name="clients">How many clients there are.</param>
internal sealed class LoadDeadlines(int clients)
{
    private const int NotInHeap = -1;

    private readonly LoadClient[] _heap = new LoadClient[clients];
    private int _count;

    /// <summary>A time before which no deadline comes, or <see cref="Instant.Never"/>.</summary>
    public Instant Earliest => _count > 0 ? _heap[0].HeapKey : Instant.Never;

    /// <summary>Sees to it that the client is taken out no later than at its deadline.</summary>
    public void Arm(LoadClient client, Instant deadline)
    {
        if (deadline >= client.HeapKey)
        {
            return;
        }

        client.HeapKey = deadline;
        if (client.HeapIndex == NotInHeap)
        {
            client.HeapIndex = _count++;
        }

        SiftUp(client, client.HeapIndex);
    }

    /// <summary>Takes out a client whose deadline may have come.</summary>
    public bool TryTake(Instant now, out LoadClient client)
    {
        if (_count == 0 || _heap[0].HeapKey > now)
        {
            client = null!;
            return false;
        }

        client = _heap[0];
        client.HeapIndex = NotInHeap;
        client.HeapKey = Instant.Never;
        LoadClient last = _heap[--_count];
        _heap[_count] = null!;
        if (_count > 0)
        {
            SiftDown(last, 0);
        }

        return true;
    }

    private void SiftUp(LoadClient client, int index)
    {
        while (index > 0)
        {
            int parent = (index - 1) / 2;
            if (_heap[parent].HeapKey <= client.HeapKey)
            {
                break;
            }

            Place(_heap[parent], index);
            index = parent;
        }

        Place(client, index);
    }

    private void SiftDown(LoadClient client, int index)
    {
        for (int child; (child = (2 * index) + 1) < _count; index = child)
        {
            if (child + 1 < _count && _heap[child + 1].HeapKey < _heap[child].HeapKey)
            {
                child++;
            }

            if (client.HeapKey <= _heap[child].HeapKey)
            {
                break;
            }

            Place(_heap[child], index);
        }

        Place(client, index);
    }

    private void Place(LoadClient client, int index)
    {
        _heap[index] = client;
        client.HeapIndex = index;
    }
}
