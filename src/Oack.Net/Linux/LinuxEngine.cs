using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Oack.Net.Platform;
using Oack.Protocol;
using Oack.Protocol.Wire;

namespace Oack.Net.Linux;

/// <summary>
/// The engine for Linux: epoll; listeners that receive and send in batches and answer from the address that was asked
/// (IP_PKTINFO); transfers' sockets that are used again; a window in one system call where the system can cut it into
/// datagrams (UDP_SEGMENT); and uploads taken in as the system has joined them (UDP_GRO).
/// </summary>
/// <remarks>
/// A transfer's own socket is not connected, though that saves some 0.3 µs a datagram: the kernel would keep datagrams of
/// strangers from the shard, which owes them ERROR 5 (RFC 1350 §4). So a transfer that lasts gets a second socket, which
/// has the same port and is connected; strangers arrive at the first (<see cref="ChannelConnecting"/>).
/// </remarks>
[SupportedOSPlatform("linux")]
internal sealed unsafe partial class LinuxEngine : DatagramEngine
{
    // The largest UDP payload, and what UDP_GRO joins at most, fit.
    private const int BufferBytes = 65_536;

    // A datagram that is longer than an ACK or a plain ERROR is a block of an upload, and blocks come in company.
    private const int LargestLoneDatagram = 64;

    /// <summary>How many looks in vain in a row show that a socket gets one datagram at a time.</summary>
    private const int LooksInVainToRest = 2;

    /// <summary>How often such a socket is looked at again all the same: once in so many times, a power of two.</summary>
    private const int LooksSparedInTurn = 16;

    private static long s_batches;
    private static Socket? s_keeper;

    private readonly EpollPoller _poller;
    private readonly int _receiveBatch;
    private readonly byte* _buffers;
    private readonly MessageBlock _incoming = new(vectorsPerMessage: 1);

    public LinuxEngine(EngineOptions options)
        : this(options, new EpollPoller())
    {
    }

    private LinuxEngine(EngineOptions options, EpollPoller poller)
        : base(options, poller, new TransferChannels(options, poller, new IdleSockets(options.IdleChannels, Refresh)))
    {
        _poller = poller;
        _receiveBatch = Math.Min(options.ReceiveBatch, MessageBlock.MaxMessages);
        _buffers = (byte*)NativeMemory.Alloc(MessageBlock.MaxMessages, BufferBytes);
    }

    private protected override bool AnswersByPacketInformation => true;

    private protected override void Release()
    {
        _incoming.Dispose();
        _outgoing.Dispose();
        NativeMemory.Free(_buffers);
    }

    private protected override void Receive(
        IDatagramShard shard, EngineClock clock, BroadcastAddresses broadcasts, BoundSocket socket)
    {
        if (_rounds.IsUnderWay)
        {
            ReceiveInRound(shard, clock, socket);
        }
        else if (socket.IsIdle)
        {
            Discard(socket);
        }
        else if (socket.Channel.IsListener)
        {
            ReceiveBatch(shard, clock, broadcasts, socket);
        }
        else if (!TryReceiveFromPeer(shard, clock, socket))
        {
            NoteFailure(socket);
        }
    }

    /// <summary>Serves a transfer that nobody said was ready; what is no transfer waits until it is ready.</summary>
    private void ReceiveInRound(IDatagramShard shard, EngineClock clock, BoundSocket socket)
    {
        if (!socket.IsIdle && !socket.Channel.IsListener && !TryReceiveFromPeer(shard, clock, socket))
        {
            _rounds.NoteMiss();
        }
    }

    /// <summary>Takes what a listener has, many datagrams a call, and lets the shard answer all of them together.</summary>
    private void ReceiveBatch(IDatagramShard shard, EngineClock clock, BroadcastAddresses broadcasts, BoundSocket socket)
    {
        for (int index = 0; index < _receiveBatch; index++)
        {
            _incoming.PrepareReceive(index, _buffers + (index * BufferBytes), BufferBytes);
        }

        int count = LinuxDatagrams.ReceiveMany(
            socket.Descriptor, _incoming.Headers, (uint)_receiveBatch, LinuxCalls.DoNotWait, null);
        if (count < 0)
        {
            NoteFailure(socket);
            return;
        }

        socket.FailedReceives = 0;
        _datagramsReceived += count;
        _mayHaveMore |= count == _receiveBatch;
        Instant now = Read(clock);
        long batch = count > 1 ? Interlocked.Increment(ref s_batches) : 0;
        for (int index = 0; index < count; index++)
        {
            PeerEndpoint to = socket.Local;
            _incoming.ReadControl(index, ref to, out _);
            bool isBroadcast = socket.AsksDestination && broadcasts.Contains(to);
            IncomingDatagram incoming = new(socket.Channel, _incoming.Sender(index, socket.IsIPv6), to, isBroadcast) { Batch = batch };
            HandIn(shard, now, incoming, index * BufferBytes, (int)_incoming.Headers[index].LengthBytes);
        }

        DrainAfterWork(shard, clock);
    }

