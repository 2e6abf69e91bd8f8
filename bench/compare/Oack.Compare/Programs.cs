using System.Diagnostics;

namespace Oack.Compare;

/// <summary>Where the programs are.</summary>
internal sealed class Programs(string root)
{
    private readonly string _packaged =
        Path.Combine(Environment.GetEnvironmentVariable("OACK_PROGRAMS") ?? Path.Combine(root, "out", "programs"), "bin");

    /// <summary>The server and the load generator of this project.</summary>
    internal string Oack { get; } =
        Environment.GetEnvironmentVariable("OACK_COMMAND") is { Length: > 0 } command
            ? command
            : Path.Combine(root, "out", "oack", "oack");

    /// <summary>One of the programs that test/programs fetches.</summary>
    internal string Packaged(string name) => Path.Combine(_packaged, name);

    /// <summary>Why a server cannot take part, known without starting it; null when it may.</summary>
    internal string? Hindrance(Contender contender)
    {
        string program = contender.CommandLine(this, "/")[0];
        if (!File.Exists(program))
        {
            return contender.IsPeer ? "missing; test/programs says why" : $"missing: {program}";
        }

        return contender.IsPeer && Environment.GetEnvironmentVariable("OACK_IS_ROOT") == "0"
            ? "changes its user and needs root; run this as root to include it"
            : null;
    }

    /// <summary>What a server says of its version.</summary>
    internal string VersionOf(Contender contender)
    {
        string text = FirstLineOf(
            contender.CommandLine(this, "/")[0], contender.Kind == ServerKind.TftpdHpa ? "-V" : "--version");
        return contender.Kind switch
        {
            ServerKind.Oack => $"oack {text.Replace("oack", "", StringComparison.OrdinalIgnoreCase).Trim()}",
            ServerKind.TftpdHpa => text.Split(',')[0],
            ServerKind.Atftpd => text.Replace(" (server)", "", StringComparison.Ordinal),
            _ => string.Join(' ', text.Split(' ').Where((_, word) => word != 1).Take(2)).ToLowerInvariant(),
        };
    }

    /// <summary>Whether the load generator has a switch.</summary>
    internal bool GeneratorHas(string option) => TextOf(Oack, "bench", "--help").Contains(option, StringComparison.Ordinal);

    private static string FirstLineOf(params string[] command) => TextOf(command).Split('\n')[0].Trim();

    private static string TextOf(params string[] command)
    {
        using Process process = Process.Start(new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        string text = process.StandardOutput.ReadToEnd();
        string errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return text.Length > 0 ? text : errors;
    }
}
