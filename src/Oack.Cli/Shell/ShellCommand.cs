namespace Oack.Cli.Shell;

/// <summary>One command of the interactive client.</summary>
/// <param name="Name">The whole name; any beginning that no other command shares will do.</param>
/// <param name="Arguments">Its arguments, as help shows them.</param>
/// <param name="Help">What it does, in one line.</param>
/// <param name="Run">Runs it; the exit code.</param>
internal sealed record ShellCommand(string Name, string Arguments, string Help, Func<IReadOnlyList<string>, Task<int>> Run);
