using System.Buffers.Binary;
using System.Text;
using Oack.Protocol;

namespace Oack.Trace.Boot;

/// <summary>
/// A DHCP or BOOTP message, as far as it tells of booting. After <see cref="TryParse"/> nothing throws.
/// <code>
///  op(1) htype(1) hlen(1) hops(1) xid(4) secs(2) flags(2) ciaddr(4) yiaddr(4) siaddr(4) giaddr(4) chaddr(16)
///  sname(64) file(128) cookie(4), then options: code(1) length(1) value       (RFC 951 §3, RFC 2131 §2)
/// </code>
/// </summary>
internal readonly ref struct BootMessage
{
    private const int LengthOffset = 2;
    private const int ClientAddressOffset = 12;
    private const int YourAddressOffset = 16;
    private const int NextServerOffset = 20;
    private const int HardwareOffset = 28;
    private const int ServerNameOffset = 44;
    private const int ServerNameBytes = 64;
    private const int FileOffset = 108;
    private const int FileBytes = 128;
    private const int CookieOffset = 236;
    private const int OptionsOffset = 240;
    private const uint Cookie = 0x63825363;

    private const byte RequestOperation = 1;
    private const byte ReplyOperation = 2;
    private const byte EthernetType = 1;

    private const byte VendorOption = 43;
    private const byte OverloadOption = 52;
    private const byte KindOption = 53;
    private const byte VendorClassOption = 60;
    private const byte ServerNameOption = 66;
    private const byte FileOption = 67;
    private const byte UserClassOption = 77;
    private const byte ArchitectureOption = 93;
    private const byte PadOption = 0;
    private const byte EndOption = 255;
    private const byte FileHoldsOptions = 1;
    private const byte ServerNameHoldsOptions = 2;

    private readonly ReadOnlySpan<byte> _message;
    private readonly byte _overload;

    private BootMessage(ReadOnlySpan<byte> message)
    {
        _message = message;
        if (TryFindIn(Options, OverloadOption, out ReadOnlySpan<byte> overload) && overload.Length > 0)
        {
            _overload = overload[0];
        }
    }

    /// <summary>Whether a client sent it.</summary>
    public bool IsRequest => _message[0] == RequestOperation;

    /// <summary>The client's interface; not set where it is no Ethernet.</summary>
    public HardwareAddress Hardware => _message[LengthOffset] == HardwareAddress.Bytes
        ? HardwareAddress.From(_message[HardwareOffset..])
        : default;

    /// <summary>The address that the client says it has.</summary>
    public PeerEndpoint ClientAddress => Address(_message[ClientAddressOffset..]);

    /// <summary>The address that the client gets.</summary>
    public PeerEndpoint YourAddress => Address(_message[YourAddressOffset..]);

    /// <summary>Who has the file.</summary>
    public PeerEndpoint NextServer => Address(_message[NextServerOffset..]);

    /// <summary>The kind of message.</summary>
    public BootMessageKind Kind =>
        TryFind(KindOption, out ReadOnlySpan<byte> value) && value.Length > 0 ? (BootMessageKind)value[0] : BootMessageKind.Bootp;

    /// <summary>Who has the file, by name.</summary>
    public string ServerName => TryFind(ServerNameOption, out ReadOnlySpan<byte> value)
        ? Text(value)
        : (_overload & ServerNameHoldsOptions) == 0 ? Text(_message.Slice(ServerNameOffset, ServerNameBytes)) : "";

    /// <summary>The file.</summary>
    public string File => TryFind(FileOption, out ReadOnlySpan<byte> value)
        ? Text(value)
        : (_overload & FileHoldsOptions) == 0 ? Text(_message.Slice(FileOffset, FileBytes)) : "";

    /// <summary>The vendor class, or empty.</summary>
    public string VendorClass => TryFind(VendorClassOption, out ReadOnlySpan<byte> value) ? Text(value) : "";

    /// <summary>The user class, or empty. RFC 3004 puts a length before each; clients leave it out.</summary>
    public string UserClass
    {
        get
        {
            if (!TryFind(UserClassOption, out ReadOnlySpan<byte> value))
            {
                return "";
            }

            bool hasLength = value.Length > 1 && value[0] == value.Length - 1;
            return Text(hasLength ? value[1..] : value);
        }
    }

    /// <summary>The first architecture that the client names, or -1.</summary>
    public int Architecture =>
        TryFind(ArchitectureOption, out ReadOnlySpan<byte> value) && value.Length >= sizeof(ushort)
            ? BinaryPrimitives.ReadUInt16BigEndian(value)
            : -1;

    /// <summary>How to fetch the file by multicast, for a message that is for PXE clients; or null.</summary>
    public MtftpParameters? Multicast
    {
        get
        {
            const byte AddressPart = 1;
            const byte ClientPortPart = 2;
            const byte ServerPortPart = 3;
            const byte OpenTimeoutPart = 4;
            const byte ReopenDelayPart = 5;

            if (!TryFind(VendorOption, out ReadOnlySpan<byte> parts)
                || !TryFindIn(parts, AddressPart, out ReadOnlySpan<byte> address) || address.Length != sizeof(uint))
            {
                return null;
            }

            return new MtftpParameters(
                Address(address), (ushort)Number(parts, ClientPortPart, sizeof(ushort)),
                (ushort)Number(parts, ServerPortPart, sizeof(ushort)), (byte)Number(parts, OpenTimeoutPart, 1),
                (byte)Number(parts, ReopenDelayPart, 1));
        }
    }

    private bool HasOptions => _message.Length >= OptionsOffset
        && BinaryPrimitives.ReadUInt32BigEndian(_message[CookieOffset..]) == Cookie;

    private ReadOnlySpan<byte> Options => HasOptions ? _message[OptionsOffset..] : default;

    /// <summary>Reads a message; false where the bytes are none.</summary>
    public static bool TryParse(ReadOnlySpan<byte> bytes, out BootMessage message)
    {
        message = default;
        if (bytes.Length < CookieOffset || bytes[0] is not (RequestOperation or ReplyOperation) || bytes[1] != EthernetType)
        {
            return false;
        }

        message = new BootMessage(bytes);
        return true;
    }

    private static PeerEndpoint Address(ReadOnlySpan<byte> bytes) =>
        PeerEndpoint.FromIPv4(BinaryPrimitives.ReadUInt32BigEndian(bytes), 0);

    // Up to the first zero; what is no UTF-8 is shown as such.
    private static string Text(ReadOnlySpan<byte> bytes)
    {
        int end = bytes.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? bytes : bytes[..end]);
    }

    private static int Number(ReadOnlySpan<byte> parts, byte code, int bytes)
    {
        if (!TryFindIn(parts, code, out ReadOnlySpan<byte> value) || value.Length != bytes)
        {
            return 0;
        }

        return bytes == 1 ? value[0] : BinaryPrimitives.ReadUInt16BigEndian(value);
    }

    private static bool TryFindIn(ReadOnlySpan<byte> options, byte code, out ReadOnlySpan<byte> value)
    {
        while (options.Length > 0 && options[0] != EndOption)
        {
            if (options[0] == PadOption)
            {
                options = options[1..];
                continue;
            }

            if (options.Length < 2 || options.Length < 2 + options[1])
            {
                break;
            }

            if (options[0] == code)
            {
                value = options.Slice(2, options[1]);
                return true;
            }

            options = options[(2 + options[1])..];
        }

        value = default;
        return false;
    }

    // The first that there is: in the options, then in the fields that may hold options too (RFC 2131 §4.1).
    private bool TryFind(byte code, out ReadOnlySpan<byte> value) =>
        TryFindIn(Options, code, out value)
        || ((_overload & FileHoldsOptions) != 0 && TryFindIn(_message.Slice(FileOffset, FileBytes), code, out value))
        || ((_overload & ServerNameHoldsOptions) != 0
            && TryFindIn(_message.Slice(ServerNameOffset, ServerNameBytes), code, out value));
}
