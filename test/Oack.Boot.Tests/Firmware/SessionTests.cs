using Oack.Boot.Firmware;

namespace Oack.Boot.Tests.Firmware;

/// <summary>Which requests follow one another.</summary>
public sealed class SessionTests
{
    private readonly MiniServer _server = new() { Files = { ["boot.efi"] = 20_000 } };

    [Fact]
    public void Edk2_ProbesThenFetchesFromTheNextPort_When_TheServerKnowsOptions()
    {
        PlayedSession played = new(FirmwareProfiles.Edk2, _server);

        Assert.Equal(
            [
                "1124 RRQ file=boot.efi mode=octet tsize=0 blksize=1468 windowsize=4",
                "1124 ERROR code=8 \"User aborted the transfer\"",
                "1125 RRQ file=boot.efi mode=octet blksize=1468 windowsize=4",
            ],
            _server.Heard);
        Assert.Equal(FirmwareEnd.Complete, played.Session.End);
        Assert.Equal(20_000, played.ContentBytes);
    }

    [Fact]
    public void Apple_RepeatsTheTraceThatBeganThisProject_When_ItBoots()
    {
        PlayedSession played = new(FirmwareProfiles.Apple, _server);

        Assert.Equal(
            [
                "RRQ file=boot.efi mode=octet blksize=512 tsize=0",
                "ERROR code=8 \"user aborted transfer\"",
                "RRQ file=boot.efi mode=octet blksize=8192",
            ],
            _server.Heard.Select(line => line[(line.IndexOf(' ', StringComparison.Ordinal) + 1)..]));
        Assert.Equal(FirmwareEnd.Complete, played.Session.End);
    }

    [Fact]
    public void Edk2_AsksForNothingMore_When_TheServerKnowsNoOptions()
    {
        _server.Answers = _ => Packets.Data(1, 512);

        PlayedSession played = new(FirmwareProfiles.Edk2, _server);

        Assert.Equal(2, _server.Heard.Count);
        Assert.Equal("1124 ERROR code=4 \"User aborted download\"", _server.Heard[1]);
        Assert.Equal(FirmwareEnd.SizeUnknown, played.Session.End);
    }

    [Fact]
    public void Edk1_AsksWithoutOptions_When_AnErrorAnswersThem()
    {
        _server.Answers = text => text.Contains("blksize", StringComparison.Ordinal) ? Packets.Error(8, "no options here") : null;

        PlayedSession played = new(FirmwareProfiles.Edk1, _server);

        Assert.Equal(
            ["blksize=7680 tsize=0", "", ""],
            _server.Heard.Select(line => line[(line.IndexOf("octet", StringComparison.Ordinal) + "octet".Length)..].Trim()));
        Assert.Equal(FirmwareEnd.Complete, played.Session.End);
        Assert.Equal(20_000, played.ContentBytes);
    }

    [Fact]
    public void Nilo_TriesFromPortToPort_When_NobodyAnswers()
    {
        _server.IsDead = true;

        PlayedSession played = new(FirmwareProfiles.Nilo, _server);

        Assert.Equal(Enumerable.Range(2001, 21).Select(port => $"{port} RRQ file=boot.efi mode=octet blksize=1432"), _server.Heard);
        Assert.Equal(FirmwareEnd.Unanswered, played.Session.End);
    }

    [Fact]
    public void Edk1_CountsThePortUp_When_ItTriesAgain()
    {
        _server.IsDead = true;

        _ = new PlayedSession(FirmwareProfiles.Edk1, _server);

        int[] ports = [.. _server.Heard.Select(line => int.Parse(line[..line.IndexOf(' ', StringComparison.Ordinal)], System.Globalization.CultureInfo.InvariantCulture))];
        Assert.Equal([ports[0], ports[0] + 1, ports[0] + 2], ports);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 1)]
    [InlineData(0, 3)]
    public void UBoot_StartsOver_When_TheErrorIsNotFinalToIt(int code, int requests)
    {
        _server.Answers = _ => Packets.Error(code, "no");

        PlayedSession played = new(FirmwareProfiles.UBoot, _server);

        Assert.Equal(requests, _server.Heard.Count);
        Assert.Equal(FirmwareEnd.Refused, played.Session.End);
    }

    [Fact]
    public void UBoot_AsksForItsAddress_When_ItWasToldNoFile()
    {
        _server.Files["C0000263.img"] = 5;

        PlayedSession played = new(FirmwareProfiles.UBoot, _server, file: "");

        Assert.Equal("C0000263.img", played.Session.File);
        Assert.Equal(FirmwareEnd.Complete, played.Session.End);
    }

    [Fact]
    public void RaspberryPi_TriesBelowItsSerialNumberFirst_When_ItAsksForAFile()
    {
        _server.Files["start4.elf"] = 3000;

        PlayedSession played = new(FirmwareProfiles.RaspberryPi, _server, file: "", machine: new FirmwareMachine { Serial = "deadbeef" });

        Assert.Equal(
            ["deadbeef/start4.elf", "start4.elf", "start4.elf"],
            _server.Heard.Where(line => line.Contains("RRQ", StringComparison.Ordinal)).Select(line => line.Split(' ')[2]["file=".Length..]));
        Assert.Equal(FirmwareEnd.Complete, played.Session.End);
    }

    [Fact]
    public void Size_IsAllThatIsAskedFor_When_TheProbeIsWanted()
    {
        PlayedSession played = new(FirmwareProfiles.Ipxe, _server, probeOnly: true);

        Assert.Equal(2, _server.Heard.Count);
        Assert.EndsWith("ERROR code=0 \"TFTP Aborted\"", _server.Heard[1], StringComparison.Ordinal);
        Assert.Equal(20_000, played.Session.Decisive!.Size);
        Assert.Equal(FirmwareEnd.Probed, played.Session.End);
    }

    [Fact]
    public void Session_IsRefused_When_TheProgramNeverAsksSo()
    {
        Assert.Throws<ArgumentException>(() => new FirmwareSession(FirmwareProfiles.UBoot, new(), "x", probeOnly: true));
        Assert.Throws<ArgumentException>(() => new FirmwareSession(FirmwareProfiles.Edk2, new(), ""));
    }
}
