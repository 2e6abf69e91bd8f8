namespace Oack.Boot.Dhcp;

/// <summary>A line of a PXE menu: of option 9 within option 43 (PXE 2.1, Table 2-3). Only a view.</summary>
public readonly ref struct PxeMenuItem
{
    internal PxeMenuItem(ushort type, ReadOnlySpan<byte> text)
    {
        Type = type;
        Text = text;
    }

    /// <summary>The type of boot server that it leads to; 0 is the local disk.</summary>
    public ushort Type { get; }

    /// <summary>What is shown.</summary>
    public ReadOnlySpan<byte> Text { get; }
}
