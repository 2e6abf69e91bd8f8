using System.Net;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Oack.Content;
using Oack.Net;

namespace Oack.Server;

/// <summary>
/// A TFTP server: listens, serves the content that it is given, and tells what happened. A few threads of its own serve
/// all transfers; members may be used from any thread.
/// </summary>
/// <remarks>
/// Meters appear under the name <c>Oack.Server</c>. Events and logs are raised one after the other, in the order of what
/// happened, away from the thread that serves; past 65,536 waiting events further ones are dropped, with a warning.
/// </remarks>
public sealed class TftpServer : IAsyncDisposable
{
    private readonly TftpServerOptions _options;
    private readonly ILogger _logger;
    private readonly TimeProvider _timeProvider;
    // Empty at first: whoever listens to the instruments may observe them as soon as they are made.
    private readonly TftpShard[] _shards = [];
    private readonly MulticastShard? _multicast;
    private readonly ShardLimits _limits;
    private readonly ServerMetrics _metrics;
    private readonly ServerEvents _events;
    private readonly Lock _lifecycle = new();
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private IReadOnlyList<DatagramEngine> _engines = [];
    private DatagramEngine? _multicastEngine;
    private int _serving;
    private Exception? _crash;
    private bool _isStarted;
    private bool _isDisposed;

    /// <summary>A server that is not started yet.</summary>
    /// <param name="options">What to listen on, limits and policies; copied.</param>
    /// <param name="content">What is served and where uploads go; null: <see cref="TftpServerOptions.Content"/>.</param>
    /// <param name="logger">Where it logs; null: nowhere.</param>
    /// <param name="timeProvider">The clock; null: the system's.</param>
    /// <exception cref="ArgumentException">An option is out of its range, or there is no content.</exception>
    public TftpServer(
        TftpServerOptions options, IContentSource? content = null, ILogger<TftpServer>? logger = null, TimeProvider? timeProvider = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        content ??= options.Content ?? throw new ArgumentException(
            $"{nameof(TftpServerOptions)}.{nameof(TftpServerOptions.Content)} is null, and no content was given: " +
            "the server has nothing to serve. Set it, or register an IContentSource.", nameof(options));
        _options = options.Clone();
        _logger = (ILogger?)logger ?? NullLogger.Instance;
        _timeProvider = timeProvider ?? TimeProvider.System;
        _metrics = new ServerMetrics(() => Counters);
        _events = new ServerEvents(this, _logger, _metrics, _timeProvider, _options.RecordsAll);
        // With a single port, each datagram of a transfer depends on the system's choice of listener: one is safe.
        int usual = _options.SinglePort ? 1 : Math.Min(Environment.ProcessorCount, MostShards);
        int shards = DatagramEngine.CanShare(_options.Engine) ? _options.Shards ?? usual : 1;
        _limits = new ShardLimits(_options, shards, OpenFileLimit.Read());
        ServerDiagnosis diagnosis = new();
        MulticastDesk? desk = _options.Multicast is { IsUsed: true } ? new MulticastDesk() : null;
        _multicast = desk is null ? null : new MulticastShard(_options, content, ContentExecutor.Default, _events, _limits, desk);
        MulticastDesk? offers = _options.Multicast is { Pools.Count: > 0 } ? desk : null;
        _shards =
        [
            .. Enumerable.Range(0, shards).Select(_ => new TftpShard(_options, content, ContentExecutor.Default, _events, _limits, diagnosis, offers)),
        ];
    }

    /// <summary>A request was granted and its transfer began.</summary>
    public event EventHandler<ActiveTransfer>? TransferStarted;

    /// <summary>A transfer ended, or a request was refused: once each.</summary>
    public event EventHandler<TransferRecord>? TransferEnded;

    /// <summary>A group began to be served, has another master client, or is free again.</summary>
    public event EventHandler<GroupReport>? GroupChanged;

