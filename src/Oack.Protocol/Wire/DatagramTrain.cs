using System.Runtime.CompilerServices;

namespace Oack.Protocol.Wire;

/// <summary>
/// Datagrams for one peer that leave together: all of one size but the last, which may be shorter. An engine that can
/// hands the whole train to the system in one call. The bytes stand in the train's own space or, leased, in memory that
/// many trains share; no datagram is torn between two places. Used by one thread at a time, again and again.
/// </summary>
public sealed class DatagramTrain
{
    /// <summary>How many datagrams at most: what Linux cuts out of one buffer (UDP_SEGMENT).</summary>
    public const int MaxDatagrams = 64;

    /// <summary>How many bytes at most: the largest UDP payload over IPv4.</summary>
    public const int MaxBytes = 65_507;

    /// <summary>How many pieces of memory at most.</summary>
    public const int MaxPieces = MaxDatagrams;

    private readonly OwnSpace _space = new();
    private readonly DatagramPiece[] _pieces = new DatagramPiece[MaxPieces];
    private int _spaceUsed;

    /// <summary>How many bytes each datagram has, but the last.</summary>
    public int DatagramBytes { get; private set; }

    /// <summary>How many bytes all of them have.</summary>
    public int LengthBytes { get; private set; }

    /// <summary>How many datagrams.</summary>
    public int Count { get; private set; }

    /// <summary>How many datagrams of this size a train may have: 1 or more.</summary>
    public static int CountFor(int datagramBytes) => Math.Clamp(MaxBytes / datagramBytes, 1, MaxDatagrams);

    /// <summary>The memory that the datagrams stand in, in order; neighbours in the own space are one piece.</summary>
    public ReadOnlySpan<DatagramPiece> Pieces => _pieces.AsSpan(0, PieceCount);

    private int PieceCount { get; set; }

    /// <summary>One datagram.</summary>
    public ReadOnlySpan<byte> this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Count, nameof(index));
            if (PieceCount == 1)
            {
                ref readonly DatagramPiece only = ref _pieces[0];
                if (Count == 1)
                {
                    return only.Bytes;
                }

                int from = index * DatagramBytes;
                return only.Bytes.Slice(from, Math.Min(DatagramBytes, only.Length - from));
            }

            int start = index * DatagramBytes;
            foreach (ref readonly DatagramPiece piece in Pieces)
            {
                if (start < piece.Length)
                {
                    return piece.Bytes.Slice(start, Math.Min(DatagramBytes, piece.Length - start));
                }

                start -= piece.Length;
            }

            return default;
        }
    }

    /// <summary>Empties the train, gives its leases back, and begins another.</summary>
    /// <param name="datagramBytes">How many bytes each datagram will have, but the last; 1–65,507.</param>
    public void Begin(int datagramBytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(datagramBytes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(datagramBytes, MaxBytes);
        Clear();
        DatagramBytes = datagramBytes;
    }

    /// <summary>Room for the datagrams that come next, in the own space: as much as is left.</summary>
    public Span<byte> Space => _space.Span[_spaceUsed..];

    /// <summary>Adds what was written to the start of <see cref="Space"/>.</summary>
    public void AddSpace(int bytes)
    {
        CheckRoom(bytes);
        if (PieceCount > 0 && _pieces[PieceCount - 1].Owner == _space)
        {
            ref DatagramPiece last = ref _pieces[PieceCount - 1];
            last = new DatagramPiece(_space, last.Offset, last.Length + bytes);
        }
        else
        {
            _pieces[PieceCount++] = new DatagramPiece(_space, _spaceUsed, bytes);
        }

        _spaceUsed += bytes;
        Grow(bytes);
    }

    /// <summary>Adds datagrams that stand in shared memory. The train takes over one lease, which the caller holds
    /// and keeps when this throws.</summary>
    public void AddLeased(PinnedBytes owner, int offset, int bytes)
    {
        ArgumentNullException.ThrowIfNull(owner);
        CheckRoom(bytes);
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bytes, owner.Length - offset);
        _pieces[PieceCount++] = new DatagramPiece(owner, offset, bytes);
        Grow(bytes);
    }

    /// <summary>Begins another train, all of whose datagrams stand in shared memory, one behind the other.</summary>
    /// <param name="datagramBytes">How many bytes each datagram has, but the last; 1–65,507.</param>
    /// <param name="owner">The memory. The train takes over one lease, which the caller keeps when this throws.</param>
    /// <param name="offset">Where they start in it.</param>
    /// <param name="bytes">How many bytes all of them have.</param>
    public void SetLeased(int datagramBytes, PinnedBytes owner, int offset, int bytes)
    {
        ArgumentNullException.ThrowIfNull(owner);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(datagramBytes);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bytes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bytes, MaxBytes);
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bytes, owner.Length - offset);
        int count = CountOf(bytes, datagramBytes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, MaxDatagrams, nameof(bytes));
        Clear();
        SetOnly(owner, offset, bytes);
        DatagramBytes = datagramBytes;
        Count = count;
    }

    /// <summary>
    /// Makes this a train of one datagram, which was written to the start of the space of an empty train; 0 bytes or more.
    /// </summary>
    public void SetSingle(int bytes)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)bytes, (uint)MaxBytes, nameof(bytes));
        Clear();
        Count = 1;
        if (bytes > 0)
        {
            SetOnly(_space, 0, bytes);
            DatagramBytes = _spaceUsed = bytes;
        }
    }

    private void SetOnly(PinnedBytes owner, int offset, int bytes)
    {
        _pieces[0] = new DatagramPiece(owner, offset, bytes);
        PieceCount = 1;
        LengthBytes = bytes;
    }

    /// <summary>Empties the train and gives its leases back.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Clear()
    {
        // Whoever hands a train on clears it first, so most are empty already.
        if (Count != 0 || DatagramBytes != 0)
        {
            ClearUsed();
        }
    }

    private void ClearUsed()
    {
        for (int index = 0; index < PieceCount; index++)
        {
            if (_pieces[index].Owner != _space)
            {
                _pieces[index].Owner.Release();
            }

            _pieces[index] = default;
        }

        PieceCount = Count = LengthBytes = _spaceUsed = DatagramBytes = 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void CheckRoom(int bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bytes);
        if (DatagramBytes == 0 || LengthBytes != Count * DatagramBytes)
        {
            throw new InvalidOperationException("No train was begun, or its last datagram is there already.");
        }

        if (LengthBytes + bytes > MaxBytes || Count + CountOf(bytes, DatagramBytes) > MaxDatagrams)
        {
            throw new InvalidOperationException("The train is full.");
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Grow(int bytes)
    {
        LengthBytes += bytes;
        Count += CountOf(bytes, DatagramBytes);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int CountOf(int bytes, int datagramBytes) =>
        bytes <= datagramBytes ? 1 : (bytes + datagramBytes - 1) / datagramBytes;

    /// <summary>The train's own space, which nobody leases.</summary>
    private sealed class OwnSpace() : PinnedBytes(MaxBytes)
    {
        public override void Release()
        {
        }
    }
}
