using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Oack.Net.Platform;
using Oack.Protocol;
using Oack.Protocol.Wire;

namespace Oack.Net.Linux;

/// <summary>
/// The ladder by which trains leave: cut by the system, else many datagrams a call, else one. What goes out through a
/// listener is collected first, for one call.
/// </summary>
internal sealed unsafe partial class LinuxEngine
{
    /// <summary>How much of what full send buffers did not take is kept in all.</summary>
    private const int MaxStalledBytes = 16 << 20;

    private readonly MessageBlock _outgoing = new(DatagramTrain.MaxPieces);
    private readonly List<DatagramTrain> _trains = [new()];
    private readonly OutgoingTrain[] _collected = new OutgoingTrain[MessageBlock.MaxMessages];
    private BoundSocket? _collector;
    private int _collectedCount;
    private long _stalledBytes;

    private protected override DatagramTrain NextTrain()
    {
        if (_collectedCount == _trains.Count)
        {
            _trains.Add(new DatagramTrain());
        }

        DatagramTrain train = _trains[_collectedCount];
        train.Clear();
        return train;
    }

    private protected override void Send(BoundSocket socket, DatagramTrain train, in OutgoingTrain outgoing)
    {
        if (!socket.Channel.IsListener)
        {
            socket = BestFor(socket, outgoing.Remote);

            // Nearly every train in lock-step; one that is refused goes down the ladder.
            if (train.Count == 1 && socket.Stalled is null && TrySingle(socket, train[0], outgoing.Remote) > 0)
            {
                NoteSent(socket, default, outgoing.Remote, train, 0, 1);
            }
            else
            {
                SendTrain(socket, train, 0, outgoing);
            }

            train.Clear();
            return;
        }

        if (_collector != socket && _collectedCount > 0)
        {
            int at = _collectedCount;
            Flush();
            (_trains[0], _trains[at]) = (_trains[at], _trains[0]);
        }

        _collector = socket;
        _collected[_collectedCount++] = outgoing;
        if (_collectedCount == MessageBlock.MaxMessages)
        {
            Flush();
        }
    }

    private protected override void Flush()
    {
        if (_collectedCount == 0)
        {
            return;
        }

        BoundSocket socket = _collector!;
        int count = _collectedCount;
        int from = 0;
        if (socket.Stalled is null)
        {
            for (int index = 0; index < count; index++)
            {
                DatagramTrain train = _trains[index];
                int vectors = FillVectors(train, _outgoing.Vectors + (index * DatagramTrain.MaxPieces));
                _outgoing.PrepareSend(
                    index, _collected[index].Remote, SourceFor(socket, _collected[index]),
                    train.Count > 1 ? train.DatagramBytes : 0, _outgoing.Vectors + (index * DatagramTrain.MaxPieces), vectors);
            }

            from = SendCollected(socket, count);
        }

        // What the call did not take goes its own way, train by train.
        for (int index = from; index < count; index++)
        {
            SendTrain(socket, _trains[index], 0, _collected[index]);
        }

        for (int index = 0; index < count; index++)
        {
            _trains[index].Clear();
        }

        _collectedCount = 0;
        _collector = null;
    }

    /// <summary>Sends collected trains; how many of them have left when one was refused.</summary>
    private int SendCollected(BoundSocket socket, int count)
    {
        // A listener stays on the highest level: its trains go to many paths, and each finds its own way when refused.
        int sent = 0;
        while (sent < count)
        {
            int done = LinuxCalls.SendMessages(
                socket.Descriptor, _outgoing.Headers + sent, (uint)(count - sent), LinuxCalls.DoNotWait);
            if (done <= 0)
            {
                break;
            }

            for (int index = sent; index < sent + done; index++)
            {
                NoteSent(
                    socket, SourceFor(socket, _collected[index]), _collected[index].Remote, _trains[index], 0, _trains[index].Count);
            }

            sent += done;
        }

        return sent;
    }

