using Oack.Boot.Bsdp;
using Oack.Boot.Dhcp;
using Oack.Boot.Tests.Support;

namespace Oack.Boot.Tests.Bsdp;

/// <summary>The two questions of a Mac's firmware, as Apple's bsdp.h numbers them.</summary>
public sealed class BsdpTests
{
    private static readonly byte[] s_image = [0x01, 0x00, 0x00, 0x01];

    [Fact]
    public void MacIsToldTheImages_When_ItAsksForThem()
    {
        Reply reply = new(Handle(Inform(1, 1, 1, 2, 2, 1, 1, 12, 2, 5, 220)));

        Assert.Equal((5, "0.0.0.0", "192.0.2.50"), (reply.Type, reply.YourAddress, reply.ClientAddress));
        Assert.Equal(("AAPLBSDPC", "192.0.2.1"), (reply.TextOf(60), reply.AddressOf(54)));
        Assert.Equal([1, 1, 1, 4, 2, 0x80, 0, 7, 4, .. s_image, 9, 9, .. s_image, 4, .. "Oack"u8], reply.Options[43]);
        Assert.Equal("", reply.File);
        Assert.Equal("192.0.2.50:68", reply.Destination);
    }

    [Fact]
    public void MacIsToldTheFile_When_ItChoseTheImage()
    {
        BootAnswer answer = Handle(Inform(1, 1, 2, 3, 4, 192, 0, 2, 1, 8, 4, 1, 0, 0, 1));
        Reply reply = new(answer);

        Assert.Equal([1, 1, 2, 8, 4, .. s_image], reply.Options[43]);
        Assert.Equal(("192.0.2.1", "192.0.2.1", "boot.efi"), (reply.NextServer, reply.ServerName, reply.File));
        Assert.Equal("boot.efi", answer.File);
    }

    [Fact]
    public void AnswerGoesToThePortThatIsAsked_When_ItIsAPrivilegedOne() =>
        Assert.Equal("192.0.2.50:993", new Reply(Handle(Inform(1, 1, 1, 5, 2, 0x03, 0xE1))).Destination);

    [Theory]
    [InlineData(new byte[] { 1, 1, 1, 5, 2, 0x1F, 0x90 })] // a reply port that anybody may listen on
    [InlineData(new byte[] { 1, 1, 2, 3, 4, 192, 0, 2, 77, 8, 4, 1, 0, 0, 1 })] // another server's image
    [InlineData(new byte[] { 1, 1, 9 })]
    [InlineData(new byte[] { })]
    [InlineData(new byte[] { 1, 200, 1 })]
    public void Mac_IsNotAnswered_When_TheQuestionIsNotForUs(byte[] vendor)
    {
        BootAnswer answer = Handle(Inform(vendor));
        Assert.Equal((BootVerdict.NotForUs, null), (answer.Verdict, answer.Reply));
    }

    [Fact]
    public void Mac_IsToldThatItFailed_When_ItChoseAnImageThatIsNotHere() =>
        Assert.Equal([1, 1, 3], new Reply(Handle(Inform(1, 1, 2, 8, 4, 1, 0, 0, 9))).Options[43]);

    [Fact]
    public void Mac_IsNotAnsweredButReported_When_ItIsAPowerMac()
    {
        BootAnswer answer = new BsdpResponder(Place.Settings()).HandleDatagram(
            Place.Start, Place.Broadcast,
            new Question(DhcpMessageType.Inform).From("192.0.2.50").With(60, "AAPLBSDPC/ppc/PowerMac7,2").With(43, 1, 1, 1).ToBytes());

        Assert.Equal((BootVerdict.NothingToBoot, null), (answer.Verdict, answer.Reply));
    }

    [Fact]
    public void Mac_IsNotAnswered_When_ItHasNoAddress() =>
        Assert.Equal(BootVerdict.NotForUs, Handle(Inform(1, 1, 1).From("0.0.0.0")).Verdict);

    private static Question Inform(params byte[] vendor) =>
        new Question(DhcpMessageType.Inform).From("192.0.2.50").With(60, "AAPLBSDPC/i386/iMac9,1").With(43, vendor);

    private static BootAnswer Handle(Question question) =>
        new BootResponder(Place.Settings(Place.Files("boot.efi"))).HandleDatagram(Place.Start, Place.Broadcast, question.ToBytes());
}
