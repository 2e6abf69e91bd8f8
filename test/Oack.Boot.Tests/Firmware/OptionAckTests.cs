using Oack.Boot.Firmware;

namespace Oack.Boot.Tests.Firmware;

/// <summary>What each program takes for a valid OACK, and what it says to another.</summary>
public sealed class OptionAckTests
{
    public static TheoryData<string, string[], string?> Refused => new()
    {
        { "edk2", ["blksize", "9000"], "ERROR code=4 \"Malformatted OACK packet\"" },
        { "edk2", ["blksize", "1468", "windowsize", "5"], "ERROR code=4 \"Malformatted OACK packet\"" },
        { "edk2", ["tsize", "5"], "ERROR code=4 \"Malformatted OACK packet\"" },
        { "edk2", ["blksize", "7"], "ERROR code=4 \"Malformatted OACK packet\"" },
        { "pxelinux", ["timeout", "5"], "ERROR code=8 \"TFTP protocol error\"" },
        { "pxelinux", ["tsize", "12x"], "ERROR code=8 \"TFTP protocol error\"" },
        { "uboot", ["blksize", "1469"], "ERROR code=8 \"Option Negotiation Failed\"" },
        { "uboot", ["timeout", "6"], "ERROR code=8 \"Option Negotiation Failed\"" },
        { "nilo", ["blksize", "1432", "tsize", "5"], "ERROR code=2048 \"RFC1782 error\"" },
        { "ipxe", ["blksize", "many"], null },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void Program_CallsTheTransferOff_When_TheOptionAckHoldsWhatItDoesNotTake(string key, string[] options, string? error)
    {
        Assert.True(FirmwareProfiles.TryFind(key, out FirmwareProfile? profile));
        Played played = Played.Fetch(profile);
        played.TakeSent();

        played.Receive(Packets.OptionAck([.. options.Chunk(2).Select(pair => (pair[0], pair[1]))]));

        Assert.Equal(error is null ? [] : [$"40000: {error}"], played.TakeSent());
        Assert.Equal(FirmwareEnd.OptionsRejected, played.Transfer.End);
        Assert.NotEmpty(played.Transfer.Reason);
    }

    [Theory]
    [InlineData("edk2", "timeout", "7")]
    [InlineData("edk2", "frob", "1")]
    [InlineData("ipxe", "timeout", "7")]
    [InlineData("grub", "frob", "1")]
    [InlineData("pxelinux", "BLKSIZE", "1408")]
    [InlineData("uboot", "TSIZE", "4")]
    public void Program_GoesOn_When_ItDoesNotMindWhatOthersMind(string key, string name, string value)
    {
        Assert.True(FirmwareProfiles.TryFind(key, out FirmwareProfile? profile));
        Played played = Played.Fetch(profile);
        played.TakeSent();

        played.Receive(Packets.OptionAck((name, value)));

        Assert.Equal(["40000: ACK block=0"], played.TakeSent());
        Assert.Equal(FirmwareEnd.None, played.Transfer.End);
    }

    [Fact]
    public void Grub_TakesTheFileForEmpty_When_TheNamesComeBackInUpperCase()
    {
        Played played = Played.Fetch(FirmwareProfiles.Grub);
        played.TakeSent();

        played.Receive(Packets.OptionAck(("BLKSIZE", "1024"), ("TSIZE", "5000")));
        played.Receive(Packets.Data(1, 1024));

        Assert.Equal(["40000: ACK block=0", "40000: ERROR code=0 \"closed\""], played.TakeSent());
        Assert.Equal(FirmwareEnd.CalledOff, played.Transfer.End);
    }

    [Fact]
    public void Grub_AsksAgainAndAgain_When_DataComesInsteadOfAnOptionAck()
    {
        Played played = Played.Fetch(FirmwareProfiles.Grub);
        string request = Assert.Single(played.TakeSent());

        played.Receive(Packets.Data(1, 512));
        TimeSpan waited = played.Wait();

        Assert.Equal(400, waited.TotalMilliseconds);
        Assert.Equal(["40000: ACK block=1", request], played.TakeSent());
        Assert.Empty(played.Content);
    }

    [Fact]
    public void Edk2_LeavesInItsWords_When_TheLastNulIsMissing()
    {
        Played played = Played.Fetch(FirmwareProfiles.Edk2);
        played.TakeSent();

        played.Receive(Packets.OptionAck(("blksize", "1468"))[..^1]);

        Assert.Equal(["40000: ERROR code=4 \"Malformatted OACK packet\""], played.TakeSent());
    }

    [Fact]
    public void Reading_NamesWhoWouldHaveFailed_When_TheOptionAckIsFaulty()
    {
        FirmwareRequest request = FirmwareProfiles.Ipxe.Fetch;
        OptionAckReading reading = OptionAckReading.Read(Packets.OptionAck(("BLKSIZE", "1432"), ("tsize", "9"), ("timeout", "5")), request);

        string[] failing = [.. FirmwareConcern.About(reading, FirmwareProfiles.Ipxe).Select(concern => concern.Profile.Key)];

        Assert.Equal(OptionAckFaults.NameCase | OptionAckFaults.UnrequestedTimeout, reading.Kinds);
        Assert.Equal(["edk2", "edk1", "apple", "pxelinux", "grub", "nilo"], failing);
    }
}
