using Oack.Trace.Live;
using Oack.Trace.Tests.Frames;

namespace Oack.Trace.Tests.Live;

/// <summary>The kernel's filter, run here instruction by instruction (Linux: Documentation/networking/filter.rst).</summary>
public sealed class FrameFilterTests
{
    private const int KeptBytes = 1000;

    [Theory]
    [InlineData(17, true)]
    [InlineData(1, true)]
    [InlineData(51, true)]
    [InlineData(6, false)]
    [InlineData(2, false)]
    public void IPv4_IsKeptByItsProtocol(byte protocol, bool isKept) =>
        Assert.Equal(isKept ? KeptBytes : 0, Run(0x0800, PacketBytes.IPv4(protocol, new byte[8])));

    [Theory]
    [InlineData(17, true)]
    [InlineData(58, true)]
    [InlineData(44, true)]
    [InlineData(0, true)]
    [InlineData(43, true)]
    [InlineData(60, true)]
    [InlineData(51, true)]
    [InlineData(6, false)]
    [InlineData(59, false)]
    public void IPv6_IsKeptByItsNextHeader(byte next, bool isKept) =>
        Assert.Equal(isKept ? KeptBytes : 0, Run(0x86DD, PacketBytes.IPv6(next, new byte[8])));

    [Theory]
    [InlineData(0x0806, true)]
    [InlineData(0x8100, true)]
    [InlineData(0x88A8, true)]
    [InlineData(0x9100, true)]
    [InlineData(0x88CC, false)]
    [InlineData(4, false)]
    public void OtherFrame_IsKeptByItsType(ushort type, bool isKept) =>
        Assert.Equal(isKept ? KeptBytes : 0, Run(type, new byte[40]));

    private static int Run(ushort type, byte[] packet)
    {
        FilterInstruction[] program = FrameFilter.Make(KeptBytes);
        uint accumulator = 0;
        for (int at = 0; at < program.Length; at++)
        {
            FilterInstruction instruction = program[at];
            switch (instruction.Code)
            {
                case 0x28:
                    Assert.Equal(unchecked((uint)-0x1000), instruction.Value);
                    accumulator = type;
                    break;

                case 0x30:
                    accumulator = packet[instruction.Value + 0x100000];
                    break;

                case 0x15:
                    at += accumulator == instruction.Value ? instruction.IfTrue : instruction.IfFalse;
                    break;

                case 0x06:
                    return (int)instruction.Value;

                default:
                    Assert.Fail($"instruction {instruction.Code:x}");
                    break;
            }
        }

        Assert.Fail("the program ran over its end");
        return 0;
    }
}
