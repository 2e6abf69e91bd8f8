using System.CommandLine;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using Oack.Cli.Serving;
using Oack.Content;
using Oack.Net;
using Oack.Protocol.Options;
using Oack.Server;

namespace Oack.Cli.Commands;

/// <summary>The options of <c>serve</c>.</summary>
internal sealed partial class ServeOptionSet
{
    private readonly Argument<string> _directory = new("DIR")
    {
        Description = "The directory to serve.",
        DefaultValueFactory = _ => ".",
    };

    private readonly Option<string[]> _listen = new("--listen", "-l")
    {
        HelpName = "addr:port",
        Description = "Listen here; may be given several times. :6969, 192.0.2.1:69, [::1]:69. [default: :69, else :6969]",
    };

    private readonly Option<string?> _write = Numbers.Word(
        "--write", "What clients may store: nothing, new files, or replacements too. [default: none]", ["none", "create", "overwrite"]);

    private readonly Option<bool> _createDirectories = new("--create-directories") { Description = "Let uploads make the directories in their names." };

    private readonly Option<long?> _maxUpload = Numbers.Size("--max-upload", "The longest upload. [default: 4G]");

    private readonly Option<long?> _minFree = Numbers.Size("--min-free", "What uploads leave free on the disk. [default: a twentieth, at most 64M]");

    private readonly Option<bool> _singlePort = new("--single-port") { Description = "Answer from the listening port, for NAT and containers." };

    private readonly Option<string?> _portRange = new("--port-range") { HelpName = "a-b", Description = "Take the transfers' ports from this range, for firewalls." };

    private readonly Option<int?> _maxTransfers = Numbers.Whole("--max-transfers", "n", "How many transfers run at once. [default: 4096]", 1, 1_000_000);

    private readonly Option<int?> _maxTransfersPerClient = Numbers.Whole(
        "--max-transfers-per-client", "n", "How many of them for one address. [default: 512]", 1, 1_000_000);

    private readonly Option<int?> _maxRunning = Numbers.Whole(
        "--max-running", "n", "How many of them move at once in each thread; the others wait in order. [default: 1024]", 1, 1_000_000);

    private readonly Option<int?> _maxBlockSize = Numbers.Whole("--max-blksize", "bytes", "The largest block granted, 8 to 65464. [default: 65464]", 8, 65_464);

    private readonly Option<int?> _maxWindowSize = Numbers.Whole("--max-windowsize", "blocks", "The largest window granted, 1 to 65535. [default: 64]", 1, 65_535);

    private readonly Option<bool> _clamp = new("--clamp-to-mtu") { Description = "Grant no block that does not fit the path MTU." };

    private readonly Option<bool> _grantTimeout = new("--grant-timeout") { Description = "Grant the timeout option and obey it, instead of measuring." };

    private readonly Option<bool> _noOptions = new("--no-options") { Description = "Grant no option at all (RFC 1350)." };

    private readonly Option<string?> _rewrite = new("--rewrite") { HelpName = "file", Description = "Rewrite names by the rules in this file (tftpd-hpa's map file)." };

    private readonly Option<bool> _ignoreCase = new("--ignore-case") { Description = "Find files whose names differ in case." };

    private readonly Option<string?> _perClient = Numbers.Word(
        "--per-client", "Look in a directory of the client's own first, by address or by MAC in the name. [default: none]", ["none", "ip", "mac"]);

    private readonly Option<long?> _cache = Numbers.Size("--cache", "Memory for what is asked for again and again. [default: 16M]");

    private readonly Option<long?> _maxRate = Numbers.Size("--max-rate", "How many bytes a second all transfers send together. [default: no limit]");

    private readonly Option<long?> _maxRatePerTransfer = Numbers.Size("--max-rate-per-transfer", "How many bytes a second one transfer sends. [default: no limit]");

    private readonly Option<int?> _shards = Numbers.Whole("--shards", "n", "How many threads serve. [default: one a processor, at most 8]", 1, 64);

    private readonly Option<string?> _engine = Numbers.Word("--engine", "What moves the datagrams. [default: best]", ["best", "linux", "portable"]);

    private readonly Option<bool> _noDiagnosis = new("--no-diagnosis") { Description = "Do not watch the server's own conversations: records say how a transfer ended, not what its packets show." };
    private readonly Option<bool> _noSpin = new("--no-spin") { Description = "Sleep at once when there is nothing to do, instead of looking a little longer." };

