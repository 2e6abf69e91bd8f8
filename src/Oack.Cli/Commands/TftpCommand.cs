using System.CommandLine;
using System.Globalization;
using System.Net.Sockets;
using Oack.Cli.Shell;
using Oack.Client;
using Oack.Protocol;

namespace Oack.Cli.Commands;

/// <summary><c>oack tftp [HOST [PORT]]</c></summary>
internal static class TftpCommand
{
    private const string Notes = """
        The commands are those of BSD, macOS and tftp-hpa: connect, mode, get, put,
        blksize, tsize, windowsize, rollover, rexmt, timeout, verbose, trace, status,
        help, quit; 'help' explains them. Commands are read from a terminal, with
        history and line editing, or from a pipe; then the exit code is that of the
        first command that failed.

        Examples:
          oack tftp 192.0.2.1
          oack tftp 192.0.2.1 6969 -v -c get boot/grub.efi
          printf 'binary\nget a\nget b\n' | oack tftp server
        """;

    public static (Command Command, string Notes) Create(CliEnvironment environment)
    {
        Argument<string?> host = new("HOST") { Description = "The server.", Arity = ArgumentArity.ZeroOrOne };
        Argument<int?> port = new("PORT")
        {
            Description = "Its port. [default: 69]",
            Arity = ArgumentArity.ZeroOrOne,
            CustomParser = result =>
            {
                string text = result.Tokens[0].Value;
                if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value) && value is >= 1 and <= ushort.MaxValue)
                {
                    return value;
                }

                result.AddError($"'{text}' is no port: a number from 1 to 65535");
                return null;
            },
        };
        Option<string[]> words = new("-c", "--command")
        {
            HelpName = "command args",
            Description = "Run this command instead of reading any; takes the words that follow.",
            Arity = ArgumentArity.OneOrMore,
            AllowMultipleArgumentsPerToken = true,
        };
        Option<string?> mode = Numbers.Mode("Mode to begin with. [default: octet]");
        Option<bool> verbose = new("--verbose", "-v") { Description = "Begin with verbose mode on." };
        Option<bool> ipv4 = new("-4", "--ipv4") { Description = "Use IPv4 addresses only." };
        Option<bool> ipv6 = new("-6", "--ipv6") { Description = "Use IPv6 addresses only." };
        Command command = new("tftp", "Talk to a server by hand, as with the classic tftp command.") { host, port, words, mode, verbose, ipv4, ipv6 };
        command.SetAction(result =>
        {
            TransferMode transferMode = TransferModeText.TryParse(result.GetValue(mode), out TransferMode named) ? named : TransferMode.Octet;
            ShellSettings settings = new()
            {
                Host = result.GetValue(host)?.Trim('[', ']'),
                Port = result.GetValue(port) ?? TftpUri.DefaultPort,
                Mode = transferMode,
                IsVerbose = result.GetValue(verbose),
                AddressFamily = result.GetValue(ipv4) ? AddressFamily.InterNetwork
                    : result.GetValue(ipv6) ? AddressFamily.InterNetworkV6
                    : AddressFamily.Unspecified,
            };
            string[]? given = result.GetValue(words);
            bool isInteractive = environment.IsInputTerminal && environment.IsOutputTerminal && given is not { Length: > 0 };
            TftpShell shell = new(environment, settings, isInteractive);
            return given is { Length: > 0 } ? shell.RunWordsAsync(given) : shell.RunAsync();
        });
        return (command, Notes);
    }
}
