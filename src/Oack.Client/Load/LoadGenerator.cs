using System.Net;
using System.Net.Sockets;
using Oack.Net;
using Oack.Protocol;
using Oack.Protocol.Wire;

namespace Oack.Client;

/// <summary>
/// Makes load for a server: many clients read one file again and again, each transfer from a port of its own, and all
/// that arrives is compared. A few threads drive them all. What a server refuses or breaks is a failure: nothing is asked
/// for again in less.
/// </summary>
/// <remarks>
/// The first 256 MiB of the file are kept and compared byte for byte; what lies behind them, by CRC-32C. Everything else
/// that it holds is bounded by the number of clients and transfers.
/// </remarks>
public static class LoadGenerator
{
    /// <summary>Runs a load to its end.</summary>
    /// <param name="source">The file to read. Its mode, if it names one, is asked for; bytes are compared as they travel.</param>
    /// <param name="options">How much of it. Defaults to <see cref="LoadOptions.Default"/>.</param>
    /// <param name="cancellationToken">Ends the run early; the report then tells how far it came.</param>
    /// <returns>What it came to, failures included.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An option is outside its range.</exception>
    /// <exception cref="TftpException">
    /// The run cannot begin: the host has no address, the name is too long, or the expected file cannot be read.
    /// </exception>
    public static async Task<LoadReport> RunAsync(
        TftpUri source, LoadOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        LoadOptions used = options ?? LoadOptions.Default;
        used.Validate();
        if (source.FileName.Length > RequestPacket.MaxNameBytes)
        {
            throw FailureText.NameTooLong(TransferOperation.Get, source);
        }

        ReferenceContent reference = used.ExpectedFile is { } path ? ReadExpected(path) : new ReferenceContent();
        PeerEndpoint server = await ResolveAsync(source, used.AddressFamily, cancellationToken).ConfigureAwait(false);
        LoadRun run = new(source, server, used, reference);
        LoadShard[] shards = MakeShards(run);
        using CancellationTokenRegistration stop = cancellationToken.Register(() => Stop(run, shards));
        TimeSpan processorBefore = ProcessorTime();
        await Task.WhenAll(shards.Select((shard, index) =>
            StartThread(source, shard, EngineOptionsFor(used, shard.ClientCount, PortsFor(index, shards.Length))))).ConfigureAwait(false);
        return MakeReport(used, shards, ProcessorTime() - processorBefore);
    }

    private static LoadShard[] MakeShards(LoadRun run)
    {
        int clients = Math.Min(run.Options.Clients, run.Options.Transfers);
        int threads = Math.Min(run.Options.Threads, clients);
        return [.. Enumerable.Range(0, threads).Select(index => new LoadShard(run, (clients + index) / threads))];
    }

    private static Task StartThread(TftpUri source, LoadShard shard, EngineOptions options)
    {
        TaskCompletionSource end = new(TaskCreationOptions.RunContinuationsAsynchronously);
        new Thread(Run) { IsBackground = true, Name = "TFTP load" }.Start();
        return end.Task;

        void Run()
        {
            try
            {
                Drive(shard, options);
                end.SetResult();
            }
            catch (BindException exception)
            {
                end.SetException(FailureText.NoSocket(TransferOperation.Get, source, exception));
            }
            catch (Exception exception)
            {
                // The thread must not end the process: whatever went wrong belongs to whoever awaits the run.
                end.SetException(exception);
            }
        }
    }

    /// <summary>The one place that chooses the engine.</summary>
    private static void Drive(LoadShard shard, EngineOptions options)
    {
        using DatagramEngine engine = DatagramEngine.Bind(options);
        engine.Run(shard, TimeProvider.System);
    }

