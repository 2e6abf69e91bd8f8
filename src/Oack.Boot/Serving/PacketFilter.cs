using Oack.Boot.Dhcp;

namespace Oack.Boot.Serving;

/// <summary>
/// The filter that the kernel runs on each IPv4 packet, before it copies anything: what goes to port 67, and what comes
/// from it, which is what other servers say.
/// </summary>
internal static class PacketFilter
{
    private const ushort LoadHalf = 0x28;
    private const ushort LoadByte = 0x30;
    private const ushort LoadHalfBehindHeader = 0x48;
    private const ushort LoadHeaderLength = 0xB1;
    private const ushort JumpIfEqual = 0x15;
    private const ushort JumpIfAnyBit = 0x45;
    private const ushort Return = 0x06;

    private const uint ProtocolOffset = 9;
    private const uint FragmentOffset = 6;
    private const uint FragmentBits = 0x1FFF;
    private const uint Udp = 17;
    private const uint DestinationPortOffset = 2;
    private const uint WholePacket = 0x4_0000;

    /// <summary>The instructions; jumps count what they leave out.</summary>
    public static PacketFilterInstruction[] Make() =>
    [
        new(LoadByte, 0, 0, ProtocolOffset),
        new(JumpIfEqual, 0, 8, Udp),
        new(LoadHalf, 0, 0, FragmentOffset),
        new(JumpIfAnyBit, 6, 0, FragmentBits),
        new(LoadHeaderLength, 0, 0, 0),
        new(LoadHalfBehindHeader, 0, 0, DestinationPortOffset),
        new(JumpIfEqual, 2, 0, DhcpPorts.Server),
        new(LoadHalfBehindHeader, 0, 0, 0),
        new(JumpIfEqual, 0, 1, DhcpPorts.Server),
        new(Return, 0, 0, WholePacket),
        new(Return, 0, 0, 0),
    ];
}
