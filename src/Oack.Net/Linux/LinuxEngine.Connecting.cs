using Oack.Net.Platform;
using Oack.Protocol;

namespace Oack.Net.Linux;

/// <summary>From which of a channel's sockets a peer is answered, and when it gets one that is connected.</summary>
internal sealed unsafe partial class LinuxEngine
{
    /// <summary>
    /// So many answers in a row, without another sender in between, tell a channel's peer. A client's request goes
    /// elsewhere than what follows, and a stranger is answered with one ERROR.
    /// </summary>
    private const int AnswersToConnect = 4;

    /// <summary>A second socket must be worth its making: a small file is through before.</summary>
    private const int AnswersToConnectTwin = 12;

    /// <summary>The socket of the channel that is connected to the peer; else the one that hears everybody.</summary>
    private BoundSocket BestFor(BoundSocket socket, in PeerEndpoint remote)
    {
        if (socket.ConnectedTo == remote)
        {
            return socket;
        }

        BoundSocket own = socket.TwinOf ?? socket;
        return own.Twin is { } twin && twin.ConnectedTo == remote ? twin : ConnectWhenKnown(own, remote);
    }

    /// <summary>Connects once it is clear who the peer is: who is heard and answered again and again.</summary>
    private BoundSocket ConnectWhenKnown(BoundSocket socket, in PeerEndpoint remote)
    {
        int needed = Options.Connecting == ChannelConnecting.Alone ? AnswersToConnect : AnswersToConnectTwin;
        if (socket.TriedToConnect || socket.LastSender.Incoming.Remote != remote || ++socket.AnswersInARow < needed)
        {
            return socket;
        }

        socket.TriedToConnect = true;
        switch (Options.Connecting)
        {
            case ChannelConnecting.Alone:
                _ = TryConnect(socket, remote);
                return socket;
            case ChannelConnecting.Beside:
                return ConnectTwin(socket, remote);
            default:
                return socket;
        }
    }

    private BoundSocket ConnectTwin(BoundSocket socket, in PeerEndpoint remote)
    {
        if ((socket.Twin ?? Channels.OpenTwin(socket)) is not { } twin)
        {
            return socket;
        }

        // It may have been connected for a former transfer.
        Discard(twin);
        twin.SendLevel = socket.SendLevel;
        return TryConnect(twin, remote) ? twin : socket;
    }

    private bool TryConnect(BoundSocket socket, in PeerEndpoint remote)
    {
        byte* name = _outgoing.WriteName(0, remote, out int nameBytes);
        if (LinuxCalls.Connect(socket.Descriptor, name, (uint)nameBytes) != 0)
        {
            return false;
        }

        byte first;
        nint queued = LinuxCalls.ReceiveFrom(
            socket.Descriptor, &first, 1, LinuxCalls.DoNotWait | LinuxCalls.Peek, null, null);
        socket.NoteConnected(remote, hasQueued: queued >= 0);
        return true;
    }
}
