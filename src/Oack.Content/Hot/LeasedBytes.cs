using Oack.Protocol.Wire;

namespace Oack.Content;

/// <summary>
/// Pinned bytes that many trains may hold at once. They are private to their maker until <see cref="Offer"/>; from then
/// on any thread may hold a lease, and the maker gets them back for another use when no lease is left.
/// </summary>
/// <param name="lengthBytes">How many; they are not cleared.</param>
internal sealed class LeasedBytes(int lengthBytes) : PinnedBytes(lengthBytes)
{
    private const int Private = -1;

    private int _leases = Private;

    /// <summary>Lets others read: what is written now stays until <see cref="TryTakeBack"/> succeeds.</summary>
    public void Offer() => Volatile.Write(ref _leases, 0);

    /// <summary>Takes a lease; false when the bytes are private (again). Each lease is given back once.</summary>
    public bool TryLease()
    {
        int seen = Volatile.Read(ref _leases);
        while (seen >= 0)
        {
            int before = Interlocked.CompareExchange(ref _leases, seen + 1, seen);
            if (before == seen)
            {
                return true;
            }

            seen = before;
        }

        return false;
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    public override void Release()
    {
        if (Interlocked.Decrement(ref _leases) < 0)
        {
            throw new InvalidOperationException("A lease was given back twice.");
        }
    }

    /// <summary>Makes the bytes private again, for another use; false while there are leases.</summary>
    public bool TryTakeBack() => Interlocked.CompareExchange(ref _leases, Private, 0) == 0;
}
