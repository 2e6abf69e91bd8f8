using System.Runtime.InteropServices;
using Oack.Net.Platform;
using Oack.Protocol;
using Oack.Protocol.Wire;

namespace Oack.Net.Linux;

/// <summary>
/// Sending without a copy: what stands in a file in memory goes as the file's own pages (sendfile), cut into datagrams by
/// the system. Only to a connected peer, for the call has no room for an address.
/// </summary>
internal sealed unsafe partial class LinuxEngine
{
    /// <summary>Below, to copy is cheaper than to hand over.</summary>
    private const int LeastToHandOver = 16 << 10;

    private static bool MayHandOver(BoundSocket socket, DatagramTrain train, in PeerEndpoint remote) =>
        train.LengthBytes >= LeastToHandOver
        && train.Pieces is [{ Owner.File: >= 0 }]
        && socket.ConnectedTo == remote
        && (socket.SegmentBytes == train.DatagramBytes || CutInto(socket, train.DatagramBytes));

    /// <summary>One call; how many datagrams have left, or -1 with the error set.</summary>
    private static int TryHandOver(BoundSocket socket, DatagramTrain train)
    {
        DatagramPiece piece = train.Pieces[0];
        if (!piece.Owner.WereHandedOver)
        {
            piece.Owner.WereHandedOver = true;
        }

        long offset = piece.Owner.FileOffset + piece.Offset;
        nint sent = LinuxCalls.SendFile(socket.Descriptor, piece.Owner.File, &offset, (nuint)piece.Length);
        if (sent == 0)
        {
            Marshal.SetLastPInvokeError(LinuxCalls.Invalid);
        }

        return sent <= 0 ? -1 : (int)((sent + train.DatagramBytes - 1) / train.DatagramBytes);
    }

    /// <summary>Has everything that leaves a socket cut into datagrams of a length; 0 for no longer.</summary>
    private static bool CutInto(BoundSocket socket, int datagramBytes)
    {
        bool isDone = UdpSockets.TrySetRaw(socket.Socket, LinuxDatagrams.UdpLevel, LinuxCalls.UdpSegment, datagramBytes);
        socket.SegmentBytes = isDone ? datagramBytes : 0;
        return isDone;
    }
}
