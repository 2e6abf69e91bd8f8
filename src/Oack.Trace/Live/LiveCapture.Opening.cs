using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Oack.Trace.Capture;

namespace Oack.Trace.Live;

/// <content>The way to a socket that captures.</content>
public sealed unsafe partial class LiveCapture
{
    /// <summary>Begins to capture.</summary>
    /// <param name="interfaceName">The interface, or <see cref="AnyInterface"/>.</param>
    /// <param name="receiveBufferBytes">How many bytes the kernel keeps for a reader that is behind; it may grant less.</param>
    /// <exception cref="LiveCaptureException">There is no such interface, or this process may not capture.</exception>
    public static LiveCapture Open(string interfaceName, int receiveBufferBytes = DefaultReceiveBufferBytes)
    {
        ArgumentException.ThrowIfNullOrEmpty(interfaceName);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(receiveBufferBytes);
        int index = 0;
        if (interfaceName != AnyInterface)
        {
            index = (int)PacketCalls.FindInterface(interfaceName);
            if (index == 0)
            {
                throw new LiveCaptureException(
                    interfaceName,
                    $"cannot capture on {interfaceName}: there is no such interface. There are: {string.Join(", ", InterfaceNames)}; and {AnyInterface} for all");
            }
        }

        LinkType linkType = index == 0 ? LinkType.LinuxCooked : LinkType.Ethernet;
        SafeFileHandle socket = OpenSocket(interfaceName, index, receiveBufferBytes, linkType, out ushort hardware);
        if (linkType == LinkType.Ethernet && hardware is not (PacketCalls.EthernetHardware or PacketCalls.LoopbackHardware))
        {
            // A tunnel or the like: its link header, if there is one, the kernel takes off.
            socket.Dispose();
            linkType = LinkType.LinuxCooked;
            socket = OpenSocket(interfaceName, index, receiveBufferBytes, linkType, out _);
        }

        SafeFileHandle wake = new(PacketCalls.OpenEvent(0, PacketCalls.CloseOnExecNonBlocking), ownsHandle: true);
        if (wake.IsInvalid)
        {
            socket.Dispose();
            throw Failure(interfaceName, Marshal.GetLastPInvokeError());
        }

        return new LiveCapture(interfaceName, index, socket, wake, linkType);
    }

    // It is bound last: nothing comes in before the filter stands.
    private static SafeFileHandle OpenSocket(
        string interfaceName, int index, int receiveBufferBytes, LinkType linkType, out ushort hardware)
    {
        int type = linkType == LinkType.Ethernet ? PacketCalls.RawType : PacketCalls.CookedType;
        SafeFileHandle socket = new(
            PacketCalls.OpenSocket(PacketCalls.PacketFamily, type | PacketCalls.CloseOnExecNonBlocking, 0), ownsHandle: true);
        if (socket.IsInvalid)
        {
            throw Failure(interfaceName, Marshal.GetLastPInvokeError());
        }

        int size = receiveBufferBytes;
        if (PacketCalls.SetOption(socket, PacketCalls.SocketLevel, PacketCalls.ReceiveBufferForce, &size, sizeof(int)) != 0)
        {
            _ = PacketCalls.SetOption(socket, PacketCalls.SocketLevel, PacketCalls.ReceiveBuffer, &size, sizeof(int));
        }

        int yes = 1;
        _ = PacketCalls.SetOption(socket, PacketCalls.SocketLevel, PacketCalls.Timestamp, &yes, sizeof(int));
        PacketCalls.LinkAddress address = new()
        {
            Family = PacketCalls.PacketFamily,
            Protocol = BitConverter.IsLittleEndian
                ? BinaryPrimitives.ReverseEndianness(PacketCalls.AllProtocols)
                : PacketCalls.AllProtocols,
            InterfaceIndex = index,
        };
        uint length = (uint)sizeof(PacketCalls.LinkAddress);
        if (!TrySetFilter(socket) || PacketCalls.Bind(socket, &address, length) != 0
            || PacketCalls.GetName(socket, &address, &length) != 0)
        {
            int error = Marshal.GetLastPInvokeError();
            socket.Dispose();
            throw Failure(interfaceName, error);
        }

        hardware = address.HardwareType;
        return socket;
    }

    private static bool TrySetFilter(SafeFileHandle socket)
    {
        FilterInstruction[] instructions = FrameFilter.Make(KeptBytes);
        fixed (FilterInstruction* first = instructions)
        {
            PacketCalls.FilterProgram program = new() { Count = (ushort)instructions.Length, Instructions = first };
            return PacketCalls.SetOption(
                socket, PacketCalls.SocketLevel, PacketCalls.AttachFilter, &program, (uint)sizeof(PacketCalls.FilterProgram)) == 0;
        }
    }

    private static LiveCaptureException Failure(string interfaceName, int error) => new(
        interfaceName,
        $"cannot capture on {interfaceName}: " + error switch
        {
            PacketCalls.NotPermitted or PacketCalls.AccessDenied =>
                "permission denied. Live capture needs CAP_NET_RAW: run as root, or: "
                + $"setcap cap_net_raw+ep {Environment.ProcessPath ?? "oack"}",
            PacketCalls.FamilyNotSupported => "this system has no packet sockets",
            _ => Marshal.GetPInvokeErrorMessage(error),
        });
}
