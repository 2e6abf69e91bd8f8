using Oack.Boot.Dhcp;
using Oack.Boot.Proxy;
using Oack.Boot.Tests.Support;

namespace Oack.Boot.Tests.Proxy;

/// <summary>What a DISCOVER of a client that boots is answered with, on port 67 (PXE 2.1 §2.2.3).</summary>
public sealed class OfferTests
{
    [Fact]
    public void PcIsToldToLoadTheFileAtOnce_When_ItLooksForServers()
    {
        Reply reply = new(Handle(Place.Settings(), new Question(DhcpMessageType.Discover).Pxe(0)));

        Assert.Equal((2, "0.0.0.0", "192.0.2.1"), (reply.Type, reply.YourAddress, reply.NextServer));
        Assert.Equal(("192.0.2.1", "PXEClient"), (reply.AddressOf(54), reply.TextOf(60)));
        Assert.Equal([6, 1, 8, 255], reply.Options[43]);
        Assert.Equal([0, .. Enumerable.Range(1, 16).Select(number => (byte)number)], reply.Options[97]);
        Assert.Equal(("192.0.2.1", "pxelinux.0"), (reply.ServerName, reply.File));
        Assert.Equal([0xDE, 0xAD, 0xBE, 0xEF], reply.Transaction);
        Assert.Equal([0x52, 0x54, 0, 0x12, 0x34, 0x56], reply.Hardware);
        Assert.False(reply.Options.ContainsKey(51), "a proxy lends nothing");
        Assert.Equal("255.255.255.255:68", reply.Destination);
    }

    [Theory]
    [InlineData(7, "grubx64.efi")]
    [InlineData(9, "grubx64.efi")]
    [InlineData(11, "grubaa64.efi")]
    public void FirmwareIsSentToPort4011OfThisHost_When_ItIsUefi(ushort architecture, string file)
    {
        // EDK2 takes an offer without option 43 for one of a boot server, and asks siaddr on port 4011.
        Reply reply = new(Handle(Place.Settings(nextServer: "192.0.2.99"), new Question(DhcpMessageType.Discover).Pxe(architecture)));

        Assert.False(reply.Options.ContainsKey(43));
        Assert.Equal(("192.0.2.1", "PXEClient", file), (reply.NextServer, reply.TextOf(60), reply.File));
    }

    [Fact]
    public void OtherServerIsNamed_When_TheFilesAreThere()
    {
        Reply reply = new(Handle(Place.Settings(nextServer: "192.0.2.99"), new Question(DhcpMessageType.Discover).Pxe(0).With(55, 66, 67)));

        Assert.Equal(("192.0.2.99", "192.0.2.99", "192.0.2.99"), (reply.NextServer, reply.ServerName, reply.TextOf(66)));
        Assert.Equal("192.0.2.1", reply.AddressOf(54));
        Assert.Equal("pxelinux.0", reply.TextOf(67));
    }

    [Fact]
    public void NameOfTheFile_IsTheLastOption_When_TheClientAsksForIt()
    {
        // EDK2 writes a zero behind the name, over what follows: that has to be the end.
        BootAnswer answer = Handle(Place.Settings(), new Question(DhcpMessageType.Discover).Pxe(7).With(55, 67));
        ReadOnlySpan<byte> bytes = answer.Reply!.Bytes.Span;

        int at = bytes.IndexOf((ReadOnlySpan<byte>)[67, 11, .. "grubx64.efi"u8, 255]);
        Assert.True(at > 240);
        Assert.False(bytes[(at + 14)..].ContainsAnyExcept((byte)0));
    }

    [Fact]
    public void NameOfTheFile_IsAnOptionAlone_When_TheFieldIsTooShort()
    {
        string file = new('f', 128);
        Reply reply = new(Handle(Place.Settings(Place.Files(said: $"bios={file}")), new Question(DhcpMessageType.Discover).Pxe(0)));

        Assert.Equal(("", file), (reply.File, reply.TextOf(67)));
    }

