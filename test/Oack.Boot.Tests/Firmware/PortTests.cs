using Oack.Boot.Firmware;

namespace Oack.Boot.Tests.Firmware;

/// <summary>Which ports requests leave from.</summary>
public sealed class PortTests
{
    [Theory]
    [InlineData("nilo", 2001, 2002)]
    [InlineData("grub", 25_300, 25_301)]
    [InlineData("rpi", 49_158, 49_179)]
    public void Port_IsTheKnownOne_When_TheProgramAlwaysBeginsThere(string key, int first, int second)
    {
        Assert.True(FirmwareProfiles.TryFind(key, out FirmwareProfile? profile));

        Assert.Equal((first, second), (profile.Ports.PortOf(77, 0), profile.Ports.PortOf(77, 1)));
    }

    [Fact]
    public void Edk2_CountsItsPortsOn_When_ItAsksAgain()
    {
        FirmwarePorts ports = FirmwareProfiles.Edk2.Ports;

        Assert.Equal([1124, 1125, 1126], Enumerable.Range(0, 3).Select(request => ports.PortOf(100, request)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(int.MinValue)]
    [InlineData(int.MaxValue)]
    public void Port_IsInItsRange_When_TheSeedIsAnything(int seed)
    {
        foreach (FirmwareProfile profile in FirmwareProfiles.All)
        {
            for (int request = 0; request < FirmwareSession.MaxSteps; request++)
            {
                Assert.InRange(profile.Ports.PortOf(seed, request), profile.Ports.First, ushort.MaxValue);
            }
        }

        Assert.InRange(FirmwareProfiles.UBoot.Ports.PortOf(seed, 3), 1024, 1024 + 3071);
    }
}
