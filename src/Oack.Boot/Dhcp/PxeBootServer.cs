namespace Oack.Boot.Dhcp;

/// <summary>Boot servers of one type: of option 8 within option 43 (PXE 2.1, Table 2-3). Only a view.</summary>
public readonly ref struct PxeBootServer
{
    private readonly ReadOnlySpan<byte> _addresses;

    internal PxeBootServer(ushort type, ReadOnlySpan<byte> addresses)
    {
        Type = type;
        _addresses = addresses;
    }

    /// <summary>The type, as the menu numbers it.</summary>
    public ushort Type { get; }

    /// <summary>How many addresses there are.</summary>
    public int Count => _addresses.Length / IPv4Address.Bytes;

    /// <summary>One of the addresses.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There are not so many.</exception>
    public IPv4Address this[int index] => IPv4Address.From(_addresses.Slice(index * IPv4Address.Bytes, IPv4Address.Bytes));
}
