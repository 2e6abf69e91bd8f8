using System.Net;
using System.Net.Sockets;
using Oack.Net.Linux;
using Oack.Net.Platform;

namespace Oack.Net;

/// <summary>
/// Owns sockets and drives a shard on one thread, without a lock or a task on the way of a datagram. There are two: one
/// for Linux, which moves many datagrams with a system call, and one that runs everywhere; to a shard they are the same.
/// </summary>
/// <remarks>
/// <para>Each transfer channel is a socket bound to the address that was asked, so that answers come from there (RFC 1123
/// §2.3). It is not connected, so that datagrams from strangers reach the shard, which owes them ERROR 5 (RFC 1350
/// §4).</para>
/// <para>Peers that are unreachable are told of on Linux, which keeps a queue of ICMP errors for sockets that are not
/// connected. Other systems do not pass them on; there, timers end the transfer.</para>
/// </remarks>
public abstract partial class DatagramEngine : IDisposable
{
    private readonly SocketPoller _poller;
    private readonly WakeSignal _wake;
    private readonly PolledSocket _wakeEntry;
    private readonly List<Listener> _listeners = [];
    // Held for as long as the loop runs, so that whoever closes the sockets waits for it. No datagram touches it.
    private readonly Lock _running = new();
    private int _state;

    private protected DatagramEngine(EngineOptions options, SocketPoller poller, TransferChannels channels)
    {
        Options = options;
        Channels = channels;
        _poller = poller;
        try
        {
            _wake = new WakeSignal();
            _wakeEntry = new PolledSocket(_wake.Receiver);
            _poller.Add(_wakeEntry);
        }
        catch
        {
            _wake?.Dispose();
            poller.Dispose();
            throw;
        }
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
        Channels.OpenCount);

    private protected EngineOptions Options { get; }

    private protected TransferChannels Channels { get; }

    /// <summary>Whether engines of this kind can share their listeners' ports here.</summary>
    public static bool CanShare(EngineKind kind) => OperatingSystem.IsLinux() && kind != EngineKind.Portable;

    /// <summary>Opens all listeners, or none.</summary>
    /// <exception cref="BindException">An address cannot be bound; the message says why and what to do.</exception>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    /// <exception cref="PlatformNotSupportedException">The engine that was asked for does not run here.</exception>
    public static DatagramEngine Bind(EngineOptions options) => BindGroup(options, 1)[0];

    /// <summary>
    /// Opens all listeners as often as there are engines; the system spreads the clients over them, each client port
    /// always to the same one (Linux: SO_REUSEPORT). Where engines cannot share ports, it opens one.
    /// </summary>
    /// <param name="options">The same for all.</param>
    /// <param name="count">How many engines, 1–64.</param>
    /// <exception cref="BindException">An address cannot be bound; the message says why and what to do.</exception>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    /// <exception cref="PlatformNotSupportedException">The engine that was asked for does not run here.</exception>
    public static IReadOnlyList<DatagramEngine> BindGroup(EngineOptions options, int count)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, MaxGroup);
        options.Validate();
        if (options.Kind == EngineKind.Linux && !OperatingSystem.IsLinux())
        {
            throw new PlatformNotSupportedException("The Linux engine runs on Linux only; choose the portable one.");
        }

        List<DatagramEngine> engines = [];
        try
        {
            if (!CanShare(options.Kind))
            {
                engines.Add(BindPortable(options, SocketPoller.Create()));
                return engines;
            }

            // Transfers with ports of their own may begin at whichever engine has bound first.
            bool keepsOut = count > 1 && options.SinglePort;
            for (int index = 0; index < count; index++)
            {
                EngineOptions own = index == 0 ? options : options with { Listen = engines[0].LocalEndpoints };
                engines.Add(new LinuxEngine(own));
                engines[index].Listen(index == 0 ? null : engines[0], keepsOut);
            }

            if (keepsOut)
            {
                engines.ForEach(engine => engine._listeners.ForEach(listener => listener.LetIn()));
            }

            return engines;
        }
        catch (Exception exception)
        {
            engines.ForEach(engine => engine.Dispose());
            if (exception is SocketException failure)
            {
                // What an engine needs besides its listeners.
                throw new BindException(options.Listen.Count > 0 ? options.Listen[0] : new IPEndPoint(IPAddress.Any, 0), failure);
            }

            throw;
        }
    }

    /// <summary>The portable engine with a poller of choice.</summary>
    internal static DatagramEngine BindPortable(EngineOptions options, SocketPoller poller)
    {
        PortableEngine engine = new(options, poller);
        try
        {
            engine.Listen(joins: null);
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
                Channels.Dispose();
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

        GC.SuppressFinalize(this);
        if (Interlocked.Exchange(ref _state, State.Disposed) == State.Disposed)
        {
            return;
        }

        _wake.Signal();
        lock (_running)
        {
            Channels.Dispose();
            foreach (Listener listener in _listeners)
            {
                listener.Dispose();
            }

            _wakeEntry.Dispose();
            _wake.Dispose();
            _poller.Dispose();
            Release();
        }
    }

    /// <summary>Frees what a subclass holds; the loop has ended.</summary>
    private protected virtual void Release()
    {
    }

    /// <summary>Opens the listeners.</summary>
    /// <param name="joins">The engine that has opened them already, to be joined; null for the first.</param>
    /// <param name="keepsOut">Whether nothing is let in until the group is complete.</param>
    private protected void Listen(DatagramEngine? joins, bool keepsOut = false)
    {
        joins?._listeners.ForEach(listener => listener.ShareWithGroup());
        for (int index = 0; index < Options.Listen.Count; index++)
        {
            _listeners.Add(Listener.Bind(Options, _poller, index, AnswersByPacketInformation, joins is not null, keepsOut));
        }

        LocalEndpoints = [.. _listeners.Select(listener => listener.Endpoint)];
    }

    /// <summary>Whether a listener's own socket can answer from any address of this machine.</summary>
    private protected abstract bool AnswersByPacketInformation { get; }

    private const int MaxGroup = 64;

    private static class State
    {
        public const int Bound = 0;
        public const int Running = 1;
        public const int Ended = 2;
        public const int Disposed = 3;
    }
}
