using Oack.Protocol.Tests.Data;
using Oack.Protocol.Wire;

namespace Oack.Protocol.Tests.Wire;

public sealed class CutAtEveryLengthTests
{
    [Fact]
    public void EveryCut_GivesAStatusOrAView_When_AnyPacketIsCut()
    {
        foreach (byte[] payload in SamplePackets.All)
        {
            Replay.CutAtEveryLength(payload, cut =>
            {
                ParseStatus status = TftpPacket.TryParse(cut, out TftpPacket packet);
                bool hasView = packet.TryGetRequest(out _) || packet.TryGetData(out _) || packet.TryGetAck(out _)
                    || packet.TryGetError(out _) || packet.TryGetOptionAck(out _);
                Assert.Equal(status == ParseStatus.Ok, hasView);
                Assert.NotEmpty(PacketText.Describe(cut));
            });
        }
    }

    [Fact]
    public void Request_TellsHowFarItCame_When_ItIsCut()
    {
        // The places of the NULs, counted from RFC 2347's layout: name 2..5, mode 6..11, then two options.
        byte[] payload = [.. "\0\u0001name\0octet\0tsize\00\0blksize\01024\0"u8];
        Assert.Equal(34, payload.Length);

        Replay.CutAtEveryLength(payload, cut =>
        {
            ParseStatus expected = cut.Length switch
            {
                < 2 => ParseStatus.TooShort,
                < 13 => ParseStatus.Unterminated,
                _ => ParseStatus.Ok,
            };
            Assert.Equal(expected, RequestPacket.TryParse(cut, out RequestPacket packet));
            int expectedOptions = cut.Length switch
            {
                < 21 => 0,
                < 34 => 1,
                _ => 2,
            };
            Assert.Equal(expectedOptions, packet.Options.Count);
        });
    }

    [Fact]
    public void OptionAck_IsRefusedInsideAString_When_ItIsCut()
    {
        byte[] payload = [.. "\0\u0006tsize\0812\0"u8];
        Assert.Equal(12, payload.Length);

        Replay.CutAtEveryLength(payload, cut =>
        {
            ParseStatus expected = cut.Length switch
            {
                < 2 => ParseStatus.TooShort,
                2 => ParseStatus.Ok,
                8 => ParseStatus.BadOption,
                12 => ParseStatus.Ok,
                _ => ParseStatus.Unterminated,
            };
            Assert.Equal(expected, OptionAckPacket.TryParse(cut, out _));
        });
    }

    [Theory]
    [InlineData(Opcode.Data)]
    [InlineData(Opcode.Acknowledgment)]
    [InlineData(Opcode.Error)]
    public void NumberedPacket_NeedsFourBytes_When_ItIsCut(Opcode opcode)
    {
        byte[] payload = [0, (byte)opcode, 0x12, 0x34, 0];

        Replay.CutAtEveryLength(payload, cut =>
        {
            ParseStatus expected = cut.Length < 4 ? ParseStatus.TooShort : ParseStatus.Ok;
            Assert.Equal(expected, TftpPacket.TryParse(cut, out _));
        });
    }
}
