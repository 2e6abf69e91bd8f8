namespace Oack.Protocol.Wire;

/// <summary>
/// Bytes that the garbage collector never moves, so that their address can be handed to the system. They are private to
/// their maker until <see cref="Offer"/>; from then on any thread may hold a lease, and the maker gets them back for
/// another use when no lease is left.
/// </summary>
/// <param name="lengthBytes">How many; they are not cleared.</param>
public sealed class PinnedBytes(int lengthBytes)
{
    private const int Private = -1;

    private readonly byte[] _bytes = GC.AllocateUninitializedArray<byte>(lengthBytes, pinned: true);
    private int _leases = Private;

    /// <summary>How many bytes.</summary>
    public int Length => _bytes.Length;

    /// <summary>The bytes. Written by the maker alone, and only while they are private.</summary>
    public Span<byte> Span => _bytes;

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

    /// <summary>Gives a lease back.</summary>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    public void Release()
    {
        if (Interlocked.Decrement(ref _leases) < 0)
        {
            throw new InvalidOperationException("A lease was given back twice.");
        }
    }

    /// <summary>Makes the bytes private again, for another use; false while there are leases.</summary>
    public bool TryTakeBack() => Interlocked.CompareExchange(ref _leases, Private, 0) == 0;
}
