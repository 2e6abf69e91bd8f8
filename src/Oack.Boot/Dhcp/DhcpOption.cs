namespace Oack.Boot.Dhcp;

/// <summary>One option as it stands in a message: a part of a longer one, maybe (RFC 3396). Only a view.</summary>
public readonly ref struct DhcpOption
{
    internal DhcpOption(byte code, ReadOnlySpan<byte> value)
    {
        Code = code;
        Value = value;
    }

    /// <summary>Its number; <see cref="DhcpOptionCode"/> in a message, the vendor's own in option 43.</summary>
    public byte Code { get; }

    /// <summary>Its bytes.</summary>
    public ReadOnlySpan<byte> Value { get; }
}