    /// <summary>Takes an ACK, or as many blocks of an upload as are there; false when there is nothing.</summary>
    private bool TryReceiveFromPeer(IDatagramShard shard, EngineClock clock, BoundSocket socket)
    {
        int taken = 0;
        while (taken < Options.ReceiveBatch && !socket.IsClosed && !socket.IsIdle)
        {
            int count = ReceiveOnce(shard, clock, socket, out int largest);
            if (count < 0)
            {
                socket.LooksInVain += taken > 0 ? 1 : 0;
                return taken > 0;
            }

            socket.LooksInVain = taken == 0 ? socket.LooksInVain : 0;
            taken += count;
            if (largest <= LargestLoneDatagram)
            {
                break;
            }

            if (Options.ReceiveOffload)
            {
                Coalesce(socket);
            }

            if (!IsLookWorthwhile(socket))
            {
                break;
            }
        }

        return true;
    }

    /// <summary>
    /// Whether to look for more at once. In lock-step nothing follows a block before its ACK, so looks in vain become
    /// rare; what waits all the same is found by the next wait.
    /// </summary>
    private static bool IsLookWorthwhile(BoundSocket socket) =>
        socket.LooksInVain < LooksInVainToRest || (++socket.LooksSpared & (LooksSparedInTurn - 1)) == 0;

    /// <summary>One receive call; how many datagrams it brought, or -1.</summary>
    private int ReceiveOnce(IDatagramShard shard, EngineClock clock, BoundSocket socket, out int largestBytes) =>
        socket.Coalesces
            ? ReceiveJoined(shard, clock, socket, out largestBytes)
            : ReceiveSingle(shard, clock, socket, out largestBytes);

    private int ReceiveSingle(IDatagramShard shard, EngineClock clock, BoundSocket socket, out int lengthBytes)
    {
        lengthBytes = socket.HearsMany ? ReceiveFromAny(socket) : ReceiveFromOne(socket);
        if (lengthBytes < 0)
        {
            return -1;
        }

        Instant now = Read(clock);
        ref readonly IncomingDatagram incoming = ref socket.LastSender.Incoming;
        ReadOnlySpan<byte> datagram = new(_buffers, lengthBytes);
        Options.Tap?.OnReceived(incoming.Remote, incoming.Local, datagram);
        NoteReceived(socket, 1);
        if (!TryAnswer(shard, now, socket, incoming, datagram))
        {
            shard.HandleDatagram(now, incoming, datagram);
            Drain(shard, clock);
        }
        else if (shard.MayTransmit)
        {
            Drain(shard, clock);
        }

        return 1;
    }

