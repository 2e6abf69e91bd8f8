using Oack.Boot.Dhcp;
using Oack.Boot.Proxy;
using Oack.Boot.Tests.Support;

namespace Oack.Boot.Tests.Proxy;

/// <summary>Which requests are for a boot server, on ports 4011 and 67.</summary>
public sealed class RequestTests
{
    [Theory]
    [InlineData(4011)] // EDK2
    [InlineData(68)] // PC ROMs
    public void Client_IsToldTheFile_When_ItAsksPort4011(int port)
    {
        Reply reply = new(Handle(
            Place.BootServer("192.0.2.50", port),
            new Question(DhcpMessageType.Request).Pxe(7).From("192.0.2.50"),
            Place.Settings(nextServer: "192.0.2.99")));

        Assert.Equal((5, "0.0.0.0", "192.0.2.50", "192.0.2.99"), (reply.Type, reply.YourAddress, reply.ClientAddress, reply.NextServer));
        Assert.Equal(("grubx64.efi", "PXEClient", "192.0.2.1"), (reply.File, reply.TextOf(60), reply.AddressOf(54)));
        Assert.Equal([6, 1, 8, 255], reply.Options[43]);
        Assert.Equal($"192.0.2.50:{port}", reply.Destination);
    }

    [Fact]
    public void Client_IsToldTheFile_When_ItInformsPort4011() =>
        Assert.Equal(5, new Reply(Handle(Place.BootServer("192.0.2.50", 4011), new Question(DhcpMessageType.Inform).Pxe(0).From("192.0.2.50"))).Type);

    [Fact]
    public void Nobody_IsAnswered_When_ItMeansAnotherServer() =>
        AssertIgnored(Place.BootServer("192.0.2.50", 4011), new Question(DhcpMessageType.Request).Pxe(7).From("192.0.2.50").WithAddress(54, "192.0.2.77"));

    [Fact]
    public void Nobody_IsAnswered_When_ItDiscoversOnPort4011() =>
        AssertIgnored(Place.BootServer("192.0.2.50", 4011), new Question(DhcpMessageType.Discover).Pxe(7));

    [Fact]
    public void Client_IsToldTheFile_When_ItChoseThisServerOnPort67() =>
        Assert.Equal("pxelinux.0", new Reply(Handle(
            Place.Broadcast, new Question(DhcpMessageType.Request).Pxe(0).From("192.0.2.50").WithAddress(54, "192.0.2.1"))).File);

    [Fact]
    public void Nobody_IsAnswered_When_ItRequestsAnAddressOfADhcpServerOnThisHost() =>
        AssertIgnored(Place.Broadcast, new Question(DhcpMessageType.Request).Pxe(0).WithAddress(54, "192.0.2.1").WithAddress(50, "192.0.2.50"));

    [Fact]
    public void Nobody_IsAnswered_When_ItRenewsItsAddress() =>
        AssertIgnored(Place.Broadcast, new Question(DhcpMessageType.Request).Pxe(0).From("192.0.2.50"));

    [Theory]
    [InlineData(DhcpMessageType.Release)]
    [InlineData(DhcpMessageType.Decline)]
    [InlineData(DhcpMessageType.Offer)]
    [InlineData(DhcpMessageType.None)]
    [InlineData((DhcpMessageType)99)]
    public void Nobody_IsAnswered_When_TheMessageIsNoQuestion(DhcpMessageType type) =>
        AssertIgnored(Place.Broadcast, new Question(type).Pxe(0).WithAddress(54, "192.0.2.1"));

    [Fact]
    public void NoAddress_IsEverGiven()
    {
        foreach (DhcpMessageType type in Enum.GetValues<DhcpMessageType>())
        {
            foreach (DhcpArrival arrival in (DhcpArrival[])[Place.Broadcast, Place.BootServer("192.0.2.50", 68)])
            {
                BootAnswer answer = Handle(arrival, new Question(type).Pxe(0).WithAddress(50, "192.0.2.50"));
                Assert.True(answer.Reply is null || answer.Reply.Bytes.Span[16..20].SequenceEqual(new byte[4]));
            }
        }
    }

    private static void AssertIgnored(DhcpArrival arrival, Question question)
    {
        BootAnswer answer = Handle(arrival, question);
        Assert.Equal((BootVerdict.NotForUs, null), (answer.Verdict, answer.Reply));
    }

    private static BootAnswer Handle(DhcpArrival arrival, Question question, BootSettings? settings = null) =>
        new ProxyDhcpResponder(settings ?? Place.Settings()).HandleDatagram(Place.Start, arrival, question.ToBytes());
}
