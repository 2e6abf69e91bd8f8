using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Oack.Content;
using Oack.Net;
using Oack.Server;

namespace Oack.Cli.Serving;

/// <summary>Runs a server from its start to its clean end, and tells about it.</summary>
internal sealed partial class ServeRunner(CliEnvironment environment, ServeSettings settings)
{
    /// <summary>The port that is taken where 69 is not to be had, and nothing else was asked for.</summary>
    public const int FallbackPort = 6969;

    private readonly LogWriter _lines = new(environment);
    private readonly ServeTotals _totals = new();
    private LiveView? _view;
    private CaptureRecorder? _recorder;

    /// <summary>Serves until a signal comes; the exit code.</summary>
    public async Task<int> RunAsync()
    {
        DirectoryContent content;
        try
        {
            content = new DirectoryContent(settings.Content);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            environment.Complain(exception.Message);
            return ExitCode.Usage;
        }

        using (content)
        using (CancellationTokenSource atOnce = new())
        using (Interrupts interrupts = new(_ => atOnce.Cancel()))
        {
            ServeLog log = new(WriteLine, settings.IsJson, settings.IsQuiet, settings.IsVerbose, TimeProvider.System);
            _lines.LineOf = message => log.LineOf(LogLevel.Warning, message);
            if (!TryStartRecording(content, log, out int failure))
            {
                return failure;
            }

            TftpServer? server = await StartAsync(content, log);
            if (server is null)
            {
                _recorder?.Discard();
                return ExitCode.Failed;
            }

            await using (server)
            {
                if (!TryStartBoot(server, content, log))
                {
                    _recorder?.Discard();
                    return ExitCode.Failed;
                }

                using (_boot)
                {
                    return await ServeAsync(server, content, log, interrupts, atOnce.Token);
                }
            }
        }
    }

    /// <summary>Begins the recording, if one is asked for; false, with a complaint, when it cannot.</summary>
    private bool TryStartRecording(DirectoryContent content, ServeLog log, out int failure)
    {
        failure = ExitCode.Ok;
        if (settings.Capture is not { } capture)
        {
            return true;
        }

        string path = Path.GetFullPath(capture.Path);
        if (path.StartsWith(Path.TrimEndingDirectorySeparator(content.Root) + Path.DirectorySeparatorChar, StringComparison.Ordinal))
        {
            environment.Complain($"--capture: {path} is in the served directory, where clients could fetch it; record somewhere else");
            failure = ExitCode.Usage;
            return false;
        }

        try
        {
            _recorder = CaptureRecorder.Open(capture, log.Write, TimeProvider.System);
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            environment.Complain(File.Exists(path)
                ? $"--capture: {path} exists already; choose another name, or remove it"
                : $"--capture: cannot make {path}: {exception.Message}");
            failure = ExitCode.LocalFile;
            return false;
        }
    }

    /// <summary>Binds what was asked for, or 69 and else 6969; null, with a complaint, when neither goes.</summary>
    private async Task<TftpServer?> StartAsync(DirectoryContent content, ServeLog log)
    {
        // Machines that boot ask port 69 and no other.
        bool isAsked = settings.Listen.Count > 0 || settings.Pxe is { NextServer.IsSet: false };
        (TftpServer? server, BindException? failure) = await TryStartAsync(
            content, log, settings.Listen.Count > 0 ? settings.Listen : [ListenAddress.All()]);
        if (server is not null || isAsked || failure!.Endpoint.Port != ListenAddress.DefaultPort
            || failure.Cause is not (SocketError.AccessDenied or SocketError.AddressAlreadyInUse))
        {
            if (server is null)
            {
                bool isTftp = failure!.Endpoint.Port == ListenAddress.DefaultPort;
                environment.Complain(Explain(failure) + (settings.Pxe is null || !isTftp ? "" : ". Machines that boot ask port 69"));
            }

            return server;
        }

        string cause = failure.Cause == SocketError.AccessDenied
            ? "permission denied: ports below 1024 need root or CAP_NET_BIND_SERVICE"
            : "it is in use; 'ss -lunp' shows by whom";
        (server, BindException? second) = await TryStartAsync(content, log, [ListenAddress.All(FallbackPort)]);
        if (server is null)
        {
            environment.Complain(string.Create(CultureInfo.InvariantCulture, $"port 69 cannot be used ({cause}), and {second!.Message}"));
        }
        else
        {
            environment.Complain(string.Create(
                CultureInfo.InvariantCulture, $"port 69 cannot be used ({cause}); listening on port {FallbackPort} instead. --listen chooses another"));
        }

        return server;
    }

    /// <summary>The port of an MTFTP file is chosen in another place than those of TFTP.</summary>
    private string Explain(BindException failure)
    {
        if (settings.Multicast?.Mtftp.FirstOrDefault(file => file.ServerPort == failure.Endpoint.Port) is not { } file
            || settings.Listen.Any(listen => listen.Port == failure.Endpoint.Port))
        {
            return failure.Message;
        }

        string cause = failure.Cause switch
        {
            SocketError.AddressAlreadyInUse => "address already in use; 'ss -lunp' shows by whom",
            SocketError.AccessDenied => "permission denied: ports below 1024 need root or CAP_NET_BIND_SERVICE",
            _ => failure.InnerException?.Message ?? failure.Cause.ToString(),
        };
        return $"cannot bind {failure.Endpoint} for multicast TFTP: {cause.TrimEnd('.')}. Choose another server port: --mtftp {file.Name}={file.Group},port=N";
    }

