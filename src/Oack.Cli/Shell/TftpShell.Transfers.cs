using System.Globalization;
using Oack.Cli.Output;
using Oack.Client;
using Oack.Content;
using Oack.Protocol.Wire;

namespace Oack.Cli.Shell;

internal sealed partial class TftpShell
{
    private const string StandardStream = "-";

    private async Task<int> GetAsync(IReadOnlyList<string> arguments)
    {
        if (arguments.Count == 0)
        {
            arguments = Ask("(files) ");
        }

        if (arguments.Count == 0)
        {
            return Complain("usage: get NAME [LOCAL|-], or get NAME NAME NAME...");
        }

        // As in BSD tftp: two words are a remote and a local name, three or more are remote names.
        if (arguments.Count == 2)
        {
            return await GetOneAsync(arguments[0], arguments[1]);
        }

        int exitCode = ExitCode.Ok;
        foreach (string name in arguments)
        {
            int result = await GetOneAsync(name, local: null);
            exitCode = exitCode == ExitCode.Ok ? result : exitCode;
            if (result == ExitCode.Interrupted)
            {
                break;
            }
        }

        return exitCode;
    }

    private async Task<int> GetOneAsync(string remote, string? local)
    {
        if (!RemoteName.TryResolve(remote, _settings, out TftpUri? uri, out string? error))
        {
            return Complain(error);
        }

        string path = local ?? uri.LastComponent;
        if (local is not null && local != StandardStream && (Directory.Exists(local) || local.EndsWith('/')))
        {
            path = Path.Combine(local, uri.LastComponent);
        }

        if (path.Length == 0 || (local is null && path == StandardStream))
        {
            return Complain($"{PacketText.Escape(remote)}: say where to write it: get NAME LOCAL");
        }

        ContentOpening<WriteContent> target = path == StandardStream
            ? new(new StreamWriteContent(_environment.OpenOutput(), "standard output", leaveOpen: true))
            : LocalFile.OpenWrite(path);
        if (target.Refusal is { } refusal)
        {
            _environment.Error.WriteLine(refusal.Detail ?? refusal.Message);
            return ExitCode.LocalFile;
        }

        using WriteContent content = target.Content!;
        if (_settings.IsVerbose)
        {
            Out.WriteLine($"getting from {uri.Host}:{PacketText.Escape(uri.FileName.Span)} to {path} [{TransferModeText.ToName(uri.Mode ?? _settings.Mode)}]");
        }

        return await TransferAsync(
            "Received",
            path == StandardStream ? _environment.Error : Out,
            uri.FileNameText,
            (client, options, progress, token) => client.GetAsync(uri, content, options, progress, token));
    }

    private async Task<int> PutAsync(IReadOnlyList<string> arguments)
    {
        if (arguments.Count == 0)
        {
            arguments = Ask("(file) ");
        }

        switch (arguments.Count)
        {
            case 0:
                return Complain("usage: put LOCAL [NAME], or put LOCAL... DIRECTORY");
            case 1:
                return await PutOneAsync(RemoteName.HasHost(arguments[0]) ? RemoteName.Tail(arguments[0][(arguments[0].LastIndexOf(':') + 1)..]) : arguments[0], RemoteName.HasHost(arguments[0]) ? arguments[0] : RemoteName.Tail(arguments[0]));
            case 2:
                return await PutOneAsync(arguments[0], arguments[1].EndsWith('/') ? arguments[1] + RemoteName.Tail(arguments[0]) : arguments[1]);
            default:
                break;
        }

        int exitCode = ExitCode.Ok;
        string directory = arguments[^1];
        foreach (string local in arguments.Take(arguments.Count - 1))
        {
            string separator = directory.EndsWith('/') || directory.EndsWith(':') ? "" : "/";
            int result = await PutOneAsync(local, directory + separator + RemoteName.Tail(local));
            exitCode = exitCode == ExitCode.Ok ? result : exitCode;
            if (result == ExitCode.Interrupted)
            {
                break;
            }
        }

        return exitCode;
    }

    private async Task<int> PutOneAsync(string local, string remote)
    {
        if (!RemoteName.TryResolve(remote, _settings, out TftpUri? uri, out string? error))
        {
            return Complain(error);
        }

        ContentOpening<ReadContent> source = local == StandardStream && !_isInteractive
            ? new(new StreamReadContent(_environment.OpenInput(), description: "standard input", leaveOpen: true))
            : LocalFile.OpenRead(local);
        if (source.Refusal is { } refusal)
        {
            _environment.Error.WriteLine(refusal.Detail ?? refusal.Message);
            return ExitCode.LocalFile;
        }

        using ReadContent content = source.Content!;
        if (_settings.IsVerbose)
        {
            Out.WriteLine($"putting {local} to {uri.Host}:{PacketText.Escape(uri.FileName.Span)} [{TransferModeText.ToName(uri.Mode ?? _settings.Mode)}]");
        }

        return await TransferAsync(
            "Sent", Out, uri.FileNameText, (client, options, progress, token) => client.PutAsync(content, uri, options, progress, token));
    }

    private async Task<int> TransferAsync(
        string verb,
        TextWriter messages,
        string name,
        Func<TftpClient, TftpClientOptions, IProgress<TransferProgress>?, CancellationToken, Task<TransferResult>> start)
    {
        using Interrupts interrupts = new();
        ProgressDisplay? progress = _isInteractive && !_settings.IsTracing && messages == Out ? new() : null;
        TftpClientOptions options = _settings.ToOptions(_settings.IsTracing ? new PacketTrace(messages).Print : null);
        try
        {
            await using TftpClient client = new();
            Task<TransferResult> transfer = start(client, options, progress, interrupts.Token);
            if (progress is not null)
            {
                await progress.ShowAsync(_environment.OutputConsole, name, transfer);
            }

            TransferResult result = await transfer;
            messages.WriteLine(Summary(verb, result));
            foreach (string warning in result.Warnings)
            {
                messages.WriteLine("warning: " + warning);
            }

            foreach (string line in _settings.IsVerbose ? TransferText.Details(result) : [])
            {
                messages.WriteLine(line);
            }

            return ExitCode.Ok;
        }
        catch (TftpException exception)
        {
            if (exception.Code is { } code)
            {
                _environment.Error.WriteLine(string.Create(
                    CultureInfo.InvariantCulture, $"Error code {(int)code}: {PacketText.Escape(exception.PeerMessage, 200)}"));
            }

            _environment.Error.WriteLine(exception.Message);
            return ExitCode.For(exception.Failure);
        }
        catch (OperationCanceledException)
        {
            _environment.Error.WriteLine("interrupted");
            return interrupts.ExitCodeOfSignal;
        }
    }

    private string Summary(string verb, TransferResult result)
    {
        string line = string.Create(
            CultureInfo.InvariantCulture, $"{verb} {result.Bytes} bytes in {result.Duration.TotalSeconds:0.0##} seconds");
        return _settings.IsVerbose
            ? line + string.Create(CultureInfo.InvariantCulture, $" [{result.BytesPerSecond * 8:0} bit/s]")
            : line;
    }
}
