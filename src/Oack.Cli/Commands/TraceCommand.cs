using System.CommandLine;
using System.CommandLine.Parsing;
using Oack.Cli.Tracing;
using Oack.Protocol.Observe;
using Oack.Trace.Report;

namespace Oack.Cli.Commands;

/// <summary><c>oack trace FILE [FILE]</c>: says what happened in a capture, and why.</summary>
internal static class TraceCommand
{
    private const string Notes = """
        FILE is a pcap or pcapng file, gzip-compressed or not; '-' is standard input.
        With two files, taken at both ends of a path in any order, it says which
        packets were lost on which leg. --filter takes host=ADDRESS, name=PATTERN,
        outcome=OUTCOME and code=CODE; of one key one must hold, of each key one.

        Here 0 means that no finding is an error, 1 that one is, and 2 that the
        capture cannot be read.

        Examples:
          oack trace boot.pcapng
          oack trace boot.pcapng --ladder 2
          oack trace boot.pcapng --html boot.html --extract files
          oack trace boot.pcapng --filter 'name=*.efi' --filter outcome=stalled
          tcpdump -i eth0 -w - udp or icmp | oack trace - --json | jq .transfers[].outcome
          oack trace client.pcap server.pcap
          oack trace --live eth0
        """;

    private static readonly Option<bool> s_json = new("--json") { Description = "Print one JSON object." };

    private static readonly Option<int?> s_ladder = Numbers.Whole(
        "--ladder", "n", "Draw the packets of transfer n, 1 or more.", 1, int.MaxValue);

    private static readonly Option<string?> s_html = new("--html") { HelpName = "file", Description = "Write a page with table, ladders and plots." };

    private static readonly Option<string?> s_extract = new("--extract")
    {
        HelpName = "directory",
        Description = "Write the files that were carried into a directory.",
    };

    private static readonly Option<string[]> s_filter = Filter();

    private static readonly Option<string?> s_live = new("--live")
    {
        HelpName = "interface",
        Description = "Watch a network interface until Ctrl-C (Linux; needs CAP_NET_RAW).",
    };

    private static readonly Option<bool> s_quiet = new("--quiet", "-q") { Description = "Print only findings that are errors." };

    public static (Command Command, string Notes) Create(CliEnvironment environment)
    {
        Argument<string[]> files = new("FILE")
        {
            Description = "A capture, or two captures of the same transfers; - for standard input.",
            Arity = new ArgumentArity(0, 2),
        };
        Command command = new("trace", "Say what happened in a capture, and why.")
        {
            files, s_json, s_ladder, s_html, s_extract, s_filter, s_live, s_quiet,
        };
        command.Validators.Add(result => Validate(result, result.GetValue(files) ?? []));
        command.SetAction((result, _) => Task.FromResult(Run(environment, result, result.GetValue(files) ?? [])));
        return (command, Notes);
    }

    private static Option<string[]> Filter()
    {
        Option<string[]> option = new("--filter")
        {
            HelpName = "key=value",
            Description = "Show only such transfers: by host, name, outcome or code. May be given several times.",
        };
        option.CompletionSources.Add(_ => FilterCompletions().Select(text => new System.CommandLine.Completions.CompletionItem(text)));
        return option;
    }

    private static IEnumerable<string> FilterCompletions() =>
        [
            "host=",
            "name=",
            .. Enum.GetValues<ObservedOutcome>().Select(outcome => "outcome=" + FindingCatalogue.NameOf(outcome)),
            .. FindingCatalogue.All.Select(code => "code=" + FindingCatalogue.NameOf(code)),
        ];

    private static void Validate(CommandResult result, string[] files)
    {
        string? error = (files.Length, result.GetValue(s_live)) switch
        {
            (0, null) => "trace needs a capture file, - for standard input, or --live INTERFACE",
            ( > 0, not null) => "--live and a capture file exclude each other",
            (2, _) when files[0] == TransferRunner.StandardStream && files[1] == TransferRunner.StandardStream => "standard input can be one of the two captures, not both",
            (2, _) when Given(s_ladder) || Given(s_html) || Given(s_extract) => "--ladder, --html and --extract take one capture, not two",
            (_, not null) when Given(s_ladder) || Given(s_html) || Given(s_json) => "--ladder, --html and --json do not go with --live",
            _ when Given(s_ladder) && Given(s_json) => "--ladder and --json exclude each other",
            _ => null,
        };
        if (error is not null)
        {
            result.AddError(error);
        }

        bool Given(Option option) => result.GetResult(option) is { Implicit: false };
    }

    private static int Run(CliEnvironment environment, ParseResult result, string[] files)
    {
        if (!TraceFilter.TryParse(result.GetValue(s_filter) ?? [], out TraceFilter? filter, out string? error))
        {
            environment.Complain("--filter: " + error);
            return ExitCode.Usage;
        }

        TraceSettings settings = new()
        {
            Files = files,
            Interface = result.GetValue(s_live),
            Filter = filter,
            IsJson = result.GetValue(s_json),
            IsQuiet = result.GetValue(s_quiet),
            Ladder = result.GetValue(s_ladder),
            Html = result.GetValue(s_html),
            Extract = result.GetValue(s_extract),
        };
        return settings.Interface is not null ? new LiveRunner(environment, settings).Run()
            : settings.Files.Count == 2 ? new CompareRunner(environment, settings).Run()
            : new TraceRunner(environment, settings).Run();
    }
}
