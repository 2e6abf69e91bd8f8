using System.Net.Sockets;

namespace Oack.Net.Platform;

/// <summary>Waits with nothing but the framework; for systems without poll(2).</summary>
internal sealed class SelectPoller : SocketPoller
{
    private readonly List<Socket> _readable = [];
    private readonly Dictionary<Socket, PolledSocket> _bySocket = [];

    public override bool ReportsErrors => false;

    protected override void OnAdded(int index, PolledSocket socket) => _bySocket.Add(socket.Socket, socket);

    protected override void OnRemoved(int index, int last) => _bySocket.Remove(At(index).Socket);

    protected override void WaitCore(TimeSpan? limit)
    {
        _readable.Clear();
        for (int index = 0; index < Count; index++)
        {
            _readable.Add(At(index).Socket);
        }

        // Up to the next millisecond: on some systems the rest is cut off, and a wait of 0 would spin.
        int microseconds = limit is { } span
            ? (int)Math.Clamp(Math.Ceiling(span.TotalMilliseconds) * 1000, 0, int.MaxValue)
            : Timeout.Infinite;
        try
        {
            Socket.Select(_readable, null, null, microseconds);
        }
        catch (SocketException exception) when (exception.SocketErrorCode == SocketError.Interrupted)
        {
            return;
        }

        foreach (Socket socket in _readable)
        {
            MarkReady(_bySocket[socket], true, false);
        }
    }
}