    /// <summary>Sends the datagrams of a train from one on; keeps what a full buffer does not take.</summary>
    private void SendTrain(BoundSocket socket, DatagramTrain train, int from, in OutgoingTrain outgoing)
    {
        if (socket.Stalled is not null)
        {
            Stall(socket, train, from, outgoing);
            return;
        }

        SendLevel level = socket.Channel.IsListener ? SendLevel.Segmented : socket.SendLevel;
        PeerEndpoint source = SourceFor(socket, outgoing);
        bool triedAgain = false;
        while (from < train.Count)
        {
            level = train.Count - from == 1 ? SendLevel.Single : level;
            int sent = TrySend(socket, train, from, level, outgoing.Remote, source);
            if (sent > 0)
            {
                NoteSent(socket, source, outgoing.Remote, train, from, sent);
                from += sent;
                triedAgain = false;
                continue;
            }

            int error = Marshal.GetLastPInvokeError();
            switch (error)
            {
                case LinuxCalls.Interrupted:
                    continue;
                case LinuxCalls.TryAgain:
                    Stall(socket, train, from, outgoing);
                    return;
                case LinuxCalls.ConnectionRefused or LinuxCalls.HostUnreachable or LinuxCalls.NetworkUnreachable when !triedAgain:
                    // An ICMP message about an earlier datagram is told instead of sending.
                    triedAgain = true;
                    continue;
                case LinuxCalls.Invalid or LinuxCalls.MessageSize or LinuxCalls.InputOutput or LinuxCalls.NotSupported
                    when level <= SendLevel.Segmented || socket.SegmentBytes > 0:
                    level = Lower(socket);
                    continue;
                case LinuxCalls.NotImplemented when level == SendLevel.Batched:
                    level = socket.SendLevel = SendLevel.Single;
                    continue;
                case LinuxCalls.Invalid or LinuxCalls.AddressNotAvailable when !source.IsAny:
                    // The address that was asked is gone; the system's choice is better than silence.
                    source = default;
                    continue;
                case LinuxCalls.MessageSize when !triedAgain:
                    triedAgain = true;
                    continue;
                default:
                    // One datagram is lost, as it might be on the way; the others may have more luck.
                    _sendsDropped++;
                    from++;
                    triedAgain = false;
                    continue;
            }
        }
    }

    /// <summary>What is left where the system refuses to cut: first without pages, then without cutting.</summary>
    private static SendLevel Lower(BoundSocket socket)
    {
        if (socket.SegmentBytes > 0)
        {
            CutInto(socket, 0);
            return socket.SendLevel = SendLevel.Segmented;
        }

        // A listener stays as it is, for its other peers.
        return socket.Channel.IsListener ? SendLevel.Batched : socket.SendLevel = SendLevel.Batched;
    }

    private void NoteSent(
        BoundSocket socket, in PeerEndpoint source, in PeerEndpoint remote, DatagramTrain train, int from, int count)
    {
        _datagramsSent += count;
        if (Options.Tap is not null)
        {
            ShowSent(socket, source, remote, train, from, count);
        }
    }

    /// <summary>One call on a level; how many datagrams have left, or less than 1 with the error set.</summary>
    private int TrySend(
        BoundSocket socket, DatagramTrain train, int from, SendLevel level, in PeerEndpoint remote, in PeerEndpoint source) => level switch
        {
            SendLevel.Paged when from == 0 && MayHandOver(socket, train, remote) => TryHandOver(socket, train),
            SendLevel.Paged or SendLevel.Segmented when from == 0 => TrySegmented(socket, train, remote, source),
            SendLevel.Single when source.IsAny => TrySingle(socket, train[from], remote),
            SendLevel.Single => TryBatched(socket, train, from, 1, remote, source),
            _ => TryBatched(socket, train, from, train.Count - from, remote, source),
        };

    private int TrySegmented(BoundSocket socket, DatagramTrain train, in PeerEndpoint remote, in PeerEndpoint source)
    {
        int vectors = FillVectors(train, _outgoing.Vectors);
        _outgoing.PrepareSend(0, remote, source, train.DatagramBytes, _outgoing.Vectors, vectors);
        if (socket.ConnectedTo == remote)
        {
            _outgoing.LeaveOutName(0);
        }

        return LinuxCalls.SendMessage(socket.Descriptor, &_outgoing.Headers[0].Header, LinuxCalls.DoNotWait) < 0 ? -1 : train.Count;
    }

