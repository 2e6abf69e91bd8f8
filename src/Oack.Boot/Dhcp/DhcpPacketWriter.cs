using System.Buffers.Binary;

namespace Oack.Boot.Dhcp;

/// <summary>
/// Writes a message: first the fields, in any order, then the options, in theirs, then <see cref="Finish"/>. What does not
/// fit fails the message and writes nothing more; <see cref="Finish"/> then returns 0.
/// </summary>
public ref struct DhcpPacketWriter
{
    /// <summary>The least a message is filled up to: relays and old clients drop a shorter one (RFC 1542 §2.1).</summary>
    public const int MinBytes = 300;

    private readonly Span<byte> _target;
    private int _written;
    private bool _isFull;

    /// <summary>A message with all fields zero, and without options.</summary>
    /// <param name="target">Where it goes; its length is the most that is written. At least 300 bytes.</param>
    /// <param name="operation">Who sends it.</param>
    public DhcpPacketWriter(Span<byte> target, DhcpOperation operation)
    {
        _target = target;
        if (target.Length < MinBytes)
        {
            _isFull = true;
            return;
        }

        target[..DhcpWire.OptionsOffset].Clear();
        target[DhcpWire.OperationOffset] = (byte)operation;
        BinaryPrimitives.WriteUInt32BigEndian(target[DhcpWire.CookieOffset..], DhcpWire.Cookie);
        _written = DhcpWire.OptionsOffset;
    }

    /// <summary>Whether something did not fit, or the target is too short.</summary>
    public readonly bool IsFull => _isFull;

    /// <summary>The answer to a request, with the fields that it copies: xid, flags, giaddr, and the hardware address (RFC 2131 §4.3.1, Table 3).</summary>
    public static DhcpPacketWriter Reply(Span<byte> target, in DhcpPacket request)
    {
        DhcpPacketWriter writer = new(target, DhcpOperation.Reply);
        writer.SetTransaction(request.TransactionId);
        writer.SetFlags(request.Flags);
        writer.SetRelay(request.Relay);
        writer.SetHardware(request.Hardware);
        return writer;
    }

    /// <summary>Sets xid.</summary>
    public readonly void SetTransaction(uint transactionId)
    {
        if (_written > 0)
        {
            BinaryPrimitives.WriteUInt32BigEndian(_target[DhcpWire.TransactionIdOffset..], transactionId);
        }
    }

    /// <summary>Sets secs: how long the client has tried.</summary>
    public readonly void SetSeconds(ushort seconds)
    {
        if (_written > 0)
        {
            BinaryPrimitives.WriteUInt16BigEndian(_target[DhcpWire.SecondsOffset..], seconds);
        }
    }

    /// <summary>Sets all flags.</summary>
    public readonly void SetFlags(ushort flags)
    {
        if (_written > 0)
        {
            BinaryPrimitives.WriteUInt16BigEndian(_target[DhcpWire.FlagsOffset..], flags);
        }
    }

    /// <summary>Says that the answer has to be broadcast (RFC 2131 §4.1).</summary>
    public readonly void SetBroadcast() => SetFlags(DhcpWire.BroadcastFlag);

    /// <summary>Sets htype, hlen and chaddr.</summary>
    public readonly void SetHardware(in HardwareAddress hardware)
    {
        if (_written > 0)
        {
            _target[DhcpWire.HardwareTypeOffset] = hardware.Type;
            _target[DhcpWire.HardwareLengthOffset] = hardware.Length;
            hardware.Write(_target[DhcpWire.HardwareOffset..]);
        }
    }

    /// <summary>Sets ciaddr: the address that the client has already.</summary>
    public readonly void SetClientAddress(IPv4Address address) => SetAddress(DhcpWire.ClientAddressOffset, address);

    /// <summary>Sets yiaddr: the address that the client gets.</summary>
    public readonly void SetYourAddress(IPv4Address address) => SetAddress(DhcpWire.YourAddressOffset, address);

    /// <summary>Sets siaddr: who has the boot file.</summary>
    public readonly void SetNextServer(IPv4Address address) => SetAddress(DhcpWire.NextServerOffset, address);

    /// <summary>Sets giaddr: the relay.</summary>
    public readonly void SetRelay(IPv4Address address) => SetAddress(DhcpWire.RelayOffset, address);

    /// <summary>Sets sname; one of more than 63 bytes does not fit.</summary>
    public void SetServerName(scoped ReadOnlySpan<byte> name) => SetText(DhcpWire.ServerNameOffset, DhcpWire.ServerNameBytes, name);

    /// <summary>Sets file; one of more than 127 bytes does not fit: it goes into option 67 alone.</summary>
    public void SetFile(scoped ReadOnlySpan<byte> name) => SetText(DhcpWire.FileOffset, DhcpWire.FileBytes, name);

    /// <summary>Adds an option; one of more than 255 bytes goes into several parts (RFC 3396 §6).</summary>
    public void Add(DhcpOptionCode code, scoped ReadOnlySpan<byte> value)
    {
        do
        {
            ReadOnlySpan<byte> part = value[..Math.Min(value.Length, DhcpWire.MaxOptionBytes)];

            // One byte is kept for the end.
            if (_isFull || _target.Length - _written < part.Length + 3)
            {
                _isFull = true;
                return;
            }

            _target[_written++] = (byte)code;
            _target[_written++] = (byte)part.Length;
            part.CopyTo(_target[_written..]);
            _written += part.Length;
            value = value[part.Length..];
        }
        while (!value.IsEmpty);
    }

    /// <summary>Adds an option of one byte.</summary>
    public void AddByte(DhcpOptionCode code, byte value) => Add(code, [value]);

    /// <summary>Adds an option of two bytes.</summary>
    public void AddUInt16(DhcpOptionCode code, ushort value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(ushort)];
        BinaryPrimitives.WriteUInt16BigEndian(bytes, value);
        Add(code, bytes);
    }

    /// <summary>Adds an option of four bytes.</summary>
    public void AddUInt32(DhcpOptionCode code, uint value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        Add(code, bytes);
    }

    /// <summary>Adds an option that is an address.</summary>
    public void AddAddress(DhcpOptionCode code, IPv4Address address) => AddUInt32(code, address.Value);

    /// <summary>Adds the message's type.</summary>
    public void AddMessageType(DhcpMessageType type) => AddByte(DhcpOptionCode.MessageType, (byte)type);

    /// <summary>Ends the message, and fills it up to 300 bytes.</summary>
    /// <returns>How many bytes it has; 0 when something did not fit.</returns>
    public int Finish()
    {
        if (_isFull)
        {
            return 0;
        }

        _target[_written++] = (byte)DhcpOptionCode.End;
        if (_written < MinBytes)
        {
            _target[_written..MinBytes].Clear();
            _written = MinBytes;
        }

        _isFull = true;
        return _written;
    }

    private readonly void SetAddress(int offset, IPv4Address address)
    {
        if (_written > 0)
        {
            address.Write(_target[offset..]);
        }
    }

    private void SetText(int offset, int fieldBytes, scoped ReadOnlySpan<byte> text)
    {
        // The last byte is the zero.
        if (_isFull || text.Length >= fieldBytes)
        {
            _isFull = true;
            return;
        }

        Span<byte> field = _target.Slice(offset, fieldBytes);
        field.Clear();
        text.CopyTo(field);
    }
}
