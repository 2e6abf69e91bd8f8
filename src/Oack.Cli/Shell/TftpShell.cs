using Oack.Protocol.Wire;

namespace Oack.Cli.Shell;

/// <summary>
/// The interactive client: reads commands, knows their names and abbreviations, and runs them. What each command does
/// stands in the other parts of the class.
/// </summary>
internal sealed partial class TftpShell
{
    public const string Prompt = "tftp> ";

    private readonly CliEnvironment _environment;
    private readonly ShellSettings _settings;
    private readonly IReadOnlyList<ShellCommand> _commands;
    private readonly bool _isInteractive;
    private bool _hasQuit;

    /// <param name="environment">The streams.</param>
    /// <param name="settings">What the command line has set.</param>
    /// <param name="isInteractive">Whether a person is there to be asked for what is missing.</param>
    public TftpShell(CliEnvironment environment, ShellSettings settings, bool isInteractive)
    {
        _environment = environment;
        _settings = settings;
        _isInteractive = isInteractive;
        _commands = CreateCommands();
    }

    private TextWriter Out => _environment.Out;

    /// <summary>Reads commands until the end of input or <c>quit</c>; the exit code of the first that failed, or 0.</summary>
    public async Task<int> RunAsync()
    {
        LineHistory history = new();
        LineEditor editor = new(_environment.ReadKey, Out, history, NamesFrom);
        int exitCode = ExitCode.Ok;
        while (!_hasQuit)
        {
            string? line = ReadLine(editor, Prompt);
            if (line is null)
            {
                break;
            }

            int result = await RunLineAsync(line);
            if (exitCode == ExitCode.Ok)
            {
                exitCode = result;
            }

            if (!_isInteractive && result is ExitCode.Interrupted or ExitCode.Terminated)
            {
                return result;
            }
        }

        // What went wrong was seen by the person who sat there.
        return _isInteractive ? ExitCode.Ok : exitCode;
    }

    /// <summary>Runs one line; the exit code.</summary>
    public Task<int> RunLineAsync(string line)
    {
        if (!ShellLine.TrySplit(line, out IReadOnlyList<string> words))
        {
            return Task.FromResult(Complain("a quote is not closed"));
        }

        return words.Count == 0 ? Task.FromResult(ExitCode.Ok) : RunWordsAsync(words);
    }

    /// <summary>Runs one command that is in words already, as behind <c>-c</c>; the exit code.</summary>
    public async Task<int> RunWordsAsync(IReadOnlyList<string> words)
    {
        IReadOnlyList<ShellCommand> matches = Find(words[0]);
        if (matches.Count != 1)
        {
            string fault = matches.Count == 0 ? "?Invalid command" : "?Ambiguous command";
            string known = matches.Count == 0 ? "'help' lists them" : string.Join(", ", matches.Select(match => match.Name));
            _environment.Error.WriteLine($"{fault} '{PacketText.Escape(words[0], 80)}': {known}");
            return ExitCode.Usage;
        }

        return await matches[0].Run([.. words.Skip(1)]);
    }

    private string? ReadLine(LineEditor editor, string prompt)
    {
        if (!_isInteractive)
        {
            return _environment.In.ReadLine();
        }

        Console.TreatControlCAsInput = true;
        try
        {
            return editor.ReadLine(prompt);
        }
        finally
        {
            Console.TreatControlCAsInput = false;
        }
    }

    /// <summary>Asks for what is missing, as BSD tftp does; empty when nobody is there or nothing is said.</summary>
    private IReadOnlyList<string> Ask(string prompt)
    {
        if (!_isInteractive)
        {
            return [];
        }

        LineEditor editor = new(_environment.ReadKey, Out, new LineHistory(), _ => []);
        string? line = ReadLine(editor, prompt);
        return line is not null && ShellLine.TrySplit(line, out IReadOnlyList<string> words) ? words : [];
    }

    private IReadOnlyList<ShellCommand> Find(string word)
    {
        ShellCommand? exact = _commands.FirstOrDefault(command => command.Name == word);
        return exact is not null
            ? [exact]
            : [.. _commands.Where(command => command.Name.StartsWith(word, StringComparison.Ordinal))];
    }

    private IReadOnlyList<string> NamesFrom(string start) =>
        [.. _commands.Select(command => command.Name).Where(name => name.StartsWith(start, StringComparison.Ordinal)).Order(StringComparer.Ordinal)];

    private int Complain(string message)
    {
        _environment.Error.WriteLine(message);
        return ExitCode.Usage;
    }
}
