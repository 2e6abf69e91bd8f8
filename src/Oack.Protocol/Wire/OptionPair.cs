namespace Oack.Protocol.Wire;

/// <summary>One option as it stands in a packet, known or not: two strings without their NULs. Only a view.</summary>
public readonly ref struct OptionPair
{
    internal OptionPair(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        Name = name;
        Value = value;
    }

    /// <summary>The name as the peer wrote it; never empty.</summary>
    public ReadOnlySpan<byte> Name { get; }

    /// <summary>The value as the peer wrote it; may be empty.</summary>
    public ReadOnlySpan<byte> Value { get; }
}
