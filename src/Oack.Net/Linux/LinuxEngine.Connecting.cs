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
    private const int AnswersToOpenTwin = 12;

    /// <summary>Where a socket is used again and again, it is worth it for small files together.</summary>
    private const int AnswersOfAllToOpenTwin = 64;

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

    /// <summary>Connects once it is clear who the peer is, and worth it.</summary>
    private BoundSocket ConnectWhenKnown(BoundSocket socket, in PeerEndpoint remote)
    {
        if (socket.TriedToConnect || !NoteAnswer(socket, remote))
        {
            return socket;
        }

        socket.TriedToConnect = true;
        if (Options.Connecting == ChannelConnecting.Alone)
        {
            _ = TryConnect(socket, remote);
            return socket;
        }

        return ConnectTwin(socket, remote);
    }

    /// <summary>Notes an answer; whether it is the one to connect with.</summary>
    /// <remarks>
    /// A pair that was used before costs one call to connect, which two or three answers make good. It is connected with
    /// the first of them, which goes to who asked for the channel.
    /// </remarks>
    private bool NoteAnswer(BoundSocket socket, in PeerEndpoint remote)
    {
        switch (Options.Connecting)
        {
            case ChannelConnecting.Beside when socket.Twin is not null:
                // Only the first socket is told how datagrams for groups leave.
                return Options.Multicast is null;
            case ChannelConnecting.Never:
                return false;
        }

        // Who is heard and answered again and again is the peer.
        if (socket.LastSender.Incoming.Remote != remote)
        {
            return false;
        }

        socket.AnswersInARow++;
        socket.AnswersOfAll++;
        return Options.Connecting == ChannelConnecting.Alone
            ? socket.AnswersInARow >= AnswersToConnect
            : socket.AnswersInARow >= AnswersToOpenTwin || socket.AnswersOfAll >= AnswersOfAllToOpenTwin;
    }

    private BoundSocket ConnectTwin(BoundSocket socket, in PeerEndpoint remote)
    {
        if ((socket.Twin ?? Channels.OpenTwin(socket)) is not { } twin)
        {
            // It is not tried again with each short transfer.
            socket.AnswersOfAll = 0;
            return socket;
        }

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

        if (socket.IsConnected)
        {
            socket.NoteConnectedAnew(remote);
            return true;
        }

        byte first;
        nint queued = LinuxCalls.ReceiveFrom(
            socket.Descriptor, &first, 1, LinuxCalls.DoNotWait | LinuxCalls.Peek, null, null);
        socket.NoteConnected(remote, hasQueued: queued >= 0);
        return true;
    }
}
