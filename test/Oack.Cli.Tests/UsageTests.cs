using System.CommandLine;
using Oack.Cli.Commands;
using Oack.Cli.Tests.Support;

namespace Oack.Cli.Tests;

/// <summary>Bad command lines: exit code 2, the thing and its range, and where help is.</summary>
public sealed class UsageTests
{
    [Theory]
    [InlineData("'bogus'", "bogus")]
    [InlineData("'URL'", "get")]
    [InlineData("'URL'", "put", "file")]
    [InlineData("--blksize takes a whole number from 8 to 65464, not '7'", "get", "h:x", "--blksize", "7")]
    [InlineData("--blksize takes a whole number from 8 to 65464, not '65465'", "get", "h:x", "--blksize", "65465")]
    [InlineData("--blksize takes a whole number from 8 to 65464, not 'big'", "get", "h:x", "-b", "big")]
    [InlineData("--windowsize takes a whole number from 1 to 65535, not '0'", "get", "h:x", "--windowsize", "0")]
    [InlineData("--timeout takes seconds from 0.01 to 255, not '256'", "get", "h:x", "--timeout", "256")]
    [InlineData("--timeout takes seconds from 0.01 to 255, not '-1'", "get", "h:x", "--timeout", "-1")]
    [InlineData("--retries takes a whole number from 0 to 1000, not '1001'", "get", "h:x", "--retries", "1001")]
    [InlineData("--rollover takes a whole number from 0 to 1, not '2'", "get", "h:x", "--rollover", "2")]
    [InlineData("--mode takes octet, netascii", "get", "h:x", "--mode", "mail")]
    [InlineData("--tsize takes on or off, not 'maybe'", "get", "h:x", "--tsize", "maybe")]
    [InlineData("-4 and -6 exclude each other", "get", "h:x", "-4", "-6")]
    [InlineData("--quiet and --verbose exclude each other", "get", "h:x", "-q", "-v")]
    [InlineData("has no host", "get", "name")]
    [InlineData("has no host", "get", "tftp:///name")]
    [InlineData("names no file", "get", "tftp://host/")]
    [InlineData("its scheme is 'http'", "put", "/etc/hosts", "http://host/x")]
    [InlineData("does not end in a file name", "get", "tftp://host/dir/")]
    [InlineData("'x' is no port", "tftp", "host", "x")]
    [InlineData("--listen: '::::' is not an address", "serve", "--listen", "::::")]
    [InlineData("--listen: '1.2.3.4:99999': '99999' is not a port", "serve", "--listen", "1.2.3.4:99999")]
    [InlineData("--port-range: '9-1' runs backwards", "serve", "--port-range", "9-1")]
    [InlineData("--single-port and --port-range exclude each other", "serve", "--single-port", "--port-range", "5000-5010")]
    [InlineData("--max-upload takes a size", "serve", "--max-upload", "lots")]
    [InlineData("--write takes none, create or overwrite, not 'yes'", "serve", "--write", "yes")]
    [InlineData("limits of --capture, which is not given", "serve", "--capture-size", "1M")]
    [InlineData("limits of --capture, which is not given", "serve", "--capture-time", "60")]
    [InlineData("--capture-size takes a size", "serve", "--capture", "x", "--capture-size", "lots")]
    [InlineData("--capture-size: one datagram may be longer than that", "serve", "--capture", "x", "--capture-size", "4K")]
    [InlineData("--capture-time takes seconds from 1 to 2678400, not '0.5'", "serve", "--capture", "x", "--capture-time", "0.5")]
    [InlineData("--capture needs the name of a file", "serve", "--capture", "-")]
    [InlineData("--multicast: '192.0.2.1:1758': 192.0.2.1 is not the address of a group", "serve", "--multicast", "192.0.2.1:1758")]
    [InlineData("--mtftp: 'x': expected FILE=GROUP", "serve", "--mtftp", "x")]
    [InlineData("--multicast-interface: there is no interface 'nowhere0'", "serve", "--multicast", "239.255.0.1", "--multicast-interface", "nowhere0")]
    [InlineData("--multicast-ttl takes a whole number from 0 to 255, not '256'", "serve", "--multicast", "239.255.0.1", "--multicast-ttl", "256")]
    [InlineData("--multicast-ttl and --multicast-interface belong to --multicast and --mtftp", "serve", "--multicast-ttl", "2")]
    [InlineData("a group of IPv6 needs the interface", "serve", "--multicast", "[ff15::1]:1758")]
    [InlineData("two files have the group 239.255.1.1:1758", "serve", "--mtftp", "a=239.255.1.1", "--mtftp", "b=239.255.1.1")]
    [InlineData("--single-port excludes --multicast and --mtftp", "serve", "--multicast", "239.255.0.1", "--single-port")]
    [InlineData("--multicast and --mtftp exclude each other", "get", "h:x", "--multicast", "--mtftp", "239.255.1.1:1758")]
    [InlineData("--mtftp: '239.255.1.1': expected GROUP:CLIENTPORT", "get", "h:x", "--mtftp", "239.255.1.1")]
    [InlineData("--multicast is for octet mode", "get", "h:x", "--multicast", "--mode", "netascii")]
    [InlineData("--multicast and --no-options exclude each other", "get", "h:x", "--multicast", "--no-options")]
    [InlineData("--multicast-interface belongs to --multicast and --mtftp", "get", "h:x", "--multicast-interface", "lo")]
    [InlineData("--multicast-interface: there is no interface 'nowhere0'", "get", "h:x", "--multicast", "--multicast-interface", "nowhere0")]
    [InlineData("--rewrite: cannot read the rules", "serve", "--rewrite", "/no/such/rules")]
    [InlineData("/no/such/root", "serve", "/no/such/root", "--listen", "127.0.0.1:0")]
    [InlineData("/etc/hostname", "serve", "/etc/hostname", "--listen", "127.0.0.1:0")]
    [InlineData("trace needs a capture file, - for standard input, or --live INTERFACE", "trace")]
    [InlineData("--live and a capture file exclude each other", "trace", "x.pcap", "--live", "lo")]
    [InlineData("--ladder takes a whole number from 1 to 2147483647, not '0'", "trace", "x.pcap", "--ladder", "0")]
    [InlineData("--ladder and --json exclude each other", "trace", "x.pcap", "--ladder", "1", "--json")]
    [InlineData("--ladder, --html and --extract take one capture, not two", "trace", "x.pcap", "y.pcap", "--html", "x.html")]
    [InlineData("standard input can be one of the two captures, not both", "trace", "-", "-")]
    [InlineData("--ladder, --html and --json do not go with --live", "trace", "--live", "lo", "--json")]
    [InlineData("--filter: 'x' is no condition: write host=ADDRESS, name=PATTERN, outcome=OUTCOME or code=CODE", "trace", "x.pcap", "--filter", "x")]
    [InlineData("cannot read /no/such.pcap: there is no such file", "trace", "/no/such.pcap")]
    [InlineData("cannot read /: it is a directory", "trace", "/")]
    [InlineData("cannot read /etc/hostname: this is no capture", "trace", "/etc/hostname")]
    [InlineData("SHELL", "completion")]
    public async Task Returns2AndNamesTheThing_When_TheCommandLineIsWrong(string expected, params string[] args)
    {
        CommandRun run = await CommandRun.Of(args);

        Assert.Equal(2, run.ExitCode);
        Assert.StartsWith("oack: ", run.Error, StringComparison.Ordinal);
        Assert.Contains(expected, run.Error, StringComparison.Ordinal);
        Assert.Empty(run.Output);
    }

