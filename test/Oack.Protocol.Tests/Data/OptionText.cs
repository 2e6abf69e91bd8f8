using Oack.Protocol.Options;

namespace Oack.Protocol.Tests.Data;

/// <summary>Lists of options as a person writes and reads them in a test.</summary>
internal static class OptionText
{
    /// <summary>A list of options as one line.</summary>
    public static string Of(OptionList options)
    {
        List<string> words = [];
        for (int i = 0; i < options.Count; i++)
        {
            words.Add($"{options[i].Kind}={options[i].Value}");
        }

        return string.Join(' ', words);
    }

    /// <summary>A list of different options in this order.</summary>
    public static OptionList List(params ReadOnlySpan<(OptionKind Kind, long Value)> options)
    {
        OptionList list = default;
        foreach ((OptionKind kind, long value) in options)
        {
            Assert.True(list.TryAdd(kind, value));
        }

        return list;
    }
}
