using Oack.Protocol.Wire;

namespace Oack.Content;

/// <summary>
/// A name from the network, taken apart: components below the root, none of which climbs, hides or means a device. The
/// only way to a <see cref="NamePath"/> from a peer's bytes is <see cref="TryParse"/>.
/// </summary>
internal readonly struct NamePath
{
    /// <summary>The longest name that is looked at. Real boot files stay below 200 bytes.</summary>
    public const int MaxNameBytes = 1024;

    /// <summary>The longest component that common file systems hold.</summary>
    public const int MaxComponentBytes = 255;

    /// <summary>The deepest name.</summary>
    public const int MaxDepth = 64;

    private const byte Slash = (byte)'/';
    private const byte Backslash = (byte)'\\';

    public NamePath(byte[][] components) => Components = components;

    /// <summary>The components, outermost first; none for the root itself.</summary>
    public byte[][] Components { get; }

    /// <summary>The last component.</summary>
    public ReadOnlySpan<byte> FileName => Components[^1];

    /// <summary>A path with <paramref name="directory"/> in front.</summary>
    public NamePath Below(byte[] directory) => new([directory, .. Components]);

    /// <summary>The path relative to the root, with slashes and a final NUL, as system calls want it.</summary>
    public byte[] ToBytesWithNul()
    {
        int length = 1;
        foreach (byte[] component in Components)
        {
            length += component.Length + 1;
        }

        byte[] path = new byte[length];
        int position = 0;
        foreach (byte[] component in Components)
        {
            if (position > 0)
            {
                path[position++] = Slash;
            }

            component.CopyTo(path, position);
            position += component.Length;
        }

        return path[..(position + 1)];
    }

    /// <summary>The path relative to the root for logs.</summary>
    public override string ToString() => Printable.ForDetail(ToBytesWithNul().AsSpan()[..^1]);

    /// <summary>
    /// Takes a name apart. Leading, doubled and trailing slashes and <c>.</c> mean nothing; a backslash is a slash;
    /// <c>..</c> is refused even where it would stay inside, for no client has a use for it.
    /// </summary>
    /// <returns>Null when it parsed, else the refusal.</returns>
    public static ContentRefusal? TryParse(ReadOnlySpan<byte> name, NameRules rules, out NamePath path)
    {
        path = new([]);
        if (name.Length > MaxNameBytes)
        {
            return new(ErrorCode.AccessViolation, $"File name too long: {name.Length} bytes, at most {MaxNameBytes}");
        }

        List<byte[]> components = [];
        ReadOnlySpan<byte> rest = name;
        while (TryTakeComponent(ref rest, out ReadOnlySpan<byte> component))
        {
            string? objection = components.Count == MaxDepth ? "too many directories" : Object(component, rules);
            if (objection is not null)
            {
                return new(
                    ErrorCode.AccessViolation, $"Bad file name: {objection}", $"name {Printable.ForDetail(name)}");
            }

            components.Add(component.ToArray());
        }

        path = new([.. components]);
        return null;
    }

    /// <summary>
    /// Takes a name apart and puts it together again, as <see cref="TryParse"/> and then <see cref="ToBytesWithNul"/>
    /// do, without an allocation. False for names that are refused, and for the root itself.
    /// </summary>
    /// <param name="name">The name.</param>
    /// <param name="rules">What names may look like.</param>
    /// <param name="target">Room for <see cref="MaxNameBytes"/> and the NUL.</param>
    /// <param name="length">How many bytes were written, the NUL among them.</param>
    public static bool TryWrite(ReadOnlySpan<byte> name, NameRules rules, Span<byte> target, out int length)
    {
        length = 0;
        if (name.Length > MaxNameBytes)
        {
            return false;
        }

        int depth = 0;
        ReadOnlySpan<byte> rest = name;
        while (TryTakeComponent(ref rest, out ReadOnlySpan<byte> component))
        {
            if (depth++ == MaxDepth || Object(component, rules) is not null)
            {
                return false;
            }

            component.CopyTo(target[length..]);
            length += component.Length;
            target[length++] = Slash;
        }

        if (length == 0)
        {
            return false;
        }

        target[length - 1] = 0;
        return true;
    }

    private static bool TryTakeComponent(ref ReadOnlySpan<byte> rest, out ReadOnlySpan<byte> component)
    {
        while (!rest.IsEmpty)
        {
            int end = rest.IndexOfAny(Slash, Backslash);
            component = end < 0 ? rest : rest[..end];
            rest = end < 0 ? default : rest[(end + 1)..];
            if (!component.IsEmpty && !component.SequenceEqual("."u8))
            {
                return true;
            }
        }

        component = default;
        return false;
    }

    private static string? Object(ReadOnlySpan<byte> component, NameRules rules)
    {
        if (component.SequenceEqual(".."u8))
        {
            return "\"..\" is not allowed";
        }

        if (component.Length > MaxComponentBytes)
        {
            return $"a part of {component.Length} bytes, at most {MaxComponentBytes}";
        }

        if (component.ContainsAnyInRange((byte)0, (byte)0x1F) || component.Contains((byte)0x7F))
        {
            return "control characters";
        }

        if (ReservedNames.IsUploadPart(component))
        {
            return "reserved for uploads in progress";
        }

        if (rules.TextOnly && !System.Text.Unicode.Utf8.IsValid(component))
        {
            return "not UTF-8";
        }

        return ReservedNames.Object(component, rules);
    }
}
