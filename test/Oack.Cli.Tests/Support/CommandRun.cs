using System.Text;

namespace Oack.Cli.Tests.Support;

/// <summary>One run of the command inside the test, with streams that the test can read.</summary>
internal sealed class CommandRun
{
    private CommandRun(int exitCode, string output, string error, byte[] outputBytes)
    {
        ExitCode = exitCode;
        Output = output;
        Error = error;
        OutputBytes = outputBytes;
    }

    public int ExitCode { get; }

    /// <summary>What was written as text to standard output.</summary>
    public string Output { get; }

    public string Error { get; }

    /// <summary>What was written as bytes to standard output.</summary>
    public byte[] OutputBytes { get; }

    public static Task<CommandRun> Of(params string[] args) => WithInput("", args);

    public static Task<CommandRun> WithInput(string input, params string[] args) => WithInput(input, Encoding.UTF8.GetBytes(input), args);

    public static Task<CommandRun> WithInput(byte[] input, params string[] args) => WithInput("", input, args);

    private static async Task<CommandRun> WithInput(string input, byte[] inputBytes, string[] args)
    {
        StringWriter output = new();
        StringWriter error = new();
        MemoryStream bytes = new();
        CliEnvironment environment = new()
        {
            In = new StringReader(input),
            Out = output,
            Error = error,
            OpenInput = () => new MemoryStream(inputBytes),
            OpenOutput = () => bytes,
            IsInputTerminal = false,
            IsOutputTerminal = false,
            IsErrorTerminal = false,
        };
        int exitCode = await OackCommand.RunAsync(args, environment);
        return new CommandRun(exitCode, output.ToString(), error.ToString(), bytes.ToArray());
    }
}