    /// <summary>Answers a datagram at once, past what else waits to be sent: it is one answer for one datagram.</summary>
    private bool TryAnswer(
        IDatagramShard shard, Instant now, BoundSocket socket, in IncomingDatagram incoming, ReadOnlySpan<byte> datagram)
    {
        if (_collectedCount > 0 || socket.AsksDestination || !shard.TryAnswer(now, incoming, datagram, _trains[0]))
        {
            return false;
        }

        DatagramTrain answer = _trains[0];
        if (answer.Count > 0)
        {
            Send(socket, answer, new OutgoingTrain(incoming.Channel, incoming.Remote, incoming.Local));
        }

        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int ReceiveFromOne(BoundSocket socket) =>
        (int)LinuxCalls.ReceiveFrom(socket.Descriptor, _buffers, BufferBytes, LinuxCalls.DoNotWait, null, null);

    private int ReceiveFromAny(BoundSocket socket)
    {
        while (true)
        {
            uint nameBytes = SockAddr.IPv6Bytes;
            int lengthBytes = (int)LinuxCalls.ReceiveFrom(
                socket.Descriptor, _buffers, BufferBytes, LinuxCalls.DoNotWait, _incoming.NameOf(0), &nameBytes);
            if (lengthBytes < 0)
            {
                return -1;
            }

            ReadOnlySpan<byte> name = new(_incoming.NameOf(0), SockAddr.IPv6Bytes);
            if (socket.LastSender.IsStill(name, socket.IsIPv6)
                || socket.TryNoteSender(name, IncomingFrom(socket, socket.Local)))
            {
                return lengthBytes;
            }
        }
    }

    private int ReceiveJoined(IDatagramShard shard, EngineClock clock, BoundSocket socket, out int largestBytes)
    {
        _incoming.PrepareReceive(0, _buffers, BufferBytes);
        int received = (int)LinuxCalls.ReceiveMessage(socket.Descriptor, &_incoming.Headers[0].Header, LinuxCalls.DoNotWait);
        largestBytes = 0;
        if (received < 0)
        {
            return -1;
        }

        PeerEndpoint to = socket.Local;
        _incoming.ReadControl(0, ref to, out int datagramBytes);
        IncomingDatagram incoming = IncomingFrom(socket, to);
        if (socket.IsLeftover(incoming.Remote))
        {
            return 0;
        }

        Instant now = Read(clock);
        int count = 0;
        for (int start = 0; count == 0 || start < received; count++)
        {
            int length = datagramBytes > 0 ? Math.Min(datagramBytes, received - start) : received;
            HandIn(shard, now, incoming, start, length);
            largestBytes = Math.Max(largestBytes, length);
            start += length;
        }

        NoteReceived(socket, count);
        Drain(shard, clock);
        return count;
    }

    private IncomingDatagram IncomingFrom(BoundSocket socket, in PeerEndpoint to) =>
        new(socket.Channel, _incoming.Sender(0, socket.IsIPv6), to, IsBroadcast: false);

    /// <summary>Gives the shard, and who listens in, a datagram that stands in the buffers.</summary>
    private void HandIn(IDatagramShard shard, Instant now, in IncomingDatagram incoming, int start, int lengthBytes)
    {
        ReadOnlySpan<byte> datagram = new(_buffers + start, lengthBytes);
        Options.Tap?.OnReceived(incoming.Remote, incoming.Local, datagram);
        shard.HandleDatagram(now, incoming, datagram);
    }

    private void NoteReceived(BoundSocket socket, int count)
    {
        socket.FailedReceives = 0;
        _datagramsReceived += count;
        _lastReceiver = socket;
    }

    /// <summary>From its first block on an upload may be handed in joined.</summary>
    private static void Coalesce(BoundSocket socket)
    {
        if (!socket.Coalesces && !socket.RefusesToCoalesce)
        {
            KeepCoalescing();
            socket.Coalesces = LinuxDatagrams.TryJoinOnReceive(socket.Socket);
            socket.RefusesToCoalesce = !socket.Coalesces;
        }
    }

    /// <summary>
    /// The kernel patches its own code when the first socket asks for coalescing and when the last one that did is
    /// closed, and stops all processors for it. One socket that stays keeps it from going back and forth.
    /// </summary>
    private static void KeepCoalescing()
    {
        if (Volatile.Read(ref s_keeper) is not null)
        {
            return;
        }

        try
        {
            Socket keeper = UdpSockets.Create(isIPv6: false, 4096, 4096);
            _ = LinuxDatagrams.TryJoinOnReceive(keeper);
            if (Interlocked.CompareExchange(ref s_keeper, keeper, null) is not null)
            {
                keeper.Dispose();
            }
        }
        catch (SocketException)
        {
            // No more files may be open; the next upload tries again.
        }
    }

    private void NoteFailure(BoundSocket socket)
    {
        SocketError error = Marshal.GetLastPInvokeError() is LinuxCalls.TryAgain or LinuxCalls.Interrupted
            ? SocketError.WouldBlock
            : SocketError.SocketError;
        NoteFailedReceive(socket, error);
    }

    /// <summary>Makes a socket that rested, and its twin, ready for a channel with this peer.</summary>
    private static void Refresh(BoundSocket socket, PeerEndpoint peer)
    {
        Discard(socket);
        NoLongerCut(socket);
        if (socket.Twin is not { } twin)
        {
            return;
        }

        // What another peer may have left in it is known by its name, once it is connected.
        if (twin.ConnectedTo == peer)
        {
            Discard(twin);
        }

        NoLongerCut(twin);
    }

    private static void NoLongerCut(BoundSocket socket)
    {
        if (socket.SegmentBytes > 0)
        {
            CutInto(socket, 0);
        }
    }

    /// <summary>Rids a socket of what its former transfer left in it.</summary>
    private static void Discard(BoundSocket socket)
    {
        byte nothing;
        const int MostLeftovers = 4_096;
        for (int index = 0; index < MostLeftovers; index++)
        {
            uint nameLength = 0;
            if (LinuxCalls.ReceiveFrom(socket.Descriptor, &nothing, 1, LinuxCalls.DoNotWait | LinuxCalls.Truncate, null, &nameLength) < 0)
            {
                break;
            }
        }
    }
}
