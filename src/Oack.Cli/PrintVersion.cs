using System.CommandLine;
using System.CommandLine.Invocation;

namespace Oack.Cli;

/// <summary><c>oack --version</c>.</summary>
internal sealed class PrintVersion : SynchronousCommandLineAction
{
    /// <inheritdoc/>
    public override bool ClearsParseErrors => true;

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        parseResult.InvocationConfiguration.Output.WriteLine("oack " + OackVersion.Text);
        return ExitCode.Ok;
    }
}
