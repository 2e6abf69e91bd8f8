using System.Buffers.Binary;

namespace Oack.Boot.Dhcp;

/// <summary>
/// Writes the value of option 43 as PXE has it. What does not fit fails the whole; <see cref="Finish"/> then returns 0.
/// </summary>
public ref struct PxeOptionsWriter
{
    private readonly Span<byte> _target;
    private int _written;
    private bool _isFull;

    /// <summary>An empty value.</summary>
    /// <param name="target">Where it goes; 255 bytes keep the option in one part.</param>
    public PxeOptionsWriter(Span<byte> target) => _target = target;

    /// <summary>Adds an option of at most 255 bytes; a longer one does not fit.</summary>
    public void Add(PxeOptionCode code, scoped ReadOnlySpan<byte> value)
    {
        // One byte is kept for the end.
        if (_isFull || value.Length > DhcpWire.MaxOptionBytes || _target.Length - _written < value.Length + 3)
        {
            _isFull = true;
            return;
        }

        _target[_written++] = (byte)code;
        _target[_written++] = (byte)value.Length;
        value.CopyTo(_target[_written..]);
        _written += value.Length;
    }

    /// <summary>Adds how the client finds its boot server (6).</summary>
    public void AddDiscovery(PxeDiscovery discovery) => Add(PxeOptionCode.DiscoveryControl, [(byte)discovery]);

    /// <summary>Adds how to fetch the file by multicast (1 to 5), ports low byte first.</summary>
    public void AddMtftp(in MtftpParameters parameters)
    {
        Span<byte> bytes = stackalloc byte[IPv4Address.Bytes];
        parameters.Group.Write(bytes);
        Add(PxeOptionCode.MulticastAddress, bytes);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes, parameters.ClientPort);
        Add(PxeOptionCode.MulticastClientPort, bytes[..sizeof(ushort)]);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes, parameters.ServerPort);
        Add(PxeOptionCode.MulticastServerPort, bytes[..sizeof(ushort)]);
        Add(PxeOptionCode.MulticastListenDelay, [parameters.ListenDelaySeconds]);
        Add(PxeOptionCode.MulticastReopenDelay, [parameters.ReopenDelaySeconds]);
    }

    /// <summary>Adds what was chosen (71).</summary>
    public void AddBootItem(PxeBootItem item)
    {
        Span<byte> bytes = stackalloc byte[2 * sizeof(ushort)];
        BinaryPrimitives.WriteUInt16BigEndian(bytes, item.Type);
        BinaryPrimitives.WriteUInt16BigEndian(bytes[sizeof(ushort)..], item.Layer);
        Add(PxeOptionCode.BootItem, bytes);
    }

    /// <summary>Adds one boot server of one type (8).</summary>
    public void AddBootServer(ushort type, IPv4Address address)
    {
        Span<byte> bytes = stackalloc byte[sizeof(ushort) + 1 + IPv4Address.Bytes];
        BinaryPrimitives.WriteUInt16BigEndian(bytes, type);
        bytes[sizeof(ushort)] = 1;
        address.Write(bytes[(sizeof(ushort) + 1)..]);
        Add(PxeOptionCode.BootServers, bytes);
    }

    /// <summary>Adds a menu of one line (9); one of more than 252 bytes does not fit.</summary>
    public void AddMenuItem(ushort type, scoped ReadOnlySpan<byte> text)
    {
        const int HeaderBytes = sizeof(ushort) + 1;
        if (text.Length > DhcpWire.MaxOptionBytes - HeaderBytes)
        {
            _isFull = true;
            return;
        }

        Span<byte> bytes = stackalloc byte[HeaderBytes + text.Length];
        BinaryPrimitives.WriteUInt16BigEndian(bytes, type);
        bytes[sizeof(ushort)] = (byte)text.Length;
        text.CopyTo(bytes[HeaderBytes..]);
        Add(PxeOptionCode.BootMenu, bytes);
    }

    /// <summary>Adds what is shown before the menu, and how long (10); a text of more than 254 bytes does not fit.</summary>
    public void AddPrompt(byte seconds, scoped ReadOnlySpan<byte> text)
    {
        if (text.Length > DhcpWire.MaxOptionBytes - 1)
        {
            _isFull = true;
            return;
        }

        Span<byte> bytes = stackalloc byte[1 + text.Length];
        bytes[0] = seconds;
        text.CopyTo(bytes[1..]);
        Add(PxeOptionCode.MenuPrompt, bytes);
    }

    /// <summary>Ends the value: PXE wants an end within option 43 too (PXE 2.1, Table 2-3).</summary>
    /// <returns>How many bytes it has; 0 when something did not fit.</returns>
    public int Finish()
    {
        if (_isFull || _written >= _target.Length)
        {
            return 0;
        }

        _target[_written++] = (byte)DhcpOptionCode.End;
        _isFull = true;
        return _written;
    }
}