    private static EngineOptions EngineOptionsFor(LoadOptions options, int clients, PortRange? ports)
    {
        // A window has to fit twice over; the system counts its own overhead of each datagram too.
        const int Overhead = 1_024;
        const int LeastBufferBytes = 512 << 10;
        const int MostBufferBytes = 16 << 20;
        long windowBytes = (long)options.WindowBlocks * (options.BlockSize + Overhead);
        return new EngineOptions
        {
            Listen = [],
            Connecting = ChannelConnecting.Alone,
            // What is waited for here would be measured as the server's.
            Gather = false,
            MaxChannels = clients,
            // Each transfer comes from a port of its own, as from a client that has just started.
            IdleChannels = 0,
            // In lock-step nothing comes together, and asking costs a call for each transfer.
            ReceiveOffload = options.ReceiveOffload && options.WindowBlocks > 1,
            PortRange = ports,
            TransferReceiveBufferBytes = (int)Math.Clamp(windowBytes * 2, LeastBufferBytes, MostBufferBytes),
        };
    }

    /// <summary>
    /// The ports that Linux gives out, a part of them for each thread, to be taken in turn. The system's own choice is
    /// random and takes a port again before the server has read the last ACK from it: the server then knows the request
    /// already, and the client waits a second for nothing. Null, the system's choice, where some ports may be reserved.
    /// </summary>
    private static PortRange? PortsFor(int thread, int threads)
    {
        const int First = 32_768;
        const int Count = 28_232;
        int share = Count / threads;
        return OperatingSystem.IsLinux() ? new PortRange(First + (thread * share), First + ((thread + 1) * share) - 1) : null;
    }

    private static void Stop(LoadRun run, LoadShard[] shards)
    {
        run.AskToStop();
        foreach (LoadShard shard in shards)
        {
            // Null before the engine runs and after: its first wake sees the wish.
            shard.WakeRequested?.Invoke();
        }
    }

    private static LoadReport MakeReport(LoadOptions options, LoadShard[] shards, TimeSpan processorTime)
    {
        LoadTotals totals = new(options.Transfers);
        foreach (LoadShard shard in shards)
        {
            totals.Add(shard.Totals);
        }

        return new LoadReport
        {
            Clients = shards.Sum(shard => shard.ClientCount),
            Transfers = options.Transfers,
            Threads = shards.Length,
            GrantedBlockSize = totals.GrantedBlockSize,
            GrantedWindowBlocks = totals.GrantedWindowBlocks,
            Completed = totals.Completed,
            Failed = totals.Failed,
            Bytes = totals.Bytes,
            Duration = totals.Duration,
            Retransmissions = totals.Retransmissions,
            Timeouts = totals.Timeouts,
            Duplicates = totals.Duplicates,
            Latency = totals.Latency.Summarize(),
            FirstAnswer = totals.FirstAnswer.Summarize(),
            ProcessorTime = processorTime,
            Failures = totals.Failures(),
        };
    }

    private static ReferenceContent ReadExpected(string path)
    {
        try
        {
            return ReferenceContent.Read(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new TftpException(
                TftpFailure.LocalFile, $"cannot read '{PacketText.Escape(path)}', which says what to expect: {exception.Message}", exception);
        }
    }

    private static async Task<PeerEndpoint> ResolveAsync(TftpUri uri, AddressFamily family, CancellationToken cancellationToken)
    {
        if (IPAddress.TryParse(uri.Host, out IPAddress? literal))
        {
            return PeerEndpoint.From(literal, uri.Port);
        }

        try
        {
            IPAddress[] addresses = await Dns.GetHostAddressesAsync(uri.Host, family, cancellationToken).ConfigureAwait(false);
            return addresses.Length > 0
                ? PeerEndpoint.From(addresses[0], uri.Port)
                : throw FailureText.HostUnknown(TransferOperation.Get, uri, inner: null);
        }
        catch (Exception exception) when (exception is SocketException or ArgumentException)
        {
            throw FailureText.HostUnknown(TransferOperation.Get, uri, exception);
        }
    }

    private static TimeSpan ProcessorTime() =>
        OperatingSystem.IsIOS() || OperatingSystem.IsTvOS() ? TimeSpan.Zero : Environment.CpuUsage.TotalTime;
}
