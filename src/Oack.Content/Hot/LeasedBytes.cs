using Oack.Protocol.Wire;

namespace Oack.Content;

/// <summary>
/// Pinned bytes that many trains may hold at once. They are private to their maker until <see cref="Offer"/>; from then
/// on any thread may hold a lease, and the maker gets them back for another use when no lease is left.
/// </summary>
internal sealed class LeasedBytes : PinnedBytes
{
    private const int Private = -1;

    private readonly HotMemory? _memory;
    private int _leases = Private;

    /// <summary>Takes new bytes; they are not cleared.</summary>
    /// <param name="lengthBytes">How many.</param>
    public LeasedBytes(int lengthBytes)
        : base(lengthBytes)
    {
    }

    /// <summary>Stands for a part of a file in memory.</summary>
    /// <param name="memory">The file; it stays mapped as long as this is alive.</param>
    /// <param name="offset">Where the part begins.</param>
    /// <param name="lengthBytes">How long it is.</param>
    public LeasedBytes(HotMemory memory, long offset, int lengthBytes)
        : base(memory.Address + (nint)offset, lengthBytes, memory.Descriptor, offset) => _memory = memory;

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

    /// <summary>
    /// Replaces the pages if the system may still be sending from them. Only while the bytes are private. False when there is
    /// no memory for others; then nothing may be written, and it can be tried again.
    /// </summary>
    public bool TryRenew()
    {
        if (WereHandedOver && OperatingSystem.IsLinux())
        {
            WereHandedOver = !_memory!.TryReplace(FileOffset, Length);
        }

        return !WereHandedOver;
    }

    /// <summary>Makes the bytes private again, for another use; false while there are leases.</summary>
    public bool TryTakeBack() => Interlocked.CompareExchange(ref _leases, Private, 0) == 0;
}
