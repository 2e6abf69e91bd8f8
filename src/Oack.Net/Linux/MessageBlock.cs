using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Oack.Net.Platform;
using Oack.Protocol;

namespace Oack.Net.Linux;

/// <summary>
/// Native memory for a batch of messages: headers, addresses, ancillary data and vectors, laid out once. Pages that are
/// never touched take no memory.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed unsafe class MessageBlock : IDisposable
{
    /// <summary>How many messages.</summary>
    public const int MaxMessages = 64;

    private const int NameBytes = 32;
    private const int ControlBytes = 128;
    private const int FamilyIPv4 = 2;
    private const int FamilyIPv6 = 10;
    private const int IPLevel = 0;
    private const int IPPacketInformation = 8;
    private const int IPv6Level = 41;
    private const int IPv6PacketInformation = 50;
    private const int UdpCoalesced = 104;

    private static readonly int _controlHeaderBytes = sizeof(nuint) + (2 * sizeof(int));

    private readonly byte* _names = (byte*)NativeMemory.AllocZeroed(MaxMessages * NameBytes);
    private readonly byte* _controls = (byte*)NativeMemory.AllocZeroed(MaxMessages * ControlBytes);
    private bool _isDisposed;

    public MessageBlock(int vectorsPerMessage)
    {
        VectorsPerMessage = vectorsPerMessage;
        Headers = (LinuxDatagrams.Message*)NativeMemory.AllocZeroed(
            MaxMessages, (nuint)sizeof(LinuxDatagrams.Message));
        Vectors = (UnixCalls.IoVector*)NativeMemory.AllocZeroed(
            (nuint)(MaxMessages * vectorsPerMessage), (nuint)sizeof(UnixCalls.IoVector));
    }

    /// <summary>The headers.</summary>
    public LinuxDatagrams.Message* Headers { get; }

    /// <summary>All vectors.</summary>
    public UnixCalls.IoVector* Vectors { get; }

    /// <summary>How many vectors a message has.</summary>
    public int VectorsPerMessage { get; }

    /// <summary>Makes a header ready to receive into its first vector.</summary>
    public void PrepareReceive(int index, byte* buffer, int lengthBytes)
    {
        UnixCalls.IoVector* vector = Vectors + (index * VectorsPerMessage);
        *vector = new() { Base = buffer, Length = (nuint)lengthBytes };
        Headers[index].Header = new()
        {
            Name = _names + (index * NameBytes),
            NameLength = SockAddr.IPv6Bytes,
            Vectors = vector,
            VectorCount = 1,
            Control = _controls + (index * ControlBytes),
            ControlLength = ControlBytes,
        };
    }

    /// <summary>Where the address of a message stands.</summary>
    public byte* NameOf(int index) => _names + (index * NameBytes);

    /// <summary>Who sent a received message.</summary>
    public PeerEndpoint Sender(int index, bool isIPv6) =>
        SockAddr.Read(new ReadOnlySpan<byte>(_names + (index * NameBytes), SockAddr.IPv6Bytes), isIPv6);

    /// <summary>The address that a received message was sent to, and how long the datagrams in it are.</summary>
    /// <param name="index">Which message.</param>
    /// <param name="local">Given back with the destination's address, where the system told it.</param>
    /// <param name="datagramBytes">The length of each datagram but the last; 0 when there is one only.</param>
    public void ReadControl(int index, ref PeerEndpoint local, out int datagramBytes)
    {
        datagramBytes = 0;
        ref UnixCalls.LinuxMessageHeader header = ref Headers[index].Header;
        ControlData entries = new(new ReadOnlySpan<byte>(header.Control, (int)Math.Min(header.ControlLength, ControlBytes)));
        while (entries.TryNext(out int level, out int type, out ReadOnlySpan<byte> data))
        {
            switch (level, type)
            {
                case (LinuxDatagrams.UdpLevel, UdpCoalesced) when data.Length >= sizeof(int):
                    datagramBytes = MemoryMarshal.Read<int>(data);
                    break;
                case (IPLevel, IPPacketInformation) when data.Length >= 12:
                    local = PeerEndpoint.FromIPv4(BinaryPrimitives.ReadUInt32BigEndian(data[8..]), local.Port);
                    break;
                case (IPv6Level, IPv6PacketInformation) when data.Length >= 20:
                    PeerEndpoint asked = PeerEndpoint.FromIPv6(data, local.Port);
                    local = asked.IsLinkLocal ? asked with { ScopeId = MemoryMarshal.Read<uint>(data[16..]) } : asked;
                    break;
            }
        }
    }

    /// <summary>Makes a header ready to send; its vectors are filled by the caller.</summary>
    /// <param name="index">Which message.</param>
    /// <param name="remote">Where to.</param>
    /// <param name="local">The address to send from; default leaves it to the socket.</param>
    /// <param name="segmentBytes">How the system cuts the message into datagrams; 0: not at all.</param>
    /// <param name="vectors">The bytes.</param>
    /// <param name="vectorCount">How many vectors.</param>
    public void PrepareSend(
        int index, in PeerEndpoint remote, in PeerEndpoint local, int segmentBytes, UnixCalls.IoVector* vectors, int vectorCount)
    {
        byte* name = WriteName(index, remote, out int nameBytes);
        byte* control = _controls + (index * ControlBytes);
        int used = 0;
        if (segmentBytes > 0)
        {
            Span<byte> data = AddControl(control, ref used, LinuxDatagrams.UdpLevel, LinuxCalls.UdpSegment, sizeof(ushort));
            MemoryMarshal.Write(data, (ushort)segmentBytes);
        }

        if (!local.IsAny)
        {
            AddSource(control, ref used, local);
        }

        Headers[index].Header = new()
        {
            Name = name,
            NameLength = (uint)nameBytes,
            Vectors = vectors,
            VectorCount = (nuint)vectorCount,
            Control = used == 0 ? null : control,
            ControlLength = (nuint)used,
        };
    }

    /// <summary>Leaves a prepared message to where the socket is connected to.</summary>
    public void LeaveOutName(int index)
    {
        Headers[index].Header.Name = null;
        Headers[index].Header.NameLength = 0;
    }

    /// <summary>Writes where a message goes.</summary>
    public byte* WriteName(int index, in PeerEndpoint remote, out int nameBytes)
    {
        bool isIPv6 = !remote.IsIPv4;
        byte* name = _names + (index * NameBytes);
        nameBytes = isIPv6 ? SockAddr.IPv6Bytes : SockAddr.IPv4Bytes;
        SockAddr.Write(new Span<byte>(name, nameBytes), isIPv6 ? FamilyIPv6 : FamilyIPv4, remote);
        return name;
    }

    public void Dispose()
    {
        if (!_isDisposed)
        {
            _isDisposed = true;
            NativeMemory.Free(_names);
            NativeMemory.Free(_controls);
            NativeMemory.Free(Headers);
            NativeMemory.Free(Vectors);
        }
    }

    private static void AddSource(byte* control, ref int used, in PeerEndpoint local)
    {
        const int IPv4InformationBytes = 12;
        const int IPv6InformationBytes = 20;
        if (local.IsIPv4)
        {
            // in_pktinfo: interface(4) source(4) destination(4).
            Span<byte> data = AddControl(control, ref used, IPLevel, IPPacketInformation, IPv4InformationBytes);
            data.Clear();
            BinaryPrimitives.WriteUInt32BigEndian(data[4..], local.IPv4Address);
            return;
        }

        // in6_pktinfo: address(16) interface(4).
        Span<byte> information = AddControl(control, ref used, IPv6Level, IPv6PacketInformation, IPv6InformationBytes);
        local.WriteIPv6(information);
        MemoryMarshal.Write(information[16..], local.ScopeId);
    }

    private static Span<byte> AddControl(byte* control, ref int used, int level, int type, int dataBytes)
    {
        Span<byte> entry = new(control + used, ControlBytes - used);
        MemoryMarshal.Write(entry, (nuint)(_controlHeaderBytes + dataBytes));
        MemoryMarshal.Write(entry[sizeof(nuint)..], level);
        MemoryMarshal.Write(entry[(sizeof(nuint) + sizeof(int))..], type);
        used += (_controlHeaderBytes + dataBytes + sizeof(nuint) - 1) & ~(sizeof(nuint) - 1);
        return entry.Slice(_controlHeaderBytes, dataBytes);
    }
}
