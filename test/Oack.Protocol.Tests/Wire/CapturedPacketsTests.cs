using Oack.Protocol.Tests.Data;
using Oack.Protocol.Wire;

namespace Oack.Protocol.Tests.Wire;

public sealed class CapturedPacketsTests
{
    public static TheoryData<string> Sources => [.. CapturedPackets.All.Select(packet => packet.Source)];

    [Theory]
    [MemberData(nameof(Sources))]
    public void Packet_IsRead_When_ARealProgramSentIt(string source)
    {
        CapturedPacket packet = CapturedPackets.All.Single(candidate => candidate.Source == source);

        Assert.Equal(packet.Line, PacketText.Describe(packet.Bytes));
    }
}
