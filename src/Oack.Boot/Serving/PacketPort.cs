using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;
using Oack.Boot.Dhcp;
using Oack.Protocol;

namespace Oack.Boot.Serving;

/// <summary>
/// Port 67 beside whoever has it (Linux): it sees the packets on their way in, binds no port, and so neither takes it
/// from a DHCP server on this host nor needs it. Answers leave as packets too, by the interface on which the question
/// came, and to the hardware address that it came from: the client's, its relay's, or its router's.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed unsafe class PacketPort : IDhcpPort
{
    private const int MaxPacketBytes = 2048;

    private readonly IReadOnlyList<BootInterface> _interfaces;
    private readonly Action<BootInterface, PeerEndpoint, string> _failed;
    private readonly SafeFileHandle _socket;
    private readonly SafeFileHandle _wake;
    private readonly byte[] _buffer = GC.AllocateUninitializedArray<byte>(MaxPacketBytes, pinned: true);
    private readonly byte[] _frame = GC.AllocateUninitializedArray<byte>(MaxPacketBytes, pinned: true);
    private Thread? _thread;
    private ushort _identification;
    private volatile bool _isStopped;

    private PacketPort(
        IReadOnlyList<BootInterface> interfaces, Action<BootInterface, PeerEndpoint, string> failed, SafeFileHandle socket, SafeFileHandle wake)
    {
        _interfaces = interfaces;
        _failed = failed;
        _socket = socket;
        _wake = wake;
    }

    /// <summary>Opens it; null where this process may not, or the system has no such thing.</summary>
    /// <exception cref="BootServerException">It failed otherwise.</exception>
    public static PacketPort? TryOpen(IReadOnlyList<BootInterface> interfaces, Action<BootInterface, PeerEndpoint, string> failed)
    {
        SafeFileHandle socket = new(PacketCalls.OpenSocket(PacketCalls.PacketFamily, PacketCalls.CookedNonBlocking, 0), ownsHandle: true);
        if (socket.IsInvalid)
        {
            int error = Marshal.GetLastPInvokeError();
            return error is PacketCalls.NotPermitted or PacketCalls.AccessDenied or PacketCalls.FamilyNotSupported ? null : throw Failure(error);
        }

        // It is bound last: nothing comes in before the filter stands.
        PacketCalls.LinkAddress address = new() { Family = PacketCalls.PacketFamily, Protocol = NetworkOrder(PacketCalls.IPv4Protocol) };
        SafeFileHandle wake = new(PacketCalls.OpenEvent(0, PacketCalls.EventNonBlocking), ownsHandle: true);
        if (wake.IsInvalid || !TrySetFilter(socket) || PacketCalls.Bind(socket, &address, (uint)sizeof(PacketCalls.LinkAddress)) != 0)
        {
            int error = Marshal.GetLastPInvokeError();
            socket.Dispose();
            wake.Dispose();
            throw Failure(error);
        }

        return new PacketPort(interfaces, failed, socket, wake);
    }

    /// <inheritdoc/>
    public void Start(DhcpReceiver receiver)
    {
        _thread = new Thread(() => Run(receiver)) { IsBackground = true, Name = "Oack DHCP" };
        _thread.Start();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _isStopped = true;
        ulong one = 1;
        _ = PacketCalls.Write(_wake, &one, sizeof(ulong));
        _thread?.Join();
        _socket.Dispose();
        _wake.Dispose();
    }

    private static BootServerException Failure(int error) =>
        new($"cannot listen for DHCP: {Marshal.GetPInvokeErrorMessage(error)}");

    private static ushort NetworkOrder(ushort value) => BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(value) : value;

    private static bool TrySetFilter(SafeFileHandle socket)
    {
        PacketFilterInstruction[] instructions = PacketFilter.Make();
        fixed (PacketFilterInstruction* first = instructions)
        {
            PacketCalls.FilterProgram program = new() { Count = (ushort)instructions.Length, Instructions = first };
            return PacketCalls.SetOption(
                socket, PacketCalls.SocketLevel, PacketCalls.AttachFilter, &program, (uint)sizeof(PacketCalls.FilterProgram)) == 0;
        }
    }

    private void Run(DhcpReceiver receiver)
    {
        while (!_isStopped)
        {
            PacketCalls.LinkAddress link = default;
            uint linkLength = (uint)sizeof(PacketCalls.LinkAddress);
            nint length;
            fixed (byte* buffer = _buffer)
            {
                length = PacketCalls.Receive(_socket, buffer, MaxPacketBytes, 0, &link, &linkLength);
            }

            if (length < 0)
            {
                // There is none, or an interface went down, which the socket tells once: the next may come.
                Wait();
                continue;
            }

            if (FindInterface(link.InterfaceIndex) is { } on
                && UdpFrame.TryParse(_buffer.AsSpan(0, (int)length), out PeerEndpoint from, out PeerEndpoint to, out ReadOnlySpan<byte> data)
                && IsForUs(on, to) && receiver(new DhcpArrival(from, to.Port, on), data) is { } reply)
            {
                Send(on, link, reply);
            }
        }
    }

    // Other servers' answers come by broadcast. What is for another host is seen only where a bridge passes it by.
    private static bool IsForUs(BootInterface on, PeerEndpoint to) =>
        to.IPv4Address == uint.MaxValue || to.IPv4Address == on.Address.Value || to.IPv4Address == (on.Address.Value | ~on.Mask.Value);

    private BootInterface? FindInterface(int index)
    {
        foreach (BootInterface link in _interfaces)
        {
            if (link.Index == index)
            {
                return link;
            }
        }

        return null;
    }

    private void Send(BootInterface on, in PacketCalls.LinkAddress from, DhcpReply reply)
    {
        PacketCalls.LinkAddress to = from;
        to.Family = PacketCalls.PacketFamily;
        to.Protocol = NetworkOrder(PacketCalls.IPv4Protocol);
        to.InterfaceIndex = on.Index;
        if (reply.IsBroadcast)
        {
            new Span<byte>(to.Address, PacketCalls.LinkAddress.HardwareBytes).Fill(byte.MaxValue);
        }

        int length = UdpFrame.Write(_frame, on.Address.WithPort(DhcpPorts.Server), reply.To, ++_identification, reply.Bytes.Span);
        fixed (byte* frame = _frame)
        {
            if (PacketCalls.Send(_socket, frame, (nuint)length, 0, &to, (uint)sizeof(PacketCalls.LinkAddress)) < 0)
            {
                _failed(on, reply.To, Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError()));
            }
        }
    }

    private void Wait()
    {
        PacketCalls.PollDescriptor* descriptors = stackalloc PacketCalls.PollDescriptor[2];
        descriptors[0] = new() { Descriptor = (int)_socket.DangerousGetHandle(), Events = PacketCalls.PollIn };
        descriptors[1] = new() { Descriptor = (int)_wake.DangerousGetHandle(), Events = PacketCalls.PollIn };
        _ = PacketCalls.Poll(descriptors, 2, timeoutMilliseconds: -1);
    }
}
