using System.Net.Sockets;
using Oack.Net.Client;
using Oack.Net.Platform;
using Oack.Protocol;

namespace Oack.Net;

/// <summary>
/// A client that is a member of a group: a second socket, bound to the group, is waited for together with its own. Several
/// clients of one machine may be members of one group, each with a copy of all that comes.
/// </summary>
public sealed partial class ClientChannel
{
    // A burst for the group arrives for everybody at once, while this process may be waiting for its turn.
    private const int GroupBufferBytes = 8 << 20;

    private Membership? _group;

    /// <summary>The group of which it is a member, or null.</summary>
    public PeerEndpoint? Group => _group?.Endpoint;

    /// <summary>Whether the last datagram received was sent to the group, and not to this client alone.</summary>
    public bool CameByGroup { get; private set; }

    /// <summary>Joins a group, and leaves the one before. Not while another thread is in a receive.</summary>
    /// <param name="group">The group, with the port of its receivers.</param>
    /// <param name="via">The interface to join it on. Defaults to null: the one that the route to the group takes.</param>
    /// <exception cref="BindException">The port is taken by somebody who does not share it, or the group cannot be joined.</exception>
    public void Join(PeerEndpoint group, MulticastInterface? via = null)
    {
        ObjectDisposedException.ThrowIf(_entry.IsClosed, this);
        Leave();
        Socket socket;
        try
        {
            socket = UdpSockets.JoinGroup(group, via, GroupBufferBytes);
        }
        catch (SocketException exception)
        {
            throw new BindException(group.ToIPEndPoint(), exception);
        }

        PolledSocket entry = new(socket);
        _poller.Add(entry);
        _group = new Membership(group, entry, DatagramSource.Create(entry, !group.IsIPv4, IsPortable ? ReceivePath.Portable : ReceivePath.Best));
    }

    /// <summary>Leaves the group; what it sent and nobody took is lost. Without a group it does nothing.</summary>
    public void Leave()
    {
        if (_group is { } member)
        {
            _group = null;
            _poller.Remove(member.Entry);
            member.Entry.Dispose();
        }
    }

    /// <summary>Gives what was received already: what came for this client alone first, which may change its part in the group.</summary>
    private bool TryNext(out ReadOnlySpan<byte> datagram, out PeerEndpoint from)
    {
        CameByGroup = false;
        if (_source.TryNext(out datagram, out from))
        {
            return true;
        }

        return _group is { } member && (CameByGroup = member.Source.TryNext(out datagram, out from));
    }

    private void ForgetReadiness()
    {
        _entry.IsReadable = _entry.HasError = _wakeEntry.IsReadable = false;
        if (_group is { } member)
        {
            member.Entry.IsReadable = member.Entry.HasError = false;
        }
    }

    /// <summary>Receives on whichever socket the last wait found readable.</summary>
    private bool FillReadable()
    {
        bool hasAny = _entry.IsReadable && _source.Fill() == FillStatus.Ok;
        if (_group is { } member)
        {
            hasAny |= member.Entry.IsReadable && member.Source.Fill() == FillStatus.Ok;
            if (member.Entry.HasError)
            {
                SocketSend.ClearError(member.Entry.Socket);
            }
        }

        return hasAny;
    }

    private sealed record Membership(PeerEndpoint Endpoint, PolledSocket Entry, DatagramSource Source);
}
