namespace Oack.Trace.Live;

/// <summary>
/// The filter that the kernel runs on each frame: UDP and ICMP of both families (IP fragments among them, which carry
/// the protocol too), ARP, and frames whose VLAN tag is still in them, which are looked into later.
/// </summary>
/// <remarks>
/// It reads the type of Ethernet and the IP header where Linux says that they are (SKF_AD_PROTOCOL, SKF_NET_OFF), so it
/// serves frames with and without a link header, of any hardware.
/// </remarks>
internal static class FrameFilter
{
    private const ushort LoadHalfAbsolute = 0x28;
    private const ushort LoadByteAbsolute = 0x30;
    private const ushort JumpIfEqual = 0x15;
    private const ushort Return = 0x06;

    private const uint EthernetTypeOffset = unchecked((uint)-0x1000);
    private const uint NetworkOffset = unchecked((uint)-0x100000);
    private const uint IPv4ProtocolOffset = 9;
    private const uint IPv6NextOffset = 6;

    private const uint TypeIPv4 = 0x0800;
    private const uint TypeIPv6 = 0x86DD;

    // ARP, and frames with tags.
    private static readonly uint[] s_types = [0x0806, 0x8100, 0x88A8, 0x9100];

    // UDP, ICMP, authentication.
    private static readonly uint[] s_protocolsV4 = [17, 1, 51];

    // UDP, ICMPv6, fragment, hop-by-hop, routing, destination, authentication: what an extension leads to is found later.
    private static readonly uint[] s_protocolsV6 = [17, 58, 44, 0, 43, 60, 51];

    /// <summary>The instructions.</summary>
    /// <param name="keptBytes">How many bytes of a frame are kept.</param>
    public static FilterInstruction[] Make(int keptBytes)
    {
        int typesStart = 3;
        int v4Start = typesStart + s_types.Length;
        int v6Start = v4Start + 1 + s_protocolsV4.Length;
        int accept = v6Start + 1 + s_protocolsV6.Length;
        int drop = accept + 1;
        List<FilterInstruction> program =
        [
            new(LoadHalfAbsolute, 0, 0, EthernetTypeOffset),
            Jump(1, TypeIPv4, v4Start, 2),
            Jump(2, TypeIPv6, v6Start, typesStart),
        ];
        AddAny(s_types);
        program.Add(new(LoadByteAbsolute, 0, 0, NetworkOffset + IPv4ProtocolOffset));
        AddAny(s_protocolsV4);
        program.Add(new(LoadByteAbsolute, 0, 0, NetworkOffset + IPv6NextOffset));
        AddAny(s_protocolsV6);
        program.Add(new(Return, 0, 0, (uint)keptBytes));
        program.Add(new(Return, 0, 0, 0));
        return [.. program];

        void AddAny(uint[] values)
        {
            for (int index = 0; index < values.Length; index++)
            {
                int at = program.Count;
                program.Add(Jump(at, values[index], accept, index == values.Length - 1 ? drop : at + 1));
            }
        }
    }

    private static FilterInstruction Jump(int at, uint value, int ifTrue, int ifFalse) =>
        new(JumpIfEqual, (byte)(ifTrue - at - 1), (byte)(ifFalse - at - 1), value);
}