    [Theory]
    [InlineData("PXEClient", true)]
    [InlineData("PXEClient:Arch:00000:UNDI:002001", true)]
    [InlineData("MSFT 5.0", false)]
    [InlineData("udhcp 1.36", false)]
    [InlineData("", false)]
    public void Client_IsAnswered_When_ItSaysThatItBoots(string vendorClass, bool expected)
    {
        Question question = new(DhcpMessageType.Discover);
        BootAnswer answer = Handle(Place.Settings(), vendorClass.Length > 0 ? question.With(60, vendorClass) : question);

        Assert.Equal(expected ? BootVerdict.Answered : BootVerdict.NotForUs, answer.Verdict);
        Assert.Equal(expected, answer.Reply is not null);
    }

    [Fact]
    public void Client_IsNotAnsweredButReported_When_ThereIsNoFileForIt()
    {
        BootAnswer answer = Handle(Place.Settings(Place.Files(there: "nothing")), new Question(DhcpMessageType.Discover).Pxe(7));

        Assert.Equal((BootVerdict.NothingToBoot, null), (answer.Verdict, answer.Reply));
        Assert.Contains("--boot x64=FILE", answer.Text, StringComparison.Ordinal);
        Assert.Contains("52:54:00:12:34:56 (x64)", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Parameters_AreOffered_When_TheFileIsSentByMulticast()
    {
        MtftpParameters parameters = new(Place.Address("239.1.2.3"), 1758, 1759, 1, 2);
        BootSettings settings = Place.Settings(mtftp: file => file == "pxelinux.0" ? parameters : null);

        Reply reply = new(Handle(settings, new Question(DhcpMessageType.Discover).Pxe(0)));

        Assert.Equal([6, 1, 8, 1, 4, 239, 1, 2, 3, 2, 2, 0xDE, 0x06, 3, 2, 0xDF, 0x06, 4, 1, 1, 5, 1, 2, 255], reply.Options[43]);
    }

    [Fact]
    public void MenuOfItsOwn_IsSent_When_TheClientIsARaspberryPi()
    {
        Reply reply = new(Handle(Place.Settings(), new Question(DhcpMessageType.Discover, "b8:27:eb:01:02:03").Pxe(0)));

        Assert.Contains("Raspberry Pi Boot", reply.TextOf(43), StringComparison.Ordinal);
    }

    [Fact]
    public void Relay_GetsTheAnswer_When_ItPassedTheQuestionOn()
    {
        Reply reply = new(Handle(Place.Settings(), new Question(DhcpMessageType.Discover).Pxe(0).Through("198.51.100.1").With(82, 1, 2, 3, 4)));

        Assert.Equal(("198.51.100.1:67", "198.51.100.1"), (reply.Destination, reply.Relay));
        Assert.Equal([1, 2, 3, 4], reply.Options[82]);
    }

    [Fact]
    public void SameAnswer_IsARepetition_When_ItComesAgainWithinAMinute()
    {
        ProxyDhcpResponder responder = new(Place.Settings());
        byte[] question = new Question(DhcpMessageType.Discover).Pxe(0).ToBytes();

        Assert.False(responder.HandleDatagram(Place.Start, Place.Broadcast, question).IsRepetition);
        BootAnswer second = responder.HandleDatagram(Place.Start + TimeSpan.FromSeconds(4), Place.Broadcast, question);
        Assert.True(second.IsRepetition);
        Assert.NotNull(second.Reply);
        Assert.False(responder.HandleDatagram(Place.Start + TimeSpan.FromSeconds(61), Place.Broadcast, question).IsRepetition);
    }

    private static BootAnswer Handle(BootSettings settings, Question question) =>
        new ProxyDhcpResponder(settings).HandleDatagram(Place.Start, Place.Broadcast, question.ToBytes());
}
