using Oack.Boot.Firmware;

namespace Oack.Boot.Tests.Firmware;

/// <summary>How firmware asks for the size and hangs up: ERRORs that look like failures and are none.</summary>
public sealed class ProbeTests
{
    [Theory]
    [InlineData("edk2", "ERROR code=8 \"User aborted the transfer\"")]
    [InlineData("apple", "ERROR code=8 \"user aborted transfer\"")]
    [InlineData("edk1", "ERROR code=8 \"\"")]
    [InlineData("rpi", "ERROR code=0 \"Early terminate\"")]
    [InlineData("ipxe", "ERROR code=0 \"TFTP Aborted\"")]
    [InlineData("grub", "ERROR code=0 \"closed\"")]
    [InlineData("pxelinux", "ERROR code=0 \"No error, file close\"")]
    public void Probe_EndsWithTheProgramsOwnWords_When_TheSizeIsTold(string key, string error)
    {
        Assert.True(FirmwareProfiles.TryFind(key, out FirmwareProfile? profile));
        Played played = Played.Probe(profile);
        played.TakeSent();

        played.Receive(Packets.OptionAck(("tsize", "994464"), ("blksize", "512")));

        Assert.Equal([$"40000: {error}"], played.TakeSent());
        Assert.Equal(FirmwareEnd.Probed, played.Transfer.End);
        Assert.Equal(994_464, played.Transfer.Size);
    }

    [Fact]
    public void Edk2_GivesUpWithError4_When_DataAnswersItsProbe()
    {
        Played played = Played.Probe(FirmwareProfiles.Edk2);
        played.TakeSent();

        played.Receive(Packets.Data(1, 512));

        Assert.Equal(["40000: ERROR code=4 \"User aborted download\""], played.TakeSent());
        Assert.Equal(FirmwareEnd.SizeUnknown, played.Transfer.End);
    }

    [Fact]
    public void Edk2_LearnsNoSize_When_TheOptionAckIsInUpperCase()
    {
        Played played = Played.Probe(FirmwareProfiles.Edk2);
        played.TakeSent();

        played.Receive(Packets.OptionAck(("TSIZE", "994464"), ("BLKSIZE", "1468")));

        Assert.Equal(["40000: ERROR code=8 \"User aborted the transfer\""], played.TakeSent());
        Assert.Equal(FirmwareEnd.SizeUnknown, played.Transfer.End);
    }

    [Fact]
    public void Edk2_DoesNotMindALargerBlockSize_When_ItOnlyAsksForTheSize()
    {
        Played played = Played.Probe(FirmwareProfiles.Edk2);

        played.Receive(Packets.OptionAck(("tsize", "5"), ("blksize", "9000")));

        Assert.Equal(FirmwareEnd.Probed, played.Transfer.End);
    }

    [Fact]
    public void Edk1_CountsTheBytesItself_When_TheServerKnowsNoOptions()
    {
        Played played = Played.Probe(FirmwareProfiles.Edk1);
        played.TakeSent();

        played.Receive(Packets.Data(1, 512));
        played.Receive(Packets.Data(2, 100));

        Assert.Equal(["40000: ACK block=1", "40000: ACK block=2"], played.TakeSent());
        Assert.Equal(FirmwareEnd.Complete, played.Transfer.End);
        Assert.Equal(612, played.Transfer.Size);
        Assert.Empty(played.Content);
    }
}
