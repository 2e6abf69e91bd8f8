using Oack.Boot.Firmware;

namespace Oack.Boot.Tests.Firmware;

/// <summary>What each program asks for, in its order and letters, as seen on the wire or read in its source.</summary>
public sealed class FirmwareRequestTests
{
    [Theory]
    [InlineData("edk2", "69: RRQ file=boot.efi mode=octet blksize=1468 windowsize=4")]
    [InlineData("edk1", "69: RRQ file=boot.efi mode=octet blksize=7680")]
    [InlineData("apple", "69: RRQ file=boot.efi mode=octet blksize=8192")]
    [InlineData("ipxe", "69: RRQ file=boot.efi mode=octet blksize=1432 tsize=0")]
    [InlineData("pxelinux", "69: RRQ file=boot.efi mode=octet tsize=0 blksize=1408")]
    [InlineData("grub", "69: RRQ file=boot.efi mode=octet blksize=1024 tsize=0")]
    [InlineData("uboot", "69: RRQ file=boot.efi mode=octet timeout=5 tsize=0 blksize=1468")]
    [InlineData("rpi", "69: RRQ file=boot.efi mode=octet tsize=0 blksize=1024")]
    [InlineData("windows", "69: RRQ file=boot.efi mode=octet tsize=0 blksize=1456 windowsize=4 msftwindow=31416")]
    [InlineData("nilo", "69: RRQ file=boot.efi mode=octet blksize=1432")]
    public void Program_AsksForAFileInItsOwnWay_When_ItFetches(string key, string request)
    {
        Assert.True(FirmwareProfiles.TryFind(key, out FirmwareProfile? profile));

        Assert.Equal(request, Assert.Single(Played.Fetch(profile).Sent));
    }

    [Theory]
    [InlineData("edk2", "69: RRQ file=boot.efi mode=octet tsize=0 blksize=1468 windowsize=4")]
    [InlineData("edk1", "69: RRQ file=boot.efi mode=octet blksize=7680 tsize=0")]
    [InlineData("apple", "69: RRQ file=boot.efi mode=octet blksize=512 tsize=0")]
    [InlineData("rpi", "69: RRQ file=boot.efi mode=octet tsize=0 blksize=1024")]
    public void Firmware_AsksForTheSizeFirst_When_ThatIsItsHabit(string key, string request)
    {
        Assert.True(FirmwareProfiles.TryFind(key.ToUpperInvariant(), out FirmwareProfile? profile));

        Assert.NotNull(profile.Probe);
        Assert.Equal(request, Played.Probe(profile).Sent[0]);
    }

    [Fact]
    public void RaspberryPi_SendsItsRequestTwice_When_NothingComesWithinMilliseconds()
    {
        Played played = Played.Fetch(FirmwareProfiles.RaspberryPi);
        string request = Assert.Single(played.TakeSent());

        TimeSpan waited = played.Wait();

        Assert.InRange(waited.TotalMilliseconds, 5, 9);
        Assert.Equal([request], played.TakeSent());
    }

    [Fact]
    public void RaspberryPi_SendsNoSecondRequest_When_TheAnswerWasFaster()
    {
        Played played = Played.Fetch(FirmwareProfiles.RaspberryPi);
        played.TakeSent();

        played.Receive(Packets.OptionAck(("tsize", "1"), ("blksize", "1024")));
        played.TakeSent();
        played.Wait();

        Assert.Empty(played.TakeSent());
    }

    [Theory]
    [InlineData("")]
    [InlineData("a\0b")]
    public void Transfer_RefusesAName_When_ItCannotStandInARequest(string name)
    {
        Assert.Throws<ArgumentException>(() => Played.Fetch(FirmwareProfiles.Ipxe, name));
    }
}
