namespace Oack.Protocol.Wire;

/// <summary>
/// Bytes that the garbage collector never moves, so that their address can be handed to the system. Whoever shares them
/// among several users derives a class that counts leases.
/// </summary>
/// <param name="lengthBytes">How many; they are not cleared.</param>
public class PinnedBytes(int lengthBytes)
{
    private readonly byte[] _bytes = GC.AllocateUninitializedArray<byte>(lengthBytes, pinned: true);

    /// <summary>How many bytes.</summary>
    public int Length => _bytes.Length;

    /// <summary>The bytes.</summary>
    public Span<byte> Span => _bytes;

    /// <summary>Gives back a lease, where leases are counted.</summary>
    public virtual void Release()
    {
    }
}
