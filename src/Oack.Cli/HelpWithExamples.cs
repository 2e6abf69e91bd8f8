using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Oack.Cli;

/// <summary>The generated help, and behind it what a person works from: examples, notes, exit codes.</summary>
internal sealed class HelpWithExamples(HelpAction generated, IReadOnlyDictionary<Command, string> notes) : SynchronousCommandLineAction
{
    /// <inheritdoc/>
    public override bool ClearsParseErrors => true;

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        int result = generated.Invoke(parseResult);
        TextWriter output = parseResult.InvocationConfiguration.Output;
        if (notes.TryGetValue(parseResult.CommandResult.Command, out string? text))
        {
            output.WriteLine(text);
            output.WriteLine();
        }

        output.WriteLine("Exit codes:");
        foreach ((int code, string meaning) in ExitCode.Meanings)
        {
            output.WriteLine($"  {code,3}  {meaning}");
        }

        return result;
    }
}