    private readonly Option<string?> _capture = new("--capture")
    {
        HelpName = "file",
        Description = "Record what is received and sent in a new file for Wireshark, with comments on what went on. It holds the files' contents.",
    };

    private readonly Option<long?> _captureSize = Numbers.Size("--capture-size", "End the recording when its file is this long. [default: 100M]");

    private readonly Option<TimeSpan?> _captureTime = Numbers.Seconds(
        "--capture-time", "End the recording after this time. [default: no limit]", 1, 2_678_400);

    private readonly MulticastOptionSet _multicast = new();

    private readonly Option<string?> _log = Numbers.Word("--log", "The form of the log. [default: text]", ["text", "json"]);

    private readonly Option<TimeSpan?> _drain = Numbers.Seconds("--drain", "How long running transfers may finish at the end. [default: 5]", 0, 86_400);

    private readonly Option<bool> _plain = new("--plain") { Description = "Print lines on a terminal too, instead of the table." };

    private readonly Option<bool> _quiet = new("--quiet", "-q") { Description = "Print only what went wrong." };

    private readonly Option<bool> _verbose = new("--verbose", "-v") { Description = "Print more: stray packets, starts of transfers." };

    /// <summary>Puts argument and options on the command.</summary>
    public void AddTo(Command command)
    {
        command.Add(_directory);
        foreach (Option option in (Option[])[
            _listen, _write, _createDirectories, _maxUpload, _minFree, _singlePort, _portRange, _maxTransfers, _maxTransfersPerClient, _maxRunning,
            _maxBlockSize, _maxWindowSize, _clamp, _grantTimeout, _noOptions, _rewrite, _ignoreCase, _perClient, _cache, _maxRate, _maxRatePerTransfer,
            _shards, _engine, _noSpin, _noDiagnosis, _capture, _captureSize, _captureTime, .. PxeOptions, _log, _drain, _plain, _quiet, _verbose])
        {
            command.Add(option);
        }

        _multicast.AddTo(command);
        command.Validators.Add(ValidatePxe);
        command.Validators.Add(result =>
        {
            if (result.GetValue(_singlePort) && result.GetValue(_portRange) is not null)
            {
                result.AddError("--single-port and --port-range exclude each other: with one port for all, no transfer takes a port of its own");
            }

            if (result.GetValue(_singlePort) && _multicast.IsAsked(result))
            {
                result.AddError("--single-port excludes --multicast and --mtftp: the receivers of a group acknowledge to a port of its own");
            }

            if (result.GetValue(_capture) is null && (result.GetResult(_captureSize) is not null || result.GetResult(_captureTime) is not null))
            {
                result.AddError("--capture-size and --capture-time are limits of --capture, which is not given");
            }

            if (result.GetValue(_quiet) && result.GetValue(_verbose))
            {
                result.AddError("--quiet and --verbose exclude each other");
            }
        });
    }

