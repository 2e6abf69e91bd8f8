using System.Buffers.Binary;

namespace Oack.Boot.Dhcp;

/// <content>The options that matter for booting. A value that is too short for what it means counts as absent.</content>
public readonly ref partial struct DhcpPacket
{
    /// <summary>The type of the message; None for BOOTP.</summary>
    public DhcpMessageType MessageType =>
        Options.TryFind(DhcpOptionCode.MessageType, out ReadOnlySpan<byte> value) && value.Length > 0
            ? (DhcpMessageType)value[0]
            : DhcpMessageType.None;

    /// <summary>The server that speaks, or that is meant (54); 0.0.0.0 without.</summary>
    public IPv4Address ServerIdentifier => Address(DhcpOptionCode.ServerIdentifier);

    /// <summary>The address that the client would like (50); 0.0.0.0 without.</summary>
    public IPv4Address RequestedAddress => Address(DhcpOptionCode.RequestedAddress);

    /// <summary>The mask of the subnet (1); 0.0.0.0 without.</summary>
    public IPv4Address SubnetMask => Address(DhcpOptionCode.SubnetMask);

    /// <summary>The first router (3); 0.0.0.0 without.</summary>
    public IPv4Address Router => Address(DhcpOptionCode.Router);

    /// <summary>The first name server (6); 0.0.0.0 without.</summary>
    public IPv4Address DomainNameServer => Address(DhcpOptionCode.DomainNameServer);

    /// <summary>How long the address is lent, or is wanted, in seconds (51); null without.</summary>
    public uint? LeaseSeconds =>
        Options.TryFind(DhcpOptionCode.LeaseTime, out ReadOnlySpan<byte> value) && value.Length >= sizeof(uint)
            ? BinaryPrimitives.ReadUInt32BigEndian(value)
            : null;

    /// <summary>The options that the client asks for, by their numbers (55); empty without.</summary>
    public ReadOnlySpan<byte> ParameterRequests => Find(DhcpOptionCode.ParameterRequestList);

    /// <summary>Who the client is, where it says so (61); empty without.</summary>
    public ReadOnlySpan<byte> ClientIdentifier => Find(DhcpOptionCode.ClientIdentifier);

    /// <summary>What kind of client, or server, it is (60), up to a zero; empty without.</summary>
    public ReadOnlySpan<byte> VendorClass => UpToZero(Find(DhcpOptionCode.VendorClass));

    /// <summary>Whether it is from, or for, a PXE client: the vendor class begins with <c>PXEClient</c> (RFC 4578 §2).</summary>
    public bool IsPxe => VendorClass.StartsWith("PXEClient"u8);

    /// <summary>Whether it is from, or for, firmware that boots over HTTP: the vendor class begins with <c>HTTPClient</c> (UEFI 2.10 §24.7.2).</summary>
    public bool IsHttp => VendorClass.StartsWith("HTTPClient"u8);

    /// <summary>
    /// Whether iPXE, or its ancestor gPXE, sent it: by its user class, or by the options of its own (175) that it sends
    /// and nobody else does.
    /// </summary>
    public bool IsIpxe => HasUserClass("iPXE"u8) || HasUserClass("gPXE"u8) || Options.Contains(DhcpOptionCode.Ipxe);

    /// <summary>The machine's identifier with its type before it, as the client sent it (97); empty without.</summary>
    public ReadOnlySpan<byte> MachineIdentifier => Find(DhcpOptionCode.MachineIdentifier);

    /// <summary>
    /// The client's architecture: the first of option 93, else that of the vendor class <c>PXEClient:Arch:NNNNN</c>; null
    /// without.
    /// </summary>
    public ClientArchitecture? Architecture
    {
        get
        {
            ReadOnlySpan<byte> value = Find(DhcpOptionCode.ClientArchitecture);
            return value.Length >= sizeof(ushort)
                ? (ClientArchitecture)BinaryPrimitives.ReadUInt16BigEndian(value)
                : ArchitectureInVendorClass();
        }
    }

    /// <summary>All architectures of option 93, two bytes each; empty without.</summary>
    public ReadOnlySpan<byte> Architectures => Find(DhcpOptionCode.ClientArchitecture);

    /// <summary>Who has the boot file, by name: option 66, else the field sname; empty without.</summary>
    public ReadOnlySpan<byte> BootServerName =>
        Options.TryFind(DhcpOptionCode.TftpServerName, out ReadOnlySpan<byte> value) ? UpToZero(value) : ServerNameField;

    /// <summary>The boot file: option 67, else the field file; empty without.</summary>
    public ReadOnlySpan<byte> BootFile =>
        Options.TryFind(DhcpOptionCode.BootFileName, out ReadOnlySpan<byte> value) ? UpToZero(value) : FileField;

    /// <summary>What PXE says in option 43; empty without, and meaningless where option 60 is another's.</summary>
    public PxeOptions Pxe => new(Find(DhcpOptionCode.VendorSpecific));

    /// <summary>What iPXE says in option 175 (<see cref="IpxeOptionCode"/>); empty without.</summary>
    public DhcpOptions Ipxe => new(Find(DhcpOptionCode.Ipxe));

    /// <summary>
    /// The longest message that the sender takes, without the headers of IP and UDP, from option 57: 548 without it, and
    /// never less (RFC 2131 §2).
    /// </summary>
    public int MaxReplyBytes
    {
        get
        {
            const int HeaderBytes = 28;
            const int LeastBytes = 576;
            ReadOnlySpan<byte> value = Find(DhcpOptionCode.MaxMessageSize);
            int total = value.Length >= sizeof(ushort) ? BinaryPrimitives.ReadUInt16BigEndian(value) : LeastBytes;
            return Math.Max(total, LeastBytes) - HeaderBytes;
        }
    }

    /// <summary>
    /// Whether option 77 names this class: as one of a list with lengths (RFC 3004 §4), or as bare text, which is how iPXE
    /// sends it.
    /// </summary>
    public bool HasUserClass(ReadOnlySpan<byte> name)
    {
        ReadOnlySpan<byte> value = Find(DhcpOptionCode.UserClass);
        if (value.IsEmpty)
        {
            return false;
        }

        if (!IsListWithLengths(value))
        {
            return UpToZero(value).SequenceEqual(name);
        }

        while (!value.IsEmpty)
        {
            if (value.Slice(1, value[0]).SequenceEqual(name))
            {
                return true;
            }

            value = value[(1 + value[0])..];
        }

        return false;
    }

    private static bool IsListWithLengths(ReadOnlySpan<byte> value)
    {
        while (!value.IsEmpty)
        {
            // RFC 3004 §4: a class has at least one byte.
            if (value[0] == 0 || value[0] > value.Length - 1)
            {
                return false;
            }

            value = value[(1 + value[0])..];
        }

        return true;
    }

    private ClientArchitecture? ArchitectureInVendorClass()
    {
        const int Digits = 5;
        ReadOnlySpan<byte> text = VendorClass;
        int mark = text.IndexOf(":Arch:"u8);
        if (mark < 0 || text.Length - mark - ":Arch:"u8.Length < Digits)
        {
            return null;
        }

        int number = 0;
        foreach (byte digit in text.Slice(mark + ":Arch:"u8.Length, Digits))
        {
            if (!char.IsAsciiDigit((char)digit))
            {
                return null;
            }

            number = (number * 10) + (digit - '0');
        }

        return number <= ushort.MaxValue ? (ClientArchitecture)number : null;
    }

    private ReadOnlySpan<byte> Find(DhcpOptionCode code) => Options.TryFind(code, out ReadOnlySpan<byte> value) ? value : default;

    private IPv4Address Address(DhcpOptionCode code)
    {
        ReadOnlySpan<byte> value = Find(code);
        return value.Length >= IPv4Address.Bytes ? IPv4Address.From(value) : default;
    }
}
