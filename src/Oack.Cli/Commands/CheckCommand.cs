using System.CommandLine;
using System.Net.Sockets;
using System.Text;
using Oack.Boot.Conformance;
using Oack.Cli.Checking;
using Oack.Protocol.Wire;

namespace Oack.Cli.Commands;

/// <summary><c>oack check HOST[:PORT]</c></summary>
internal static class CheckCommand
{
    private const int MaxUploadNameBytes = 1_000;

    private const string Notes = """
        Tries a TFTP server with the rules of RFC 1350, 1123, 2347, 2348, 2349, 7440
        and 2090 and with the habits of real boot firmware, and says of each: pass,
        fail, not offered, or skipped, and why. Nothing is stored unless --write gives
        a name; what is stored then stays there, as TFTP cannot delete. Without --file
        some usual names of boot files are tried.

        Examples:
          oack check 192.0.2.1
          oack check 192.0.2.1:6969 --file pxelinux.0
          oack check server --only rfc7440 --only client-edk2 -v
          oack check server --write oack-check.tmp
          oack check --json server | jq '.checks[] | select(.outcome == "fail")'
        """;

    private static readonly Argument<string?> s_host = new("HOST")
    {
        Description = "The server: host, host:port, [address]:port, or tftp://host[:port]/file.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private static readonly Option<string?> s_file = Name("--file", "A file on the server that may be read. [default: one with a usual name]", RequestPacket.MaxNameBytes);

    private static readonly Option<string?> s_write = Name("--write", "Try uploads too; files are stored under this name, or with .2 to .12 behind it.", MaxUploadNameBytes);

    private static readonly Option<string[]> s_only = Only();

    private static readonly Option<bool> s_list = new("--list") { Description = "Print all checks with their sources, and check nothing." };

    private static readonly Option<TimeSpan?> s_wait = Numbers.Seconds(
        "--wait", "How long to wait for a lost packet to be sent again, 0.1 to 300. [default: 12]", 0.1, 300);

    private static readonly Option<int?> s_parallel = Numbers.Whole("--parallel", "n", "How many checks run at once, 1 to 32. [default: 8]", 1, 32);

    private static readonly Option<bool> s_ipv4 = new("-4", "--ipv4") { Description = "Use IPv4 addresses only." };

    private static readonly Option<bool> s_ipv6 = new("-6", "--ipv6") { Description = "Use IPv6 addresses only." };

    private static readonly Option<bool> s_verbose = new("-v", "--verbose") { Description = "Print id, source and reason of passed checks too." };

    private static readonly Option<bool> s_json = new("--json") { Description = "Print the result as one JSON object." };

    public static (Command Command, string Notes) Create(CliEnvironment environment)
    {
        Command command = new("check", "Try a TFTP server with the rules of the RFCs and the habits of real clients.")
        {
            s_host, s_file, s_write, s_only, s_list, s_wait, s_parallel, s_verbose, s_json, s_ipv4, s_ipv6,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(s_ipv4) && result.GetValue(s_ipv6))
            {
                result.AddError("-4 and -6 exclude each other");
            }

            if (result.GetValue(s_json) && result.GetValue(s_verbose))
            {
                result.AddError("--json and --verbose exclude each other: the object has everything");
            }

            if (result.GetValue(s_host) is null && !result.GetValue(s_list))
            {
                result.AddError("check needs a HOST; --list prints what would be checked");
            }
        });
        command.SetAction((result, _) => RunAsync(environment, result));
        return (command, Notes);
    }

    private static Option<string[]> Only()
    {
        Option<string[]> option = new("--only")
        {
            HelpName = "id",
            Description = "Run this check only, or all whose ids begin so; several times for several.",
            Arity = ArgumentArity.OneOrMore,
        };
        option.CompletionSources.Add([.. ConformanceCatalogue.All.Select(check => check.Id)]);
        return option;
    }

    private static Option<string?> Name(string name, string description, int maxBytes) => new(name)
    {
        HelpName = "name",
        Description = description,
        CustomParser = result =>
        {
            string text = result.Tokens[0].Value;
            int bytes = Encoding.UTF8.GetByteCount(text);
            if (bytes < 1 || bytes > maxBytes || text.Contains('\0', StringComparison.Ordinal))
            {
                result.AddError(FormattableString.Invariant($"{name} takes a name of 1 to {maxBytes} bytes; this one has {bytes}"));
                return null;
            }

            return text;
        },
    };

    private static async Task<int> RunAsync(CliEnvironment environment, ParseResult result)
    {
        if (!TrySelect(result.GetValue(s_only) ?? [], out IReadOnlyCollection<ConformanceCheck> checks, out string unknown))
        {
            environment.Complain($"--only: no check's id begins with '{PacketText.Escape(unknown)}'. 'oack check --list' prints them");
            return ExitCode.Usage;
        }

        if (result.GetValue(s_list))
        {
            CheckText.PrintList(environment.Out, checks);
            return ExitCode.Ok;
        }

        CheckOptions defaults = new() { Server = default };
        CheckSettings settings = new(
            result.GetValue(s_host)!,
            result.GetValue(s_file),
            result.GetValue(s_write),
            checks,
            result.GetValue(s_wait) ?? defaults.RetransmissionWait,
            result.GetValue(s_parallel) ?? defaults.Parallelism,
            (result.GetValue(s_ipv4), result.GetValue(s_ipv6)) switch
            {
                (true, _) => AddressFamily.InterNetwork,
                (_, true) => AddressFamily.InterNetworkV6,
                _ => AddressFamily.Unspecified,
            },
            result.GetValue(s_verbose),
            result.GetValue(s_json));
        return await CheckRunner.RunAsync(environment, settings);
    }

    /// <summary>The checks that the words name; all where there are none.</summary>
    private static bool TrySelect(string[] words, out IReadOnlyCollection<ConformanceCheck> checks, out string unknown)
    {
        unknown = "";
        checks = ConformanceCatalogue.All;
        if (words.Length == 0)
        {
            return true;
        }

        List<ConformanceCheck> selected = [];
        foreach (string word in words)
        {
            List<ConformanceCheck> named = ConformanceCatalogue.TryFind(word, out ConformanceCheck? exact)
                ? [exact]
                : [.. ConformanceCatalogue.All.Where(check => word.Length > 0 && check.Id.StartsWith(word, StringComparison.OrdinalIgnoreCase))];
            if (named.Count == 0)
            {
                unknown = word;
                return false;
            }

            selected.AddRange(named);
        }

        checks = [.. ConformanceCatalogue.All.Where(selected.Contains)];
        return true;
    }
}
