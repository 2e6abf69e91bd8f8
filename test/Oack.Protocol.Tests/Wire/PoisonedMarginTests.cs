using Oack.Protocol.Tests.Data;
using Oack.Protocol.Wire;

namespace Oack.Protocol.Tests.Wire;

public sealed class PoisonedMarginTests
{
    [Fact]
    public void View_ReadsOnlyItsOwnBytes_When_TheMarginsArePoisoned()
    {
        // Describe reads every accessor of every view.
        foreach (byte[] payload in SamplePackets.All)
        {
            Replay.InPoisonedMargins(payload, PacketText.Describe);
        }
    }

    [Fact]
    public void Options_ReadOnlyTheirOwnBytes_When_TheMarginsArePoisoned()
    {
        foreach (byte[] payload in SamplePackets.All)
        {
            Replay.InPoisonedMargins(
                payload, datagram => RequestPacket.TryParse(datagram, out RequestPacket packet) == ParseStatus.Ok ? packet.Options : default);
            Replay.InPoisonedMargins(
                payload, datagram => OptionAckPacket.TryParse(datagram, out OptionAckPacket packet) == ParseStatus.Ok ? packet.Options : default);
        }
    }
}
