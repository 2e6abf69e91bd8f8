using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace Oack.Boot.Link;

/// <summary>A packet socket of Linux on one interface (packet(7)): whole frames in and out.</summary>
[SupportedOSPlatform("linux")]
internal sealed unsafe partial class PacketSocket : IDisposable
{
    /// <summary>The most bytes of a frame: of datagrams that the kernel has joined, too.</summary>
    public const int MaxFrameBytes = 65_536 + 64;

    private const int PacketFamily = 17;
    private const int RawType = 3;
    private const int CloseOnExecNonBlocking = 0x80000 | 0x800;
    private const ushort AllProtocols = 3;
    private const int PacketLevel = 263;
    private const int AddMembership = 1;
    private const int VirtualHeader = 15;
    private const ushort Promiscuous = 1;
    private const byte Outgoing = 4;
    private const short PollIn = 1;
    private const int NotPermitted = 1;
    private const int AccessDenied = 13;

    /// <summary><c>struct virtio_net_hdr</c>: flags(1) gso_type(1) hdr_len(2) gso_size(2) csum_start(2) csum_offset(2).</summary>
    private const int VirtualHeaderBytes = 10;

    private const byte SegmentedUdp = 5;

    private readonly SafeFileHandle _socket;
    private readonly byte[] _buffer = GC.AllocateUninitializedArray<byte>(MaxFrameBytes + VirtualHeaderBytes);
    private readonly int _headerBytes;

    private PacketSocket(SafeFileHandle socket, int headerBytes)
    {
        _socket = socket;
        _headerBytes = headerBytes;
    }

    /// <summary>Opens one.</summary>
    /// <param name="interfaceName">The interface.</param>
    /// <param name="isPromiscuous">Whether frames to other hardware addresses are wanted too: the played one is not the interface's.</param>
    /// <exception cref="BootLinkException">There is no such interface, or this process may not.</exception>
    public static PacketSocket Open(string interfaceName, bool isPromiscuous)
    {
        int index = (int)FindInterface(interfaceName);
        SafeFileHandle socket = new(OpenSocket(PacketFamily, RawType | CloseOnExecNonBlocking, 0), ownsHandle: true);
        if (socket.IsInvalid)
        {
            throw Failure(interfaceName, Marshal.GetLastPInvokeError());
        }

        // The kernel joins datagrams of one window on their way between local interfaces; its header says where to cut.
        int yes = 1;
        int headerBytes = SetOption(socket, PacketLevel, VirtualHeader, &yes, sizeof(int)) == 0 ? VirtualHeaderBytes : 0;
        Membership membership = new() { Interface = index, Type = Promiscuous };
        LinkAddress address = new()
        {
            Family = PacketFamily,
            Protocol = BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(AllProtocols) : AllProtocols,
            Interface = index,
        };
        if (Bind(socket, &address, (uint)sizeof(LinkAddress)) != 0
            || (isPromiscuous && SetOption(socket, PacketLevel, AddMembership, &membership, (uint)sizeof(Membership)) != 0))
        {
            int error = Marshal.GetLastPInvokeError();
            socket.Dispose();
            throw Failure(interfaceName, error);
        }

        return new PacketSocket(socket, headerBytes);
    }

    /// <summary>Sends a frame; one that cannot leave is lost.</summary>
    public void Send(ReadOnlySpan<byte> frame)
    {
        _buffer.AsSpan(0, _headerBytes).Clear();
        frame.CopyTo(_buffer.AsSpan(_headerBytes));
        fixed (byte* bytes = _buffer)
        {
            _ = Send(_socket, bytes, (nuint)(_headerBytes + frame.Length), 0);
        }
    }

    /// <summary>Waits until a frame is there, or the time is over.</summary>
    public void Wait(int milliseconds)
    {
        bool isHeld = false;
        _socket.DangerousAddRef(ref isHeld);
        PollDescriptor descriptor = new() { Descriptor = (int)_socket.DangerousGetHandle(), Events = PollIn };
        _ = Poll(&descriptor, 1, milliseconds);
        _socket.DangerousRelease();
    }

    /// <summary>Takes a frame that came from outside; false when none is there.</summary>
    /// <param name="frame">Its bytes, until the next call.</param>
    /// <param name="segmentBytes">Of joined UDP datagrams the payload of each but the last; else 0.</param>
    public bool TryReceive(out ReadOnlySpan<byte> frame, out int segmentBytes)
    {
        const int TypeOffset = 1;
        const int SizeOffset = 4;
        frame = default;
        segmentBytes = 0;
        fixed (byte* bytes = _buffer)
        {
            LinkAddress address;
            uint addressBytes = (uint)sizeof(LinkAddress);
            nint received;
            do
            {
                received = Receive(_socket, bytes, (nuint)_buffer.Length, 0, &address, &addressBytes);
                if (received <= 0)
                {
                    return false;
                }
            }
            while (address.PacketType == Outgoing || received <= _headerBytes);

            frame = _buffer.AsSpan(_headerBytes, (int)received - _headerBytes);
            if (_headerBytes > 0 && _buffer[TypeOffset] == SegmentedUdp)
            {
                // The header is in the byte order of the machine (virtio before version 1.0).
                segmentBytes = BitConverter.ToUInt16(_buffer, SizeOffset);
            }
        }

        return true;
    }

    /// <inheritdoc/>
    public void Dispose() => _socket.Dispose();

    private static BootLinkException Failure(string interfaceName, int error) => new(
        interfaceName,
        $"cannot play a machine on {interfaceName}: " + error switch
        {
            NotPermitted or AccessDenied =>
                "permission denied. Whole frames need CAP_NET_RAW: run as root, or: "
                + $"setcap cap_net_raw+ep {Environment.ProcessPath ?? "oack"}; or skip DHCP: --server HOST --file NAME",
            _ => Marshal.GetPInvokeErrorMessage(error),
        });

    [LibraryImport("libc", EntryPoint = "socket", SetLastError = true)]
    private static partial int OpenSocket(int family, int type, int protocol);

    [LibraryImport("libc", EntryPoint = "bind", SetLastError = true)]
    private static partial int Bind(SafeFileHandle socket, LinkAddress* address, uint length);

    [LibraryImport("libc", EntryPoint = "setsockopt", SetLastError = true)]
    private static partial int SetOption(SafeFileHandle socket, int level, int name, void* value, uint length);

    [LibraryImport("libc", EntryPoint = "send", SetLastError = true)]
    private static partial nint Send(SafeFileHandle socket, byte* bytes, nuint length, int flags);

    [LibraryImport("libc", EntryPoint = "recvfrom", SetLastError = true)]
    private static partial nint Receive(SafeFileHandle socket, byte* bytes, nuint length, int flags, LinkAddress* from, uint* fromLength);

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    private static partial int Poll(PollDescriptor* descriptors, nuint count, int timeoutMilliseconds);

    [LibraryImport("libc", EntryPoint = "if_nametoindex", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial uint FindInterface(string name);

    /// <summary><c>struct sockaddr_ll</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct LinkAddress
    {
        public ushort Family;
        public ushort Protocol;
        public int Interface;
        public ushort HardwareType;
        public byte PacketType;
        public byte AddressBytes;
        public ulong Address;
    }

    /// <summary><c>struct packet_mreq</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Membership
    {
        public int Interface;
        public ushort Type;
        public ushort AddressBytes;
        public ulong Address;
    }

    /// <summary><c>struct pollfd</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct PollDescriptor
    {
        public int Descriptor;
        public short Events;
        public short Returned;
    }
}
