using System.CommandLine;
using System.Net.Sockets;
using Oack.Client;
using Oack.Protocol;

namespace Oack.Cli.Commands;

/// <summary><c>oack bench URL</c></summary>
internal static partial class BenchCommand
{
    private const string Notes = """
        Many clients read one file again and again, each time from a port of their own,
        and compare what arrives: with FILE of --expect, or with what arrived first.
        What the server refuses is a failure; nothing is asked for again in less.

        Examples:
          oack bench tftp://192.0.2.1/pxelinux.0
          oack bench -c 200 -n 10000 tftp://192.0.2.1:6969/boot/grub.efi
          oack bench -c 1 -n 5 -b 8192 -w 64 --expect image.bin tftp://server/image.bin
          oack bench --json tftp://server/image.bin | jq .latency.p99Ms
        """;

    private static readonly Option<int?> s_clients = Numbers.Whole(
        "--clients", "n", "How many clients read at once, 1 to 10000. [default: 10]", 1, LoadOptions.MaxClients, "-c");

    private static readonly Option<int?> s_transfers = Numbers.Whole(
        "--transfers", "n", "How many transfers all clients do together, 1 to 10000000. [default: 100]", 1, LoadOptions.MaxTransfers, "-n");

    private static readonly Option<int?> s_threads = Numbers.Whole(
        "--threads", "n", "How many threads the clients are divided over, up to the number of processors. [default: 1]", 1, Environment.ProcessorCount);

    private static readonly Option<int?> s_blockSize = Numbers.Whole(
        "--blksize", "bytes", "Block size to ask for, 8 to 65464 (RFC 2348). [default: 1428]", 8, 65_464, "-b");

    private static readonly Option<int?> s_windowSize = Numbers.Whole(
        "--windowsize", "blocks", "Window to ask for, 1 to 65535 (RFC 7440); 1 asks for none. [default: 16]", 1, 65_535, "-w");

    private static readonly Option<TimeSpan?> s_timeout = Numbers.Seconds(
        "--timeout", "Send a packet again after this time, 0.01 to 255; the server is not told. [default: measured]", 0.01, 255);

    private static readonly Option<TimeSpan?> s_maxTime = Numbers.Seconds(
        "--max-time", "End the run after this time, 0.01 to 86400; what has not ended then is unfinished. [default: 60]", 0.01, 86_400);

    private static readonly Option<string?> s_expect = new("--expect")
    {
        HelpName = "file",
        Description = "A local file that each transfer must match. [default: what arrives first]",
    };

    private static readonly Option<bool> s_noOffload = new("--no-offload") { Description = "Take each datagram from the system by itself." };

    private static readonly Option<bool> s_ipv4 = new("-4", "--ipv4") { Description = "Use IPv4 addresses only." };

    private static readonly Option<bool> s_ipv6 = new("-6", "--ipv6") { Description = "Use IPv6 addresses only." };

    private static readonly Option<bool> s_json = new("--json") { Description = "Print the result as one JSON object." };

    public static (Command Command, string Notes) Create(CliEnvironment environment)
    {
        Argument<string> url = new("URL") { Description = "tftp://host[:port]/name[;mode=octet|netascii], or host:name." };
        Command command = new("bench", "Read a file with many clients at once, and measure the server.")
        {
            url, s_clients, s_transfers, s_threads, s_blockSize, s_windowSize, s_timeout, s_maxTime, s_expect, s_noOffload, s_ipv4, s_ipv6, s_json,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(s_ipv4) && result.GetValue(s_ipv6))
            {
                result.AddError("-4 and -6 exclude each other");
            }
        });
        command.SetAction((result, _) => RunAsync(environment, result.GetRequiredValue(url), ReadOptions(result), result.GetValue(s_json)));
        return (command, Notes);
    }

    private static LoadOptions ReadOptions(ParseResult result)
    {
        LoadOptions defaults = LoadOptions.Default;
        return defaults with
        {
            Clients = result.GetValue(s_clients) ?? defaults.Clients,
            Transfers = result.GetValue(s_transfers) ?? defaults.Transfers,
            Threads = result.GetValue(s_threads) ?? defaults.Threads,
            BlockSize = result.GetValue(s_blockSize) ?? defaults.BlockSize,
            WindowBlocks = result.GetValue(s_windowSize) ?? defaults.WindowBlocks,
            RetransmitTimeout = result.GetValue(s_timeout),
            MaxTime = result.GetValue(s_maxTime) ?? defaults.MaxTime,
            ReceiveOffload = !result.GetValue(s_noOffload),
            ExpectedFile = result.GetValue(s_expect),
            AddressFamily = (result.GetValue(s_ipv4), result.GetValue(s_ipv6)) switch
            {
                (true, _) => AddressFamily.InterNetwork,
                (_, true) => AddressFamily.InterNetworkV6,
                _ => AddressFamily.Unspecified,
            },
        };
    }

    private static async Task<int> RunAsync(CliEnvironment environment, string url, LoadOptions options, bool isJson)
    {
        if (!TftpUri.TryParse(url, out TftpUri? uri, out string? error))
        {
            environment.Complain(error);
            return ExitCode.Usage;
        }

        if (uri.Mode == TransferMode.Netascii && options.ExpectedFile is not null)
        {
            environment.Complain("--expect compares bytes as they travel, which netascii changes: ask for mode octet");
            return ExitCode.Usage;
        }

        using Interrupts interrupts = new();
        LoadReport report;
        try
        {
            report = await LoadGenerator.RunAsync(uri, options, interrupts.Token);
        }
        catch (TftpException exception)
        {
            environment.Complain(exception.Message);
            return ExitCode.For(exception.Failure);
        }
        catch (OperationCanceledException)
        {
            environment.Complain("interrupted");
            return interrupts.ExitCodeOfSignal;
        }

        if (isJson)
        {
            environment.Out.WriteLine(ToJson(uri, options, report));
        }
        else
        {
            Print(environment, uri, options, report);
        }

        environment.Out.Flush();
        return interrupts.Token.IsCancellationRequested ? interrupts.ExitCodeOfSignal
            : report.Completed == report.Transfers ? ExitCode.Ok
            : ExitCode.Failed;
    }
}