    /// <summary>What a command line asks for, or what is wrong with it.</summary>
    public bool TryRead(ParseResult result, [NotNullWhen(true)] out ServeSettings? settings, [NotNullWhen(false)] out string? error)
    {
        settings = null;
        if (!TryReadListen(result.GetValue(_listen) ?? [], out List<IPEndPoint> listen, out error)
            || !TryReadPortRange(result.GetValue(_portRange), out PortRange? portRange, out error)
            || !TryReadRules(result.GetValue(_rewrite), out RewriteRules? rules, out error)
            || !TryReadCapture(result, out CaptureSettings? capture, out error)
            || !_multicast.TryRead(result, out MulticastServing? multicast, out error))
        {
            return false;
        }

        DirectoryContentOptions content = new() { Root = result.GetValue(_directory) is { Length: > 0 } root ? root : "." };
        if (!TryReadPxe(result, content.Root, out PxeSettings? pxe, out error))
        {
            return false;
        }

        settings = new ServeSettings
        {
            Content = content with
            {
                WriteMode = result.GetValue(_write) switch
                {
                    "create" => WriteMode.Create,
                    "overwrite" => WriteMode.Overwrite,
                    _ => WriteMode.None,
                },
                CreateDirectories = result.GetValue(_createDirectories),
                MaxUploadBytes = result.GetValue(_maxUpload) ?? content.MaxUploadBytes,
                MinFreeBytes = result.GetValue(_minFree),
                CaseFolding = result.GetValue(_ignoreCase),
                PerClientRoot = result.GetValue(_perClient) switch
                {
                    "ip" => PerClientRoot.Ip,
                    "mac" => PerClientRoot.Mac,
                    _ => PerClientRoot.None,
                },
                RewriteRules = rules,
                CacheBytes = result.GetValue(_cache) ?? content.CacheBytes,
            },
            Listen = listen,
            SinglePort = result.GetValue(_singlePort),
            PortRange = portRange,
            MaxTransfers = result.GetValue(_maxTransfers),
            MaxTransfersPerClient = result.GetValue(_maxTransfersPerClient),
            MaxRunning = result.GetValue(_maxRunning),
            Policy = ReadPolicy(result),
            ClampsToPath = result.GetValue(_clamp),
            Engine = result.GetValue(_engine) switch
            {
                "linux" => EngineKind.Linux,
                "portable" => EngineKind.Portable,
                _ => EngineKind.Best,
            },
            Shards = result.GetValue(_shards),
            Spins = !result.GetValue(_noSpin),
            Diagnoses = !result.GetValue(_noDiagnosis),
            MaxRate = result.GetValue(_maxRate),
            MaxRatePerTransfer = result.GetValue(_maxRatePerTransfer),
            Capture = capture,
            Multicast = multicast,
            Pxe = pxe,
            Drain = result.GetValue(_drain) ?? TimeSpan.FromSeconds(5),
            IsJson = result.GetValue(_log) == "json",
            IsQuiet = result.GetValue(_quiet),
            IsVerbose = result.GetValue(_verbose),
            IsPlain = result.GetValue(_plain),
        };
        return true;
    }

    private OptionPolicy ReadPolicy(ParseResult result)
    {
        OptionPolicy policy = OptionPolicy.Default;
        return policy with
        {
            MaxBlockSize = result.GetValue(_maxBlockSize) ?? policy.MaxBlockSize,
            MaxWindowBlocks = result.GetValue(_maxWindowSize) ?? policy.MaxWindowBlocks,
            GrantsTimeout = result.GetValue(_grantTimeout),
            GrantsOptions = !result.GetValue(_noOptions),
        };
    }

    private bool TryReadCapture(ParseResult result, out CaptureSettings? capture, [NotNullWhen(false)] out string? error)
    {
        capture = null;
        error = null;
        if (result.GetValue(_capture) is not { } path)
        {
            return true;
        }

        long maxBytes = result.GetValue(_captureSize) ?? CaptureSettings.DefaultMaxBytes;
        if (maxBytes < CaptureSettings.LeastMaxBytes)
        {
            error = "--capture-size: one datagram may be longer than that; give it 128K or more";
        }
        else if (path.Length == 0 || path == "-")
        {
            error = "--capture needs the name of a file; a recording does not go to standard output";
        }
        else
        {
            capture = new CaptureSettings(path, maxBytes, result.GetValue(_captureTime));
        }

        return error is null;
    }

    private static bool TryReadListen(string[] texts, out List<IPEndPoint> listen, [NotNullWhen(false)] out string? error)
    {
        listen = [];
        foreach (string text in texts)
        {
            if (!ListenAddress.TryParse(text, out IReadOnlyList<IPEndPoint> endpoints, out string fault))
            {
                error = "--listen: " + fault;
                return false;
            }

            listen.AddRange(endpoints);
        }

        error = null;
        return true;
    }

    private static bool TryReadPortRange(string? text, out PortRange? portRange, [NotNullWhen(false)] out string? error)
    {
        portRange = null;
        error = null;
        if (text is null)
        {
            return true;
        }

        if (!PortRange.TryParse(text, out PortRange range, out string fault))
        {
            error = "--port-range: " + fault;
            return false;
        }

        portRange = range;
        return true;
    }

    private static bool TryReadRules(string? path, out RewriteRules? rules, [NotNullWhen(false)] out string? error)
    {
        rules = null;
        error = null;
        if (path is null)
        {
            return true;
        }

        try
        {
            if (!RewriteRules.TryParse(File.ReadAllText(path), out rules, out RewriteRulesError? mistake))
            {
                error = $"{path}:{mistake}";
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            error = $"--rewrite: cannot read the rules: {exception.Message}";
        }

        return error is null;
    }
}
