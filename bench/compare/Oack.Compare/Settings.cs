using System.Globalization;

namespace Oack.Compare;

/// <summary>What the command line says. The script gives the two directories; the rest is a person's.</summary>
internal sealed record Settings(string Root, string Files, int Rounds, string Only, bool Write, bool Short)
{
    private const int DefaultRounds = 5;

    /// <summary>Reads the arguments; null with a sentence for the person when they make no sense.</summary>
    internal static Settings? TryParse(string[] arguments, out string problem)
    {
        Settings settings = new("", "", DefaultRounds, "", false, false);
        problem = "";
        for (int index = 0; index < arguments.Length; index++)
        {
            string name = arguments[index];
            string? value = name is "--write" or "--short" || index + 1 == arguments.Length ? null : arguments[++index];
            Settings? next = (name, value) switch
            {
                ("--write", _) => settings with { Write = true },
                ("--short", _) => settings with { Short = true },
                ("--root", not null) => settings with { Root = value },
                ("--files", not null) => settings with { Files = value },
                ("--only", not null) => settings with { Only = value },
                ("--rounds", not null) when int.TryParse(value, CultureInfo.InvariantCulture, out int rounds) && rounds > 0 =>
                    settings with { Rounds = rounds },
                _ => null,
            };
            if (next is null)
            {
                problem = $"'{name} {value}' is no option. bench/compare/run takes --write, --short, --rounds N and --only WORD.";
                return null;
            }

            settings = next;
        }

        if (settings.Root.Length == 0 || settings.Files.Length == 0)
        {
            problem = "start bench/compare/run, which makes the namespaces and the directory that this needs.";
            return null;
        }

        return settings;
    }
}