    /// <summary>The addresses that it listens on, in the order of the options, with real ports; empty before the start.</summary>
    public IReadOnlyList<IPEndPoint> LocalEndpoints { get; private set; } = [];

    /// <summary>
    /// The running transfers as they stood a moment ago. Asking makes the next table, so ask again and again, some four
    /// times a second; the first answer is empty.
    /// </summary>
    public IReadOnlyList<ActiveTransfer> ActiveTransfers =>
        _shards.Length == 1 && _multicast is null
            ? _shards[0].ActiveTransfers
            : [.. _multicast?.ActiveTransfers ?? [], .. _shards.SelectMany(shard => shard.ActiveTransfers)];

    /// <summary>What was counted so far.</summary>
    public ServerCounters Counters
    {
        get
        {
            ServerCounters sum = default;
            foreach (TftpShard shard in _shards)
            {
                sum += shard.ReadCounters();
            }

            return _multicast is null ? sum : sum + _multicast.ReadCounters();
        }
    }

    /// <summary>Ends when the server has stopped and all events are told; fails when its thread failed.</summary>
    public Task Completion => _completion.Task;

    /// <summary>Binds the addresses and serves from then on.</summary>
    /// <param name="cancellationToken">Checked before the start.</param>
    /// <exception cref="BindException">An address cannot be bound; the message says why and what to do.</exception>
    /// <exception cref="InvalidOperationException">The server was started before.</exception>
    public Task StartAsync(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lifecycle)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            if (_isStarted)
            {
                throw new InvalidOperationException("The server was started before; make another to start again.");
            }

            EngineOptions usual = EngineOptionsOf(_options);
            _engines = DatagramEngine.BindGroup(
                usual with { IdleChannels = _limits.Files.Resting, MaxTwins = Math.Min(usual.MaxTwins, _limits.Files.Running) }, _shards.Length);
            try
            {
                _multicastEngine = _multicast is null ? null : DatagramEngine.Bind(MulticastEngineOptionsOf(_options));
            }
            catch
            {
                foreach (DatagramEngine engine in _engines)
                {
                    engine.Dispose();
                }

                throw;
            }

