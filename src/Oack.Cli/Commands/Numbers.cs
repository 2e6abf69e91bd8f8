using System.CommandLine;
using System.Globalization;
using Oack.Cli.Output;

namespace Oack.Cli.Commands;

/// <summary>Options with a range: what is outside gets a message that names the range.</summary>
internal static class Numbers
{
    /// <summary>A whole number in a range, or null when the option is not given.</summary>
    public static Option<int?> Whole(string name, string help, string description, int least, int most, params string[] aliases) => new(name, aliases)
    {
        HelpName = help,
        Description = description,
        CustomParser = result =>
        {
            string text = result.Tokens[0].Value;
            if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value) && value >= least && value <= most)
            {
                return value;
            }

            result.AddError(string.Create(CultureInfo.InvariantCulture, $"{name} takes a whole number from {least} to {most}, not '{text}'"));
            return null;
        },
    };

    /// <summary>A time in seconds in a range, fractions allowed, or null when the option is not given.</summary>
    public static Option<TimeSpan?> Seconds(string name, string description, double least, double most, params string[] aliases) => new(name, aliases)
    {
        HelpName = "seconds",
        Description = description,
        CustomParser = result =>
        {
            string text = result.Tokens[0].Value;
            if (TryParseSeconds(text, least, most, out TimeSpan value))
            {
                return value;
            }

            result.AddError(string.Create(CultureInfo.InvariantCulture, $"{name} takes seconds from {least} to {most}, not '{text}'"));
            return null;
        },
    };

    /// <summary>A size in bytes, with K, M, G, T for powers of 1,024, or null when the option is not given.</summary>
    public static Option<long?> Size(string name, string description) => new(name)
    {
        HelpName = "size",
        Description = description,
        CustomParser = result =>
        {
            string text = result.Tokens[0].Value;
            if (Units.TryParseBytes(text, out long value))
            {
                return value;
            }

            result.AddError($"{name} takes a size such as 4096, 64K, 100M or 4G, not '{text}'");
            return null;
        },
    };

    /// <summary>The modes, those of the wire first; help shows these two.</summary>
    public static Option<string?> Mode(string description)
    {
        Option<string?> option = Word("--mode", description, ["octet", "netascii", "binary", "image", "ascii"], "-m");
        option.HelpName = "octet|netascii";
        return option;
    }

    /// <summary>One of some words, in any case.</summary>
    public static Option<string?> Word(string name, string description, string[] words, params string[] aliases)
    {
        Option<string?> option = new(name, aliases)
        {
            HelpName = string.Join('|', words),
            Description = description,
            CustomParser = result =>
            {
                string text = result.Tokens[0].Value;
                string? word = Array.Find(words, candidate => candidate.Equals(text, StringComparison.OrdinalIgnoreCase));
                if (word is null)
                {
                    result.AddError($"{name} takes {string.Join(", ", words[..^1])} or {words[^1]}, not '{text}'");
                }

                return word;
            },
        };
        option.CompletionSources.Add(words);
        return option;
    }

    /// <summary>Reads seconds as a person writes them: <c>5</c>, <c>0.25</c>.</summary>
    public static bool TryParseSeconds(string text, double least, double most, out TimeSpan value)
    {
        bool isNumber = double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double seconds)
            && seconds >= least && seconds <= most;
        value = isNumber ? TimeSpan.FromSeconds(seconds) : default;
        return isNumber;
    }
}
