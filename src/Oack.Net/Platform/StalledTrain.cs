using System.Buffers;
using Oack.Protocol.Wire;

namespace Oack.Net.Platform;

/// <summary>A copy of what a full send buffer did not take, to be sent when it has drained.</summary>
internal sealed class StalledTrain : IDisposable
{
    private readonly int _datagramBytes;
    private readonly byte[] _bytes;
    private int _start;

    public StalledTrain(DatagramTrain train, int fromIndex, in OutgoingTrain outgoing)
    {
        Outgoing = outgoing;
        _datagramBytes = train.DatagramBytes;
        LengthBytes = train.LengthBytes - (fromIndex * _datagramBytes);
        _bytes = ArrayPool<byte>.Shared.Rent(LengthBytes);
        for (int index = fromIndex, at = 0; index < train.Count; index++)
        {
            train[index].CopyTo(_bytes.AsSpan(at));
            at += train[index].Length;
        }
    }

    /// <summary>Where it goes.</summary>
    public OutgoingTrain Outgoing { get; }

    /// <summary>How many bytes it was made of.</summary>
    public int LengthBytes { get; }

    /// <summary>The next datagram; empty at the end.</summary>
    public ReadOnlySpan<byte> Next => _bytes.AsSpan(_start, Math.Min(_datagramBytes, LengthBytes - _start));

    /// <summary>How many datagrams are left.</summary>
    public int Count => (LengthBytes - _start + _datagramBytes - 1) / _datagramBytes;

    /// <summary>Goes on to the following datagram.</summary>
    public void Advance() => _start += Next.Length;

    public void Dispose() => ArrayPool<byte>.Shared.Return(_bytes);
}