            _serving = _engines.Count + (_multicastEngine is null ? 0 : 1);
            _isStarted = true;
        }

        LocalEndpoints = _engines[0].LocalEndpoints;
        foreach (IPEndPoint endpoint in LocalEndpoints)
        {
            Log.Listening(_logger, endpoint);
        }

        if (_limits.AreFilesShort)
        {
            Log.FilesShort(_logger, _limits.OpenFiles, _limits.MaxRunning * _shards.Length);
        }

        Task telling = Task.Run(_events.RunAsync, CancellationToken.None);
        for (int index = 0; index < _engines.Count; index++)
        {
            (DatagramEngine engine, TftpShard shard) = (_engines[index], _shards[index]);
            Thread thread = new(() => Serve(engine, shard, telling)) { IsBackground = true, Name = "Oack server" };
            thread.Start();
        }

        if (_multicastEngine is { } groups)
        {
            new Thread(() => Serve(groups, _multicast!, telling)) { IsBackground = true, Name = "Oack multicast" }.Start();
        }

        return Task.CompletedTask;
    }

    /// <summary>
    /// Stops: new requests get ERROR 0, running transfers may finish, the rest gets ERROR 0. Ends when all is done.
    /// </summary>
    /// <param name="drain">How long running transfers may go on; null: <see cref="TftpServerOptions.DrainTimeout"/>.</param>
    /// <param name="cancellationToken">Ends the patience: the rest gets its ERROR 0 at once. The stop is still awaited.</param>
    public async Task StopAsync(TimeSpan? drain = null, CancellationToken cancellationToken = default)
    {
        lock (_lifecycle)
        {
            if (!_isStarted)
            {
                return;
            }
        }

        TimeSpan time = drain ?? _options.DrainTimeout;
        if (!_completion.Task.IsCompleted)
        {
            Log.Stopping(_logger, time.TotalSeconds);
        }

        RequestStop(time);
        using (cancellationToken.UnsafeRegister(static server => ((TftpServer)server!).RequestStop(TimeSpan.Zero), this))
        {
            await _completion.Task.ConfigureAwait(false);
        }
    }

    /// <summary>Stops at once, if it runs, and frees everything.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (_lifecycle)
        {
            if (_isDisposed)
            {
                return;
            }

            _isDisposed = true;
        }

        if (_isStarted)
        {
            RequestStop(TimeSpan.Zero);
            await _completion.Task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        _metrics.Dispose();
    }

    /// <summary>Whether somebody wants to hear of transfers that begin.</summary>
    internal bool TellsStarts => TransferStarted is not null;

    internal void RaiseStarted(ActiveTransfer transfer) => TransferStarted?.Invoke(this, transfer);

    internal void RaiseGroupChanged(GroupReport group) => GroupChanged?.Invoke(this, group);

    internal void RaiseEnded(TransferRecord record) => TransferEnded?.Invoke(this, record);

    private static EngineOptions EngineOptionsOf(TftpServerOptions options) => new()
    {
        Listen = options.Listen.Count > 0 ? options.Listen : [ListenAddress.All()],
        PortRange = options.PortRange,
        SinglePort = options.SinglePort,
        Kind = options.Engine,
        Spin = options.Spin,
        Tap = options.Tap,
        MaxChannels = Math.Min(MaxEngineChannels, options.MaxTransfers + options.MaxDallying + 1),
    };

    /// <summary>
    /// The engine of groups listens where MTFTP is asked for: at each address of the server, on each server port of a file.
    /// </summary>
    private static EngineOptions MulticastEngineOptionsOf(TftpServerOptions options)
    {
        MulticastServing serving = options.Multicast!;
        IReadOnlyList<IPEndPoint> addresses = options.Listen.Count > 0 ? options.Listen : [ListenAddress.All()];
        IEnumerable<int> ports = serving.Mtftp.Select(file => file.ServerPort).Distinct();
        return EngineOptionsOf(options) with
        {
            Listen = [.. ports.SelectMany(port => addresses.Select(listen => new IPEndPoint(listen.Address, port))).Distinct()],
            Multicast = serving.Sending,
            MaxChannels = serving.MaxGroups + 1,
            IdleChannels = 0,
        };
    }

    private const int MaxEngineChannels = 1 << 20;

    /// <summary>How many threads serve when nobody says how many.</summary>
    private const int MostShards = 8;

    private void RequestStop(TimeSpan drain)
    {
        foreach (TftpShard shard in _shards)
        {
            shard.RequestStop(drain);
        }

        _multicast?.RequestStop(drain);
    }

    /// <summary>A thread of the server.</summary>
    private void Serve(DatagramEngine engine, IDatagramShard shard, Task telling)
    {
#pragma warning disable CA1031 // Whatever ends the thread is reported through Completion instead of ending the process.
        try
        {
            using (engine)
            {
                engine.Run(shard, _timeProvider);
            }
        }
        catch (Exception exception)
        {
            Interlocked.CompareExchange(ref _crash, exception, null);
            Log.Crashed(_logger, exception);

            // The clients of this thread would find nobody: the others stop too, so that whoever runs the server learns of it.
            RequestStop(TimeSpan.Zero);
        }
#pragma warning restore CA1031

        if (Interlocked.Decrement(ref _serving) == 0)
        {
            _events.Complete();
            _ = FinishAsync(telling, _crash);
        }
    }

    private async Task FinishAsync(Task telling, Exception? crash)
    {
        await telling.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Log.Stopped(_logger);
        if (crash is null)
        {
            _completion.TrySetResult();
        }
        else
        {
            _completion.TrySetException(crash);
        }
    }
}
