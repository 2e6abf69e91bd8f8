using Spectre.Console;

namespace Oack.Cli;

/// <summary>The world around a command: streams, terminals, keys. A test puts its own in place.</summary>
internal sealed class CliEnvironment
{
    private readonly Lazy<IAnsiConsole> _outputConsole;
    private readonly Lazy<IAnsiConsole> _errorConsole;

    public CliEnvironment()
    {
        _outputConsole = new(() => OutputConsoleFactory(Out));
        _errorConsole = new(() => OutputConsoleFactory(Error));
    }

    /// <summary>The process's own streams.</summary>
    public static CliEnvironment System { get; } = new();

    public TextReader In { get; init; } = Console.In;

    public TextWriter Out { get; init; } = Console.Out;

    public TextWriter Error { get; init; } = Console.Error;

    public Func<Stream> OpenInput { get; init; } = Console.OpenStandardInput;

    public Func<Stream> OpenOutput { get; init; } = Console.OpenStandardOutput;

    public bool IsInputTerminal { get; init; } = !Console.IsInputRedirected;

    public bool IsOutputTerminal { get; init; } = !Console.IsOutputRedirected;

    public bool IsErrorTerminal { get; init; } = !Console.IsErrorRedirected;

    public Func<ConsoleKeyInfo> ReadKey { get; init; } = () => Console.ReadKey(intercept: true);

    /// <summary>Makes the terminal of a writer.</summary>
    public Func<TextWriter, IAnsiConsole> OutputConsoleFactory { get; init; } =
        writer => AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(writer) });

    public IAnsiConsole OutputConsole => _outputConsole.Value;

    public IAnsiConsole ErrorConsole => _errorConsole.Value;

    /// <summary>Says what went wrong, in the form of every message of the command.</summary>
    public void Complain(string message) => Error.WriteLine("oack: " + message);

    /// <summary>The same where nothing is lost if nobody can be told.</summary>
    public void TryComplain(string message)
    {
        try
        {
            Complain(message);
        }
        catch (IOException)
        {
            // There is no other place to say it.
        }
    }
}
