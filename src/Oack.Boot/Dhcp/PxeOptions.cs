using System.Buffers.Binary;

namespace Oack.Boot.Dhcp;

/// <summary>What PXE says in option 43 (PXE 2.1, Tables 2-1 and 2-3). Only a view; whatever the bytes, nothing throws.</summary>
public readonly ref struct PxeOptions
{
    private const int TypeBytes = sizeof(ushort);

    /// <summary>The options in the value of option 43.</summary>
    public PxeOptions(ReadOnlySpan<byte> value) => All = new DhcpOptions(value);

    /// <summary>All of them.</summary>
    public DhcpOptions All { get; }

    /// <summary>How the client finds its boot server (6); null without.</summary>
    public PxeDiscovery? Discovery =>
        Find(PxeOptionCode.DiscoveryControl) is { Length: > 0 } value ? (PxeDiscovery)value[0] : null;

    /// <summary>The group at which boot servers are looked for (7); 0.0.0.0 without.</summary>
    public IPv4Address DiscoveryAddress => Address(PxeOptionCode.DiscoveryAddress);

    /// <summary>How to fetch the file by multicast (1 to 5): all five, with a group and two ports; null without.</summary>
    public MtftpParameters? Mtftp
    {
        get
        {
            IPv4Address group = Address(PxeOptionCode.MulticastAddress);
            ushort clientPort = Port(PxeOptionCode.MulticastClientPort);
            ushort serverPort = Port(PxeOptionCode.MulticastServerPort);
            ReadOnlySpan<byte> listen = Find(PxeOptionCode.MulticastListenDelay);
            ReadOnlySpan<byte> reopen = Find(PxeOptionCode.MulticastReopenDelay);
            return group.IsMulticast && clientPort != 0 && serverPort != 0 && listen.Length == 1 && reopen.Length == 1
                ? new MtftpParameters(group, clientPort, serverPort, listen[0], reopen[0])
                : null;
        }
    }

    /// <summary>What was chosen (71); null without.</summary>
    public PxeBootItem? BootItem => Find(PxeOptionCode.BootItem) is { Length: >= 2 * TypeBytes } value
        ? new PxeBootItem(BinaryPrimitives.ReadUInt16BigEndian(value), BinaryPrimitives.ReadUInt16BigEndian(value[TypeBytes..]))
        : null;

    /// <summary>How long the prompt is shown before the first line of the menu is taken, in seconds; 255: no end; null without (10).</summary>
    public byte? PromptSeconds => Find(PxeOptionCode.MenuPrompt) is { Length: > 0 } value ? value[0] : null;

    /// <summary>What is shown before the menu (10); empty without.</summary>
    public ReadOnlySpan<byte> PromptText => Find(PxeOptionCode.MenuPrompt) is { Length: > 1 } value ? value[1..] : default;

    /// <summary>The boot servers (8).</summary>
    public PxeBootServers BootServers => new(Find(PxeOptionCode.BootServers));

    /// <summary>The menu (9).</summary>
    public PxeMenu Menu => new(Find(PxeOptionCode.BootMenu));

    private ReadOnlySpan<byte> Find(PxeOptionCode code) => All.TryFind((byte)code, out ReadOnlySpan<byte> value) ? value : default;

    private IPv4Address Address(PxeOptionCode code) =>
        Find(code) is { Length: IPv4Address.Bytes } value ? IPv4Address.From(value) : default;

    private ushort Port(PxeOptionCode code) =>
        Find(code) is { Length: sizeof(ushort) } value ? BinaryPrimitives.ReadUInt16LittleEndian(value) : (ushort)0;
}
