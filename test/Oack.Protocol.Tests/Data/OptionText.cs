using Oack.Protocol.Options;

namespace Oack.Protocol.Tests;

/// <summary>A list of options as one line, for expectations that a person can read.</summary>
internal static class OptionText
{
    public static string Of(OptionList options)
    {
        List<string> words = [];
        for (int i = 0; i < options.Count; i++)
        {
            words.Add($"{options[i].Kind}={options[i].Value}");
        }

        return string.Join(' ', words);
    }
}
