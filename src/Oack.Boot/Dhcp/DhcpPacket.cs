using System.Buffers.Binary;

namespace Oack.Boot.Dhcp;

/// <summary>
/// A DHCP or BOOTP message. Only a view; after <see cref="TryParse"/> nothing throws.
/// <code>
///   0                   1                   2                   3
///  +---------------+---------------+---------------+---------------+
///  |     op (1)    |   htype (1)   |   hlen (1)    |   hops (1)    |    0
///  +---------------+---------------+---------------+---------------+
///  |                            xid (4)                            |    4
///  +-------------------------------+-------------------------------+
///  |           secs (2)            |           flags (2)           |    8
///  +-------------------------------+-------------------------------+
///  |  ciaddr (4)    |  yiaddr (4)    |  siaddr (4)  |  giaddr (4)  |   12
///  +---------------------------------------------------------------+
///  |                          chaddr (16)                          |   28
///  +---------------------------------------------------------------+
///  |                          sname  (64)                          |   44
///  +---------------------------------------------------------------+
///  |                          file   (128)                         |  108
///  +---------------------------------------------------------------+
///  |   99.130.83.99, then options (variable)                       |  236        RFC 2131 §2, Figure 1
///  +---------------------------------------------------------------+
/// </code>
/// Without the four bytes 99.130.83.99 it is a BOOTP message that has no options (RFC 951 §3).
/// </summary>
public readonly ref partial struct DhcpPacket
{
    /// <summary>The fixed part: fewer bytes are no message.</summary>
    public const int MinBytes = DhcpWire.CookieOffset;

    private readonly ReadOnlySpan<byte> _message;
    private readonly byte _overload;

    private DhcpPacket(ReadOnlySpan<byte> message)
    {
        _message = message;
        HasOptions = message.Length >= DhcpWire.OptionsOffset
            && BinaryPrimitives.ReadUInt32BigEndian(message[DhcpWire.CookieOffset..]) == DhcpWire.Cookie;
        ReadOnlySpan<byte> options = HasOptions ? message[DhcpWire.OptionsOffset..] : default;

        // Only the options field can say that the other two hold options: they cannot say it of themselves.
        _overload = new DhcpOptions(options).TryFind(DhcpOptionCode.Overload, out ReadOnlySpan<byte> overload) && overload.Length > 0
            ? overload[0]
            : (byte)0;
        Options = new DhcpOptions(
            options,
            (_overload & DhcpWire.FileHoldsOptions) != 0 ? message.Slice(DhcpWire.FileOffset, DhcpWire.FileBytes) : default,
            (_overload & DhcpWire.ServerNameHoldsOptions) != 0
                ? message.Slice(DhcpWire.ServerNameOffset, DhcpWire.ServerNameBytes)
                : default);
    }

    /// <summary>All its bytes.</summary>
    public ReadOnlySpan<byte> Bytes => _message;

    /// <summary>Whether a client or a server sent it.</summary>
    public DhcpOperation Operation => (DhcpOperation)_message[DhcpWire.OperationOffset];

    /// <summary>How many relays have passed it on.</summary>
    public byte Hops => _message[DhcpWire.HopsOffset];

    /// <summary>The number that joins question and answer (xid).</summary>
    public uint TransactionId => BinaryPrimitives.ReadUInt32BigEndian(_message[DhcpWire.TransactionIdOffset..]);

    /// <summary>How long the client has tried, in seconds.</summary>
    public ushort Seconds => BinaryPrimitives.ReadUInt16BigEndian(_message[DhcpWire.SecondsOffset..]);

    /// <summary>All flags.</summary>
    public ushort Flags => BinaryPrimitives.ReadUInt16BigEndian(_message[DhcpWire.FlagsOffset..]);

    /// <summary>Whether the client can only take an answer that is broadcast (RFC 2131 §4.1).</summary>
    public bool IsBroadcast => (Flags & DhcpWire.BroadcastFlag) != 0;

    /// <summary>The address that the client has already (ciaddr).</summary>
    public IPv4Address ClientAddress => IPv4Address.From(_message[DhcpWire.ClientAddressOffset..]);

    /// <summary>The address that the client gets (yiaddr).</summary>
    public IPv4Address YourAddress => IPv4Address.From(_message[DhcpWire.YourAddressOffset..]);

    /// <summary>Who has the boot file (siaddr).</summary>
    public IPv4Address NextServer => IPv4Address.From(_message[DhcpWire.NextServerOffset..]);

    /// <summary>The relay that passed it on first (giaddr).</summary>
    public IPv4Address Relay => IPv4Address.From(_message[DhcpWire.RelayOffset..]);

    /// <summary>The client's interface (htype, hlen, chaddr).</summary>
    public HardwareAddress Hardware => HardwareAddress.From(
        _message[DhcpWire.HardwareTypeOffset],
        _message.Slice(DhcpWire.HardwareOffset, _message[DhcpWire.HardwareLengthOffset]));

    /// <summary>The field sname up to its first zero; empty where it holds options.</summary>
    public ReadOnlySpan<byte> ServerNameField => (_overload & DhcpWire.ServerNameHoldsOptions) != 0
        ? default
        : UpToZero(_message.Slice(DhcpWire.ServerNameOffset, DhcpWire.ServerNameBytes));

    /// <summary>The field file up to its first zero; empty where it holds options.</summary>
    public ReadOnlySpan<byte> FileField => (_overload & DhcpWire.FileHoldsOptions) != 0
        ? default
        : UpToZero(_message.Slice(DhcpWire.FileOffset, DhcpWire.FileBytes));

    /// <summary>Whether it is a DHCP message, or BOOTP with vendor information: the options begin with 99.130.83.99.</summary>
    public bool HasOptions { get; }

    /// <summary>Its options: of their field, then of file, then of sname where they hold some (RFC 3396 §5).</summary>
    public DhcpOptions Options { get; }

    /// <summary>Reads a message.</summary>
    /// <returns>Ok; TooShort; WrongOperation; BadHardwareLength. Options are looked at when one asks for them.</returns>
    public static DhcpParseStatus TryParse(ReadOnlySpan<byte> bytes, out DhcpPacket packet)
    {
        packet = default;
        if (bytes.Length < MinBytes)
        {
            return DhcpParseStatus.TooShort;
        }

        if ((DhcpOperation)bytes[DhcpWire.OperationOffset] is not (DhcpOperation.Request or DhcpOperation.Reply))
        {
            return DhcpParseStatus.WrongOperation;
        }

        if (bytes[DhcpWire.HardwareLengthOffset] > HardwareAddress.MaxBytes)
        {
            return DhcpParseStatus.BadHardwareLength;
        }

        packet = new DhcpPacket(bytes);
        return DhcpParseStatus.Ok;
    }

    private static ReadOnlySpan<byte> UpToZero(ReadOnlySpan<byte> bytes)
    {
        int end = bytes.IndexOf((byte)0);
        return end < 0 ? bytes : bytes[..end];
    }
}
