using System.Net;
using System.Net.Sockets;
using Oack.Protocol;

namespace Oack.Net.Platform;

/// <summary>
/// The sockets of transfers, by slot. A slot holds one socket at a time; a generation that was closed never opens again, so
/// a datagram that a dead transfer left behind goes nowhere.
/// </summary>
internal sealed class TransferChannels(EngineOptions options, SocketPoller poller, IdleSockets? idle = null) : IDisposable
{
    private static readonly PeerEndpoint s_anyIPv4 = PeerEndpoint.From(IPAddress.Any, 0);
    private static readonly PeerEndpoint s_anyIPv6 = PeerEndpoint.From(IPAddress.IPv6Any, 0);

    private readonly PortAllocator? _ports = options.PortRange is { } range ? new PortAllocator(range) : null;
    private Slot[] _slots = [];
    private int _twins;

    /// <summary>How many are open.</summary>
    public int OpenCount { get; private set; }

    /// <summary>Finds the socket of a channel, or opens it.</summary>
    /// <param name="outgoing">What is about to leave.</param>
    /// <param name="cause">Why it could not be opened, this time; null if it was closed before.</param>
    /// <returns>Null when there is none.</returns>
    public BoundSocket? For(in OutgoingTrain outgoing, out string? cause)
    {
        ChannelId channel = outgoing.Channel;
        cause = null;
        if ((uint)channel.Index < (uint)_slots.Length)
        {
            ref Slot slot = ref _slots[channel.Index];
            if (slot.Socket is { } socket && slot.Generation == channel.Generation)
            {
                return socket;
            }

            if (slot.IsUsed && (int)(channel.Generation - slot.Generation) <= 0)
            {
                return null;
            }
        }
        else if (!TryGrow(channel.Index))
        {
            cause = $"slot {channel.Index} is beyond the {options.MaxChannels} channels of this engine";
            return null;
        }

        ref Slot place = ref _slots[channel.Index];
        Release(ref place);
        place = new() { IsUsed = true, Generation = channel.Generation };
        BoundSocket? opened = Open(outgoing, ref place, out cause);
        if (opened is null)
        {
            // The one before is gone, and this one may be tried again.
            place.Generation--;
        }

        return opened;
    }

    /// <summary>Closes a channel. Without effect if its slot has gone on to a later generation.</summary>
    public void Close(ChannelId channel)
    {
        if (channel.IsListener || (channel.Index >= _slots.Length && !TryGrow(channel.Index)))
        {
            return;
        }

        ref Slot slot = ref _slots[channel.Index];
        if (slot.IsUsed && (int)(channel.Generation - slot.Generation) < 0)
        {
            return;
        }

        Release(ref slot);
        slot = new() { IsUsed = true, Generation = channel.Generation };
    }

    public void Dispose()
    {
        foreach (ref Slot slot in _slots.AsSpan())
        {
            Release(ref slot);
        }

        _slots = [];
        while (idle?.TryTakeAny() is { } socket)
        {
            Shut(socket);
        }
    }

    /// <summary>
    /// Opens a second socket on the port of a transfer's own, to be connected. Null when the system has none left, or
    /// there are many.
    /// </summary>
    public BoundSocket? OpenTwin(BoundSocket socket)
    {
        if (_twins >= options.MaxTwins)
        {
            return null;
        }

        Socket? beside = null;
        try
        {
            beside = UdpSockets.Create(socket.IsIPv6, options.TransferReceiveBufferBytes, options.SendBufferBytes);
            UdpSockets.BindBeside(beside, socket.Socket);
            socket.Twin = WaitFor(beside, socket.IsIPv6, socket.Channel, twinOf: socket);
            _twins++;
            return socket.Twin;
        }
        catch (SocketException)
        {
            // The transfer goes on without.
            beside?.Dispose();
            return null;
        }
    }

