using System.Net;
using Oack.Net.Platform;

namespace Oack.Net;

/// <summary>
/// The engine that runs everywhere: one thread, the framework's sockets that do not block, no lock and no task on the
/// way of a datagram. Datagrams that arrive on a transfer's own socket, or on a listener for an address that has been
/// answered from before, cost no allocation.
/// </summary>
/// <remarks>
/// <para>Each transfer channel is a socket bound to the address that was asked, so that answers come from there (RFC 1123
/// §2.3). It is not connected, so that datagrams from strangers reach the shard, which owes them ERROR 5 (RFC 1350
/// §4).</para>
/// <para>Peers that are unreachable are told of on Linux, which keeps a queue of ICMP errors for sockets that are not
/// connected. Other systems do not pass them on; there, timers end the transfer.</para>
/// </remarks>
public sealed partial class PortableEngine : IDisposable
{
    private readonly EngineOptions _options;
    private readonly SocketPoller _poller;
    private readonly WakeSignal _wake = new();
    private readonly PolledSocket _wakeEntry;
    private readonly List<Listener> _listeners = [];
    private readonly TransferChannels _channels;
    // Held for as long as the loop runs, so that whoever closes the sockets waits for it. No datagram touches it.
    private readonly Lock _running = new();
    private int _state;

    private PortableEngine(EngineOptions options, SocketPoller poller)
    {
        _options = options;
        _poller = poller;
        _wakeEntry = new PolledSocket(_wake.Receiver);
        _poller.Add(_wakeEntry);
        _channels = new TransferChannels(options, poller);
    }

    /// <summary>The listeners' addresses in the order of the options, with the real ports.</summary>
    public IReadOnlyList<IPEndPoint> LocalEndpoints { get; private set; } = [];

    /// <summary>What was counted so far; from any thread. While the loop runs the numbers need not fit each other.</summary>
    public EngineStatistics Statistics => new(
        Volatile.Read(ref _datagramsReceived),
        Volatile.Read(ref _datagramsSent),
        Volatile.Read(ref _sendsDropped),
        Volatile.Read(ref _receivesFailed),
        Volatile.Read(ref _channelsFailed),
        Volatile.Read(ref _unreachables),
        _channels.OpenCount);

    /// <summary>Opens all listeners, or none.</summary>
    /// <exception cref="BindException">An address cannot be bound; the message says why and what to do.</exception>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public static PortableEngine Bind(EngineOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return Bind(options, SocketPoller.Create());
    }

    internal static PortableEngine Bind(EngineOptions options, SocketPoller poller)
    {
        options.Validate();
        PortableEngine engine = new(options, poller);
        try
        {
            for (int index = 0; index < options.Listen.Count; index++)
            {
                engine._listeners.Add(Listener.Bind(options, poller, index));
            }

            engine.LocalEndpoints = [.. engine._listeners.Select(listener => listener.Endpoint)];
            return engine;
        }
        catch
        {
            engine.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Drives a shard on the calling thread, which should be a dedicated one, until the shard says that it has stopped
    /// or the engine is disposed of. An engine runs once.
    /// </summary>
    /// <param name="shard">What to drive; its wake-up is set for as long as this runs.</param>
    /// <param name="timeProvider">Where the shard's time comes from. Waits for datagrams last real time.</param>
    /// <exception cref="InvalidOperationException">The engine has run before, or is disposed of.</exception>
    public void Run(IDatagramShard shard, TimeProvider timeProvider)
    {
        ArgumentNullException.ThrowIfNull(shard);
        ArgumentNullException.ThrowIfNull(timeProvider);
        lock (_running)
        {
            if (Interlocked.CompareExchange(ref _state, State.Running, State.Bound) != State.Bound)
            {
                throw new InvalidOperationException("The engine has run before, or is disposed of; bind another.");
            }

            shard.WakeRequested = _wake.Signal;
            try
            {
                RunLoop(shard, timeProvider);
            }
            finally
            {
                shard.WakeRequested = null;
                _channels.Dispose();
                Interlocked.CompareExchange(ref _state, State.Ended, State.Running);
            }
        }
    }

    /// <summary>
    /// Closes all sockets. From another thread than the loop's, it ends the loop first and waits for it; the loop
    /// itself may only be left by the shard's stop.
    /// </summary>
    /// <exception cref="InvalidOperationException">Called by the shard, from within <see cref="Run"/>.</exception>
    public void Dispose()
    {
        if (_running.IsHeldByCurrentThread)
        {
            throw new InvalidOperationException("A shard cannot dispose of the engine that drives it; stop instead.");
        }

        if (Interlocked.Exchange(ref _state, State.Disposed) == State.Disposed)
        {
            return;
        }

        _wake.Signal();
        lock (_running)
        {
            _channels.Dispose();
            foreach (Listener listener in _listeners)
            {
                listener.Dispose();
            }

            _wakeEntry.Dispose();
            _wake.Dispose();
        }
    }

    private static class State
    {
        public const int Bound = 0;
        public const int Running = 1;
        public const int Ended = 2;
        public const int Disposed = 3;
    }
}
