using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Oack.Protocol.Wire;

/// <summary>
/// Bytes that the garbage collector never moves, so that their address can be handed to the system. Whoever shares them
/// among several users counts leases.
/// </summary>
public abstract class PinnedBytes
{
    // What the address points into, where that is managed memory.
    private readonly byte[]? _array;
    private readonly nint _address;

    /// <summary>Takes new bytes; they are not cleared.</summary>
    /// <param name="lengthBytes">How many.</param>
    protected PinnedBytes(int lengthBytes)
    {
        _array = GC.AllocateUninitializedArray<byte>(lengthBytes, pinned: true);
        _address = Marshal.UnsafeAddrOfPinnedArrayElement(_array, 0);
        Length = lengthBytes;
    }

    /// <summary>Stands for mapped bytes of a file in memory; whoever derives keeps them mapped.</summary>
    /// <param name="address">Where they are mapped.</param>
    /// <param name="lengthBytes">How many.</param>
    /// <param name="file">The descriptor of the file.</param>
    /// <param name="fileOffset">Where in the file they are.</param>
    protected PinnedBytes(nint address, int lengthBytes, int file, long fileOffset)
    {
        _address = address;
        Length = lengthBytes;
        File = file;
        FileOffset = fileOffset;
    }

    /// <summary>How many bytes.</summary>
    public int Length { get; }

    /// <summary>The bytes.</summary>
    public Span<byte> Span => MemoryMarshal.CreateSpan(ref Unsafe.AddByteOffset(ref Unsafe.NullRef<byte>(), _address), Length);

    /// <summary>
    /// The descriptor of the file in memory that they are bytes of, or -1. An engine can then hand the system its pages
    /// instead of having them copied, and says so: <see cref="WereHandedOver"/>.
    /// </summary>
    public int File { get; } = -1;

    /// <summary>Where in the file they are.</summary>
    public long FileOffset { get; }

    /// <summary>
    /// Whether the system may still be sending from these very pages, also after the last lease was given back: nothing may
    /// be written to them until they have been replaced. Only set while there is a lease.
    /// </summary>
    public bool WereHandedOver { get; set; }

    /// <summary>Gives back a lease.</summary>
    public abstract void Release();
}
