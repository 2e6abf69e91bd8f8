using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Oack.Cli.Serving;

/// <summary>Datagrams as they wait for the disk, each as a <see cref="CapturedDatagram"/> and its bytes, in one piece of memory.</summary>
internal sealed class CaptureBatch(int capacityBytes)
{
    private static readonly int s_headBytes = Unsafe.SizeOf<CapturedDatagram>();

    // Pages that are never touched take no memory.
    private readonly byte[] _bytes = GC.AllocateUninitializedArray<byte>(capacityBytes);
    private int _used;
    private int _read;

    /// <summary>Whether there is none.</summary>
    public bool IsEmpty => _used == 0;

    /// <summary>Whether more than half of the room is taken.</summary>
    public bool IsHalfFull => _used > _bytes.Length / 2;

    /// <summary>How many did not find room, all of them behind those that did.</summary>
    public long Dropped { get; private set; }

    /// <summary>Whether no further batch follows.</summary>
    public bool IsLast { get; set; }

    /// <summary>Takes in a datagram, or counts it.</summary>
    public void Add(in CapturedDatagram datagram, ReadOnlySpan<byte> bytes)
    {
        // Behind a gap nothing is added, though a shorter one might fit: so there is one gap, and one place for it.
        if (Dropped > 0 || s_headBytes + bytes.Length > _bytes.Length - _used)
        {
            Dropped++;
            return;
        }

        MemoryMarshal.Write(_bytes.AsSpan(_used), datagram);
        bytes.CopyTo(_bytes.AsSpan(_used + s_headBytes));
        _used += s_headBytes + bytes.Length;
    }

    /// <summary>Gives the next one; its bytes hold until <see cref="Clear"/>.</summary>
    public bool TryRead(out CapturedDatagram datagram, out ReadOnlySpan<byte> bytes)
    {
        if (_read == _used)
        {
            datagram = default;
            bytes = default;
            return false;
        }

        datagram = MemoryMarshal.Read<CapturedDatagram>(_bytes.AsSpan(_read));
        bytes = _bytes.AsSpan(_read + s_headBytes, datagram.LengthBytes);
        _read += s_headBytes + bytes.Length;
        return true;
    }

    /// <summary>Makes room.</summary>
    public void Clear()
    {
        _used = _read = 0;
        Dropped = 0;
        IsLast = false;
    }
}
