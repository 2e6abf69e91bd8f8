namespace Oack.Boot.Firmware;

/// <summary>What a program asks for in an RRQ: the options in its order, in its letters.</summary>
/// <param name="Options">Names and values as on the wire; empty for a request by RFC 1350.</param>
/// <param name="Mode">The mode as on the wire.</param>
public sealed record FirmwareRequest(IReadOnlyList<KeyValuePair<string, string>> Options, string Mode = "octet")
{
    /// <summary>A request without options.</summary>
    public static FirmwareRequest Plain { get; } = new([]);

    /// <summary>The value that is asked for, or null where the option is not.</summary>
    /// <param name="name">The option's name, in any case.</param>
    public string? Find(string name)
    {
        foreach ((string key, string value) in Options)
        {
            if (string.Equals(key, name, StringComparison.OrdinalIgnoreCase))
            {
                return value;
            }
        }

        return null;
    }

    internal static FirmwareRequest Of(params (string Name, string Value)[] options) =>
        new([.. options.Select(option => new KeyValuePair<string, string>(option.Name, option.Value))]);
}
