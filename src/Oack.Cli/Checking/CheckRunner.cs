using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Oack.Boot.Conformance;
using Oack.Net;
using Oack.Protocol;
using Oack.Protocol.Wire;

namespace Oack.Cli.Checking;

/// <summary>Runs the checks and prints what they found.</summary>
internal static class CheckRunner
{
    internal static async Task<int> RunAsync(CliEnvironment environment, CheckSettings settings)
    {
        if (!CheckTarget.TryParse(settings.Host, out CheckTarget? target, out string? error))
        {
            environment.Complain(error);
            return ExitCode.Usage;
        }

        if (settings.File is not null && target.File is not null)
        {
            environment.Complain("the file is named twice: by the URL and by --file. Leave one of them out");
            return ExitCode.Usage;
        }

        using Interrupts interrupts = new();
        try
        {
            if (await target.ResolveAsync(settings.Family, interrupts.Token) is not { } server)
            {
                environment.Complain(
                    $"cannot find the host '{PacketText.Escape(target.Host)}'{FamilyWords(settings.Family)}. Check the name, or give an address");
                return ExitCode.NoAnswer;
            }

            return await RunAsync(environment, settings, Options(settings, target, server), interrupts.Token);
        }
        catch (BindException exception)
        {
            environment.Complain(exception.Message);
            return ExitCode.Failed;
        }
        catch (OperationCanceledException)
        {
            environment.Complain("interrupted");
            return interrupts.ExitCodeOfSignal;
        }
    }

    private static async Task<int> RunAsync(CliEnvironment environment, CheckSettings settings, CheckOptions options, CancellationToken cancellationToken)
    {
        using CheckProgress? progress = environment.IsErrorTerminal && !settings.IsJson
            ? new CheckProgress(environment.Error, options.Checks.Count)
            : null;
        ConformanceReport report = await ConformanceRun.RunAsync(options, progress, cancellationToken);
        progress?.Clear();
        if (!report.IsAnswering)
        {
            environment.Complain(
                $"no TFTP server answers at {report.Server}: {report.Silence}. Check the address, the port (host:port) and firewalls");
            return ExitCode.NoAnswer;
        }

        if (report.FileProblem.Length > 0)
        {
            environment.Complain("warning: " + (options.FileName.IsEmpty
                ? "no file was found to read; name one with --file NAME, or most checks are skipped"
                : $"'{PacketText.Escape(options.FileName.Span)}' cannot be read: {report.FileProblem}. Most checks are skipped; name another with --file"));
        }

        if (settings.IsJson)
        {
            environment.Out.WriteLine(CheckJson.Of(report));
        }
        else
        {
            CheckText.Print(environment.Out, report, settings.IsVerbose);
        }

        environment.Out.Flush();
        return report.IsClean ? ExitCode.Ok : ExitCode.Failed;
    }

    private static CheckOptions Options(CheckSettings settings, CheckTarget target, PeerEndpoint server) => new()
    {
        Server = server,
        FileName = Encoding.UTF8.GetBytes(settings.File ?? target.File ?? ""),
        UploadName = Encoding.UTF8.GetBytes(settings.UploadName ?? ""),
        Checks = settings.Checks,
        Parallelism = settings.Parallelism,
        RetransmissionWait = settings.RetransmissionWait,

        // A check may have to wait for what is lost twice, and still come to its end.
        CheckTime = TimeSpan.FromSeconds(40) + (2 * settings.RetransmissionWait),
    };

    private static string FamilyWords(AddressFamily family) => family switch
    {
        AddressFamily.InterNetwork => " among IPv4 addresses",
        AddressFamily.InterNetworkV6 => " among IPv6 addresses",
        _ => "",
    };

    /// <summary>How many checks are done, on one line of a terminal that is wiped at the end.</summary>
    private sealed class CheckProgress(TextWriter terminal, int total) : IProgress<CheckResult>, IDisposable
    {
        private const string EraseLine = "\r\e[K";
        private readonly Lock _gate = new();
        private int _done;
        private bool _isShown;

        public void Report(CheckResult value)
        {
            lock (_gate)
            {
                _done++;
                _isShown = true;
                terminal.Write(string.Create(CultureInfo.InvariantCulture, $"{EraseLine}checking: {_done} of {total}"));
                terminal.Flush();
            }
        }

        internal void Clear()
        {
            lock (_gate)
            {
                if (_isShown)
                {
                    _isShown = false;
                    terminal.Write(EraseLine);
                    terminal.Flush();
                }
            }
        }

        public void Dispose() => Clear();
    }
}