    [Fact]
    public async Task SaysWhereHelpIs_When_TheCommandLineIsWrong()
    {
        CommandRun run = await CommandRun.Of("get", "h:x", "--windowsize", "0");

        Assert.EndsWith("Try 'oack get --help'.\n", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("get", "--help")]
    [InlineData("put", "--help")]
    [InlineData("tftp", "-h")]
    [InlineData("serve", "--help")]
    [InlineData("trace", "--help")]
    [InlineData("check", "--help")]
    [InlineData("completion", "--help")]
    public async Task ShowsExamplesAndExitCodes_When_HelpIsAsked(params string[] args)
    {
        CommandRun run = await CommandRun.Of(args);

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("Examples:", run.Output, StringComparison.Ordinal);
        foreach ((int code, string meaning) in ExitCode.Meanings)
        {
            Assert.Contains($"{code,3}  {meaning}", run.Output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task PrintsNameAndVersion_When_VersionIsAsked()
    {
        CommandRun run = await CommandRun.Of("--version");

        Assert.Equal(0, run.ExitCode);
        Assert.Matches(@"^oack \d+\.\d+\.\d+\S*\n$", run.Output);
    }

    [Theory]
    [InlineData("bash", "complete -o default -F _oack oack")]
    [InlineData("zsh", "#compdef oack")]
    [InlineData("fish", "complete -c oack")]
    [InlineData("pwsh", "Register-ArgumentCompleter -Native -CommandName oack")]
    public async Task PrintsAScript_When_CompletionIsAsked(string shell, string expected)
    {
        CommandRun run = await CommandRun.Of("completion", shell);

        Assert.Equal(0, run.ExitCode);
        Assert.Contains(expected, run.Output, StringComparison.Ordinal);
        Assert.Contains("[suggest:", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("oack ge", "get")]
    [InlineData("oack get --bl", "--blksize")]
    [InlineData("oack serve --write ", "overwrite")]
    [InlineData("oack tr", "trace")]
    [InlineData("oack check --only rfc7440-a", "rfc7440-ack-inside")]
    [InlineData("oack trace x --filter outcome=st", "outcome=stalled")]
    public async Task Suggests_When_AShellAsks(string line, string expected)
    {
        CommandRun run = await CommandRun.Of($"[suggest:{line.Length}]", line);

        Assert.Contains(expected, run.Output.Split('\n'));
    }

    /// <summary>Commands are made for each run, the options that they share only once.</summary>
    [Fact]
    public void OptionsStayAsTheyAre_When_TheCommandIsMadeAgain()
    {
        (Command first, _) = TraceCommand.Create(new CliEnvironment());
        Option filter = first.Options.Single(option => option.Name == "--filter");
        int sources = filter.CompletionSources.Count;
        TraceCommand.Create(new CliEnvironment());

        Assert.Equal(sources, filter.CompletionSources.Count);
    }

    [Theory]
    [InlineData("--version")]
    [InlineData("get --help")]
    [InlineData("completion bash")]
    public async Task SaysSoAndReturns6_When_TheOutputCannotBeWritten(string line)
    {
        using FullDisk disk = new() { IsFull = true };
        using StringWriter error = new();

        int exitCode = await OackCommand.RunAsync(line.Split(' '), new CliEnvironment { Out = disk, Error = error });

        Assert.Equal(6, exitCode);
        Assert.Equal("oack: cannot write the output: no room\n", error.ToString());
    }
}
