using Oack.Boot.Firmware;

namespace Oack.Boot.Tests.Firmware;

/// <summary>How often each program asks, and when it gives up.</summary>
public sealed class TimerTests
{
    [Fact]
    public void Edk2_AsksSixTimesFourSecondsApart_When_NobodyAnswers()
    {
        Played played = Played.Fetch(FirmwareProfiles.Edk2);
        string request = played.Sent[0];

        List<double> waits = [];
        while (played.Transfer.End == FirmwareEnd.None)
        {
            waits.Add(played.Wait().TotalSeconds);
        }

        Assert.Equal([4, 4, 4, 4, 4, 4], waits);
        Assert.Equal(Enumerable.Repeat(request, 6), played.Sent);
        Assert.Equal(FirmwareEnd.Unanswered, played.Transfer.End);
    }

    [Fact]
    public void Pxelinux_WaitsByItsTableOfTicks_When_NobodyAnswers()
    {
        Played played = Played.Fetch(FirmwareProfiles.Pxelinux);

        double[] ticks = [.. Enumerable.Range(0, 5).Select(_ => Math.Round(played.Wait().TotalMilliseconds * 18.2 / 1000, 2))];

        Assert.Equal([2, 2, 3, 3, 4], ticks);
    }

    [Fact]
    public void Edk2_RepeatsItsAck_When_TheNextBlockDoesNotCome()
    {
        Played played = Played.Fetch(FirmwareProfiles.Edk2);
        played.Receive(Packets.OptionAck(("blksize", "1468")));
        played.TakeSent();

        Assert.Equal(4, played.Wait().TotalSeconds);

        Assert.Equal(["40000: ACK block=0"], played.TakeSent());
    }

    [Fact]
    public void Grub_SaysNothing_When_TheNextBlockDoesNotCome()
    {
        Played played = Played.Fetch(FirmwareProfiles.Grub);
        played.Receive(Packets.OptionAck(("blksize", "1024"), ("tsize", "5000")));
        played.TakeSent();

        played.Wait();

        Assert.Empty(played.TakeSent());
    }

    [Theory]
    [InlineData("nilo", 10)]
    [InlineData("edk1", 5)]
    public void Program_WantsAnotherPort_When_ItTakesANewOneForEachTry(string key, int seconds)
    {
        Assert.True(FirmwareProfiles.TryFind(key, out FirmwareProfile? profile));
        Played played = Played.Fetch(profile);

        Assert.Equal(seconds, played.Wait().TotalSeconds);

        Assert.Equal(FirmwareEnd.TryFromNewPort, played.Transfer.End);
    }
}
