using System.CommandLine;
using System.CommandLine.Invocation;
using System.Reflection;

namespace Oack.Cli;

/// <summary><c>oack --version</c>.</summary>
internal sealed class PrintVersion : SynchronousCommandLineAction
{
    /// <inheritdoc/>
    public override bool ClearsParseErrors => true;

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        string? version = typeof(PrintVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion;
        parseResult.InvocationConfiguration.Output.WriteLine("oack " + version);
        return ExitCode.Ok;
    }
}
