using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using Oack.Cli.Commands;

namespace Oack.Cli;

/// <summary>The command line as a whole.</summary>
internal static class OackCommand
{
    private const string RequiredCommandMissing = "Required command was not provided.";

    private const string Examples = """
        Examples:
          oack get tftp://192.0.2.1/pxelinux.0
          oack put config.txt 192.0.2.1:routers/config.txt
          oack tftp 192.0.2.1
          oack serve ./boot --listen :6969
          oack boot --server 192.0.2.1 --file pxelinux.0 --as pxelinux
          oack bench --clients 200 tftp://192.0.2.1/pxelinux.0
          oack trace boot.pcapng
          oack check 192.0.2.1
          oack get --help
        """;

    /// <summary>Makes the root with all its commands.</summary>
    public static RootCommand Create(CliEnvironment environment)
    {
        RootCommand root = new("TFTP: fetch and store files, talk to servers by hand, be a server, play machines that boot, explain captures, check servers.");
        Dictionary<Command, string> notes = new() { [root] = Examples };
        foreach ((Command command, string text) in new[]
        {
            GetCommand.Create(environment),
            PutCommand.Create(environment),
            TftpCommand.Create(environment),
            ServeCommand.Create(environment),
            BootCommand.Create(environment),
            BenchCommand.Create(environment),
            TraceCommand.Create(environment),
            CheckCommand.Create(environment),
            CompletionCommand.Create(environment),
        })
        {
            root.Add(command);
            notes[command] = text;
        }

        foreach (Option option in root.Options)
        {
            if (option is HelpOption { Action: HelpAction help })
            {
                option.Action = new HelpWithExamples(help, notes);
            }
            else if (option is VersionOption)
            {
                option.Action = new PrintVersion();
            }
        }

        return root;
    }

    /// <summary>Parses and runs a command line; returns the exit code.</summary>
    public static async Task<int> RunAsync(string[] args, CliEnvironment environment)
    {
        try
        {
            return await ParseAndRunAsync(args, environment);
        }
        catch (IOException exception)
        {
            // Each command answers for its own files; what is left are the streams it was given.
            environment.TryComplain($"cannot write the output: {exception.Message}");
            return ExitCode.LocalFile;
        }
    }

    private static async Task<int> ParseAndRunAsync(string[] args, CliEnvironment environment)
    {
        // A name that starts with '@' is a name, not a file with more arguments.
        ParseResult result = Create(environment).Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (result.Action is ParseErrorAction)
        {
            // "Required command was not provided" says nothing where a misspelled command stands.
            IEnumerable<ParseError> errors = result.UnmatchedTokens.Count > 0 && result.Errors.Count > 1
                ? result.Errors.Where(error => error.Message != RequiredCommandMissing)
                : result.Errors;
            foreach (ParseError error in errors)
            {
                environment.Complain(error.Message.TrimEnd('.'));
            }

            environment.Error.WriteLine($"Try '{CommandPath(result.CommandResult)} --help'.");
            return ExitCode.Usage;
        }

        // Signals are each command's own business: a transfer tells its server before it goes.
        InvocationConfiguration configuration = new()
        {
            Output = environment.Out,
            Error = environment.Error,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = null,
        };
        return await result.InvokeAsync(configuration, CancellationToken.None);
    }

    private static string CommandPath(CommandResult? result)
    {
        string path = "";
        for (SymbolResult? at = result; at is not null; at = at.Parent)
        {
            if (at is CommandResult command)
            {
                path = (command.Command is RootCommand ? "oack" : command.Command.Name) + (path.Length > 0 ? " " : "") + path;
            }
        }

        return path;
    }
}