    private async Task<(TftpServer? Server, BindException? Failure)> TryStartAsync(
        DirectoryContent content, ServeLog log, IReadOnlyList<IPEndPoint> listen)
    {
        TftpServerOptions options = settings.ToServerOptions(listen);
        options.Tap = _recorder;
        TftpServer server = new(options, content, log);
        try
        {
            server.TransferEnded += (_, record) => Tell(log, record);
            await server.StartAsync();
            return (server, null);
        }
        catch (BindException exception)
        {
            await server.DisposeAsync();
            return (null, exception);
        }
    }

    private async Task<int> ServeAsync(
        TftpServer server, DirectoryContent content, ServeLog log, Interrupts interrupts, CancellationToken atOnce)
    {
        string title = Title(server, content);
        Task view = Task.CompletedTask;
        if (environment.IsOutputTerminal && !settings.IsJson && !settings.IsQuiet && !settings.IsPlain)
        {
            LiveView live = new(environment.OutputConsole, title, () => server.ActiveTransfers, _totals);
            Volatile.Write(ref _view, live);
            view = live.ShowAsync(server.Completion);
        }
        else
        {
            log.Write(LogLevel.Information, title);
        }

        if (settings.Capture is { } capture)
        {
            string until = capture.MaxTime is { } longest ? $" and {Output.Units.Time(longest)}" : "";
            log.Write(LogLevel.Information, $"recording in {capture.Path}, up to {Output.Units.Bytes(capture.MaxBytes)}{until}");
        }

        TellOfBoot(log);
        TaskCompletionSource signalled = new(TaskCreationOptions.RunContinuationsAsynchronously);
        using (interrupts.Token.Register(signalled.SetResult))
        {
            await Task.WhenAny(signalled.Task, server.Completion);
        }

        // Who boots now would find the files gone.
        _boot?.Dispose();
        int exitCode = ExitCode.Ok;
        try
        {
            ServerCounters counters = server.Counters;
            if (counters.ActiveTransfers + counters.DallyingTransfers > 0 && signalled.Task.IsCompleted)
            {
                string seconds = settings.Drain.TotalSeconds.ToString("0.#", CultureInfo.InvariantCulture);
                string stopping = counters.ActiveTransfers > 0
                    ? $"stopping: {Output.Units.Count(counters.ActiveTransfers, "transfer")} may take {seconds} s to finish; another Ctrl-C ends them at once"
                    : $"stopping: for up to {seconds} s clients may ask for the last ACK of their uploads again; another Ctrl-C ends it at once";
                if (_view is { } live)
                {
                    live.SetFooter(stopping);
                }
                else
                {
                    log.Write(LogLevel.Information, stopping);
                }
            }

            await server.StopAsync(settings.Drain, atOnce);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            environment.Complain("the server failed: " + exception.Message);
            exitCode = ExitCode.Failed;
        }

        await EndViewAsync(view);
        _recorder?.Dispose();
        log.Write(LogLevel.Information, $"stopped: {_totals}");
        return exitCode;
    }

    private async Task EndViewAsync(Task view)
    {
        _view?.SetFooter("stopped");
        try
        {
            await view;
        }
        catch (IOException exception)
        {
            environment.TryComplain($"the terminal cannot be written to: {exception.Message}");
        }

        Volatile.Write(ref _view, null);
    }

    private string Title(TftpServer server, DirectoryContent content)
    {
        string writes = settings.Content.WriteMode switch
        {
            WriteMode.Create => "uploads make new files",
            WriteMode.Overwrite => "uploads make and replace files",
            _ => "read only",
        };
        string where = string.Join(", ", server.LocalEndpoints.Select(endpoint =>
            endpoint.Address.Equals(IPAddress.IPv6Any) && settings.Listen.All(asked => !asked.Address.Equals(IPAddress.Any))
                ? $"{endpoint} (IPv4 and IPv6)"
                : endpoint.ToString()));
        string groups = settings.Multicast is { Pools.Count: > 0 } multicast ? $", multicast to {string.Join(", ", multicast.Pools)}" : "";
        string rounds = settings.Multicast is { Mtftp.Count: > 0 } mtftp
            ? $", MTFTP of {string.Join(", ", mtftp.Mtftp.Select(file => $"{file.Name} to {file.Group}"))}"
            : "";
        return $"serving {content.Root} on {where}, {writes}{groups}{rounds}";
    }

    private void Tell(ServeLog log, TransferRecord record)
    {
        _totals.Count(record);
        if (Volatile.Read(ref _view) is { } view)
        {
            view.Add(record);
        }
        else
        {
            log.Write(record);
        }
    }

    private void WriteLine(string line)
    {
        if (Volatile.Read(ref _view) is { } view)
        {
            view.Add(line);
        }
        else
        {
            _lines.WriteLine(line);
        }
    }
}
