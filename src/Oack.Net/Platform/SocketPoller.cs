namespace Oack.Net.Platform;

/// <summary>
/// Waits for many sockets at once, from one thread. Sockets may be added and removed while the ready ones are walked:
/// those that were removed then have <see cref="PolledSocket.IsClosed"/> set by whoever closed them.
/// </summary>
internal abstract class SocketPoller : IDisposable
{
    private PolledSocket[] _sockets = new PolledSocket[16];
    private ReadyEntry[] _ready = new ReadyEntry[16];

    /// <summary>How many sockets are waited for.</summary>
    public int Count { get; private set; }

    /// <summary>How many the last wait found ready.</summary>
    public int ReadyCount { get; private set; }

    /// <summary>Whether <see cref="PolledSocket.HasError"/> is told; without it nobody may ask a socket for errors.</summary>
    public abstract bool ReportsErrors { get; }

    /// <summary>The best one here.</summary>
    public static SocketPoller Create() => OperatingSystem.IsWindows() ? new SelectPoller() : new UnixPoller();

    /// <summary>One that the last wait found ready.</summary>
    public PolledSocket Ready(int index) => _ready[index].Socket;

    /// <summary>Waits for one more.</summary>
    /// <exception cref="System.Net.Sockets.SocketException">The system waits for no more; the others are still waited for.</exception>
    public void Add(PolledSocket socket)
    {
        if (Count == _sockets.Length)
        {
            Array.Resize(ref _sockets, Count * 2);
        }

        OnAdded(Count, socket);
        socket.PollIndex = Count;
        _sockets[Count] = socket;
        Count++;
    }

    /// <summary>Waits for one less; without effect if it is not here.</summary>
    public void Remove(PolledSocket socket)
    {
        int index = socket.PollIndex;
        if (index < 0)
        {
            return;
        }

        int last = --Count;
        OnRemoved(index, last);
        _sockets[index] = _sockets[last];
        _sockets[index].PollIndex = index;
        _sockets[last] = null!;
        socket.PollIndex = -1;
    }

    /// <summary>Waits until a socket is ready or the time is over; null waits for ever.</summary>
    /// <returns>How many are ready.</returns>
    public int Wait(TimeSpan? limit)
    {
        Array.Clear(_ready, 0, ReadyCount);
        ReadyCount = 0;
        WaitCore(limit);
        return ReadyCount;
    }

    /// <summary>Frees what the poller itself holds; the sockets are their owners'.</summary>
    public virtual void Dispose()
    {
    }

    /// <summary>The socket at a place.</summary>
    protected PolledSocket At(int index) => _sockets[index];

    /// <summary>Notes that a socket is ready.</summary>
    protected void MarkReady(PolledSocket socket, bool isReadable, bool hasError, bool isWritable = false)
    {
        if (ReadyCount == _ready.Length)
        {
            Array.Resize(ref _ready, ReadyCount * 2);
        }

        socket.IsReadable = isReadable;
        socket.HasError = hasError;
        socket.IsWritable = isWritable;
        _ready[ReadyCount++] = new(socket);
    }

    /// <summary>A socket took the last place.</summary>
    protected abstract void OnAdded(int index, PolledSocket socket);

    /// <summary>The socket at a place goes; the last one moves there.</summary>
    protected abstract void OnRemoved(int index, int last);

    /// <summary>Waits, and marks the ready ones.</summary>
    protected abstract void WaitCore(TimeSpan? limit);

    // In an array of references each store would ask whether the socket is of the array's very type.
    private readonly record struct ReadyEntry(PolledSocket Socket);
}
