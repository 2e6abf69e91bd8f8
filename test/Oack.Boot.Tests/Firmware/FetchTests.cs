using Oack.Boot.Firmware;
using Oack.Protocol.Transfer;

namespace Oack.Boot.Tests.Firmware;

/// <summary>The transfer itself: blocks, windows, what comes late, strangers, ends.</summary>
public sealed class FetchTests
{
    [Fact]
    public void Edk2_AcknowledgesEachWindow_When_OneWasGranted()
    {
        Played played = Played.Fetch(FirmwareProfiles.Edk2);
        played.Receive(Packets.OptionAck(("blksize", "100"), ("windowsize", "2")));
        played.TakeSent();

        played.Receive(Packets.Data(1, 100));
        Assert.Empty(played.TakeSent());
        played.Receive(Packets.Data(2, 100));
        Assert.Equal(["40000: ACK block=2"], played.TakeSent());
        played.Receive(Packets.Data(3, 5));

        Assert.Equal(["40000: ACK block=3"], played.TakeSent());
        Assert.Equal(FirmwareEnd.Complete, played.Transfer.End);
        Assert.Equal(205, played.Content.Count);
    }

    [Fact]
    public void Edk2_AcknowledgesWhatItHas_When_ABlockIsMissing()
    {
        Played played = Played.Fetch(FirmwareProfiles.Edk2);
        played.Receive(Packets.OptionAck(("blksize", "100"), ("windowsize", "4")));
        played.Receive(Packets.Data(1, 100));
        played.TakeSent();

        Assert.Equal(Disposition.OutOfWindow, played.Receive(Packets.Data(3, 100)));
        played.Receive(Packets.Data(4, 100));

        Assert.Equal(["40000: ACK block=1", "40000: ACK block=1"], played.TakeSent());
    }

    [Fact]
    public void UBoot_ReportsAGapOnce_When_TheRestOfTheWindowFollows()
    {
        Played played = Played.Fetch(FirmwareProfiles.UBoot);
        played.Receive(Packets.OptionAck(("timeout", "5"), ("tsize", "900"), ("blksize", "100")));
        played.Receive(Packets.Data(1, 100));
        played.TakeSent();

        played.Receive(Packets.Data(3, 100));
        played.Receive(Packets.Data(4, 100));

        Assert.Equal(["40000: ACK block=1"], played.TakeSent());
    }

    [Fact]
    public void Windows_TellsItsNextWindow_When_ThatWasGranted()
    {
        Played played = Played.Fetch(FirmwareProfiles.Windows);
        played.TakeSent();

        played.Receive(Packets.OptionAck(("tsize", "10"), ("blksize", "1456"), ("windowsize", "4"), ("msftwindow", "27182")));
        played.Receive(Packets.Data(1, 10));

        Assert.Equal(["40000: ACK block=0 next-window=4", "40000: ACK block=1 next-window=4"], played.TakeSent());
    }

    [Theory]
    [InlineData("192.0.2.2", 69)]
    [InlineData("192.0.2.1", 40_001)]
    public void Program_SaysNothing_When_AStrangerSpeaks(string address, int port)
    {
        Played played = Played.Fetch(FirmwareProfiles.Edk2);
        played.Receive(Packets.OptionAck(("blksize", "1468")));
        played.TakeSent();

        Disposition disposition = played.Receive(
            Packets.Data(1, 1468), Protocol.PeerEndpoint.From(System.Net.IPAddress.Parse(address), port));

        Assert.Equal(Disposition.ForeignPeer, disposition);
        Assert.Empty(played.TakeSent());
    }

    [Fact]
    public void Edk2_EndsWithError3_When_TheFileIsLongerThanItsProbeSaid()
    {
        FirmwareProfile profile = FirmwareProfiles.Edk2;
        Played played = new(profile, FirmwareStep.FetchOf(profile, "x") with { BufferBytes = 150 });
        played.Receive(Packets.OptionAck(("blksize", "100")));
        played.Receive(Packets.Data(1, 100));
        played.TakeSent();

        played.Receive(Packets.Data(2, 100));

        Assert.Equal(["40000: ERROR code=3 \"User provided memory block is too small\""], played.TakeSent());
        Assert.Equal(FirmwareEnd.CalledOff, played.Transfer.End);
    }

    [Theory]
    [InlineData("edk2", FirmwareEnd.None)]
    [InlineData("rpi", FirmwareEnd.CalledOff)]
    public void BlockAfterTheLastNumber_IsTakenOnlyByWhoCountsOn_When_ItIsZero(string key, FirmwareEnd end)
    {
        Assert.True(FirmwareProfiles.TryFind(key, out FirmwareProfile? profile));
        Played played = Played.Fetch(profile);
        played.Receive(Packets.OptionAck(("blksize", "8")));
        for (int block = 1; block <= 65_535; block++)
        {
            played.Receive(Packets.Data(block, 8));
        }

        played.Receive(Packets.Data(0, 8));

        Assert.Equal(end, played.Transfer.End);
    }

    [Fact]
    public void Program_CallsItOff_When_ABlockIsLongerThanAgreed()
    {
        Played played = Played.Fetch(FirmwareProfiles.Ipxe);
        played.TakeSent();

        played.Receive(Packets.Data(1, 513));

        Assert.Equal(["40000: ERROR code=0 \"TFTP Aborted\""], played.TakeSent());
        Assert.Equal(FirmwareEnd.CalledOff, played.Transfer.End);
    }

    [Fact]
    public void Transfer_PassesOver_When_NonsenseComes()
    {
        Played played = Played.Fetch(FirmwareProfiles.Edk2);
        played.TakeSent();

        foreach (byte[] nonsense in (byte[][])[[], [0], [0, 9, 1], [0, 3], [0, 3, 0], [0, 5, 0], [0, 1, 65, 0], [0, 4, 0, 1], [0, 3, 0, 2, 1]])
        {
            played.Receive(nonsense);
        }

        Assert.Empty(played.TakeSent());
        Assert.Equal(FirmwareEnd.None, played.Transfer.End);
    }
}