    private int TrySingle(BoundSocket socket, ReadOnlySpan<byte> datagram, in PeerEndpoint remote)
    {
        int nameBytes = 0;
        byte* name = socket.ConnectedTo == remote ? null : _outgoing.WriteName(0, remote, out nameBytes);
        if (socket.SegmentBytes > 0 && datagram.Length > socket.SegmentBytes)
        {
            CutInto(socket, 0);
        }

        return LinuxCalls.SendTo(
            socket.Descriptor, AddressOf(datagram), (nuint)datagram.Length, LinuxCalls.DoNotWait, name, (uint)nameBytes) < 0 ? -1 : 1;
    }

    private int TryBatched(BoundSocket socket, DatagramTrain train, int from, int count, in PeerEndpoint remote, in PeerEndpoint source)
    {
        for (int index = 0; index < count; index++)
        {
            ReadOnlySpan<byte> datagram = train[from + index];
            UnixCalls.IoVector* vector = _outgoing.Vectors + index;
            *vector = new() { Base = AddressOf(datagram), Length = (nuint)datagram.Length };
            _outgoing.PrepareSend(index, remote, source, segmentBytes: 0, vector, 1);
        }

        return count == 1
            ? LinuxCalls.SendMessage(socket.Descriptor, &_outgoing.Headers[0].Header, LinuxCalls.DoNotWait) < 0 ? -1 : 1
            : LinuxCalls.SendMessages(socket.Descriptor, _outgoing.Headers, (uint)count, LinuxCalls.DoNotWait);
    }

    private static int FillVectors(DatagramTrain train, UnixCalls.IoVector* vectors)
    {
        ReadOnlySpan<DatagramPiece> pieces = train.Pieces;
        for (int index = 0; index < pieces.Length; index++)
        {
            ReadOnlySpan<byte> bytes = pieces[index].Bytes;
            vectors[index] = new() { Base = AddressOf(bytes), Length = (nuint)bytes.Length };
        }

        return pieces.Length;
    }

    // The bytes of a train are pinned: PinnedBytes sees to that.
    private static byte* AddressOf(ReadOnlySpan<byte> bytes) => (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(bytes));

    /// <summary>A socket that is bound to all addresses is told which one to send from.</summary>
    private static PeerEndpoint SourceFor(BoundSocket socket, in OutgoingTrain outgoing) =>
        socket.AsksDestination && outgoing.Local.IsIPv4 == outgoing.Remote.IsIPv4 ? outgoing.Local : default;

    private void Stall(BoundSocket socket, DatagramTrain train, int from, in OutgoingTrain outgoing)
    {
        int bytes = train.LengthBytes - (from * train.DatagramBytes);
        if (_stalledBytes + bytes > MaxStalledBytes)
        {
            _sendsDropped += train.Count - from;
            return;
        }

        if (socket.Stalled is null)
        {
            socket.Stalled = new Queue<StalledTrain>();
            _poller.SetWritable(socket, isWanted: true);
        }

        socket.Stalled.Enqueue(new StalledTrain(train, from, outgoing));
        _stalledBytes += bytes;
    }

    private protected override void HandleWritable(BoundSocket socket)
    {
        while (socket.Stalled is { } queue && queue.TryPeek(out StalledTrain? stalled))
        {
            PeerEndpoint source = SourceFor(socket, stalled.Outgoing);
            while (stalled.Count > 0)
            {
                ReadOnlySpan<byte> datagram = stalled.Next;
                nint sent;
                fixed (byte* bytes = datagram)
                {
                    *_outgoing.Vectors = new() { Base = bytes, Length = (nuint)datagram.Length };
                    _outgoing.PrepareSend(0, stalled.Outgoing.Remote, source, segmentBytes: 0, _outgoing.Vectors, 1);
                    sent = LinuxCalls.SendMessage(socket.Descriptor, &_outgoing.Headers[0].Header, LinuxCalls.DoNotWait);
                }

                if (sent >= 0)
                {
                    _datagramsSent++;
                    Options.Tap?.OnSent(LocalOf(socket, source), stalled.Outgoing.Remote, datagram);
                }
                else if (Marshal.GetLastPInvokeError() == LinuxCalls.TryAgain)
                {
                    return;
                }
                else
                {
                    _sendsDropped++;
                }

                stalled.Advance();
            }

            queue.Dequeue();
            _stalledBytes -= stalled.LengthBytes;
            stalled.Dispose();
            if (queue.Count == 0)
            {
                socket.Stalled = null;
                _poller.SetWritable(socket, isWanted: false);
            }
        }
    }
}