    /// <summary>Waits for what a socket hears.</summary>
    /// <exception cref="SocketException">The system waits for no more.</exception>
    private BoundSocket WaitFor(Socket socket, bool isIPv6, ChannelId channel, BoundSocket? twinOf = null)
    {
        if (poller.ReportsErrors)
        {
            UdpSockets.TryReportErrors(socket, isIPv6);
        }

        BoundSocket bound = new(socket, isIPv6, channel, asksDestination: false) { TwinOf = twinOf };
        poller.Add(bound);
        return bound;
    }

    private void Shut(BoundSocket socket)
    {
        if (socket.Twin is { } twin)
        {
            _twins--;
            poller.Remove(twin);
            twin.Dispose();
        }

        poller.Remove(socket);
        socket.Dispose();
    }

    private BoundSocket? Open(in OutgoingTrain outgoing, ref Slot slot, out string? cause)
    {
        bool isIPv6 = !outgoing.Remote.IsIPv4;
        bool isLocalKnown = !outgoing.Local.IsAny && outgoing.Local.IsIPv4 == outgoing.Remote.IsIPv4;
        PeerEndpoint local = isLocalKnown ? outgoing.Local.WithPort(0) : isIPv6 ? s_anyIPv6 : s_anyIPv4;
        if (_ports is null && idle?.TryTake(local, outgoing.Remote) is { } rested)
        {
            rested.Channel = outgoing.Channel;
            slot.Socket = rested;
            OpenCount++;
            cause = null;
            return rested;
        }

        IPAddress address = local.ToIPAddress();
        Socket? socket = null;
        try
        {
            socket = CreateInPlaceOfResting(isIPv6);
            if (options.Multicast is { } sending)
            {
                UdpSockets.SendToGroups(socket, isIPv6, sending);
            }

            if (_ports is null)
            {
                socket.Bind(new IPEndPoint(address, 0));
            }
            else if ((slot.RangePort = _ports.Bind(socket, address)) == 0)
            {
                socket.Dispose();
                cause = $"no free port in {options.PortRange} ({_ports.TakenCount} are used by transfers)";
                return null;
            }

            slot.Socket = WaitFor(socket, isIPv6, outgoing.Channel);
            OpenCount++;
            cause = null;
            return slot.Socket;
        }
        catch (SocketException exception)
        {
            socket?.Dispose();
            cause = $"cannot open a socket on {address}: {BindException.Phrase(exception.SocketErrorCode, exception)}";
            return null;
        }
    }

    /// <summary>Makes a socket; where no more files may be open, one that rests is closed for it.</summary>
    private Socket CreateInPlaceOfResting(bool isIPv6)
    {
        while (true)
        {
            try
            {
                return UdpSockets.Create(isIPv6, options.TransferReceiveBufferBytes, options.SendBufferBytes);
            }
            catch (SocketException exception) when (exception.SocketErrorCode == SocketError.TooManyOpenSockets)
            {
                if (idle?.TryTakeAny() is not { } resting)
                {
                    throw;
                }

                Shut(resting);
            }
        }
    }

    private bool TryGrow(int index)
    {
        if ((uint)index >= (uint)options.MaxChannels)
        {
            return false;
        }

        int size = Math.Max(64, _slots.Length);
        while (size <= index)
        {
            size *= 2;
        }

        Array.Resize(ref _slots, Math.Min(size, options.MaxChannels));
        return true;
    }

    private void Release(ref Slot slot)
    {
        if (slot.Socket is { } socket)
        {
            slot.Socket = null;
            OpenCount--;
            if (slot.RangePort != 0 || socket.IsConnected || idle is null || !idle.TryAdd(socket))
            {
                Shut(socket);
            }
        }

        if (slot.RangePort != 0)
        {
            _ports!.Release(slot.RangePort);
            slot.RangePort = 0;
        }
    }

    private struct Slot
    {
        public BoundSocket? Socket;
        public uint Generation;
        public bool IsUsed;
        public int RangePort;
    }
}
