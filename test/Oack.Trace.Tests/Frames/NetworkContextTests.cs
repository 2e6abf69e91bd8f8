using System.Net;
using System.Text;
using Oack.Protocol;
using Oack.Protocol.Observe;
using Oack.Trace.Boot;

namespace Oack.Trace.Tests.Frames;

/// <summary>What ARP and DHCP tell of hosts, with messages written by hand.</summary>
public sealed class NetworkContextTests
{
    private const byte Discover = 1;
    private const byte Offer = 2;
    private const byte Acknowledge = 5;

    private static readonly byte[] s_mac = [0x52, 0x54, 0, 0x12, 0x34, 0x56];
    private static readonly byte[] s_architecture = [93, 2, 0, 7];
    private static readonly byte[] s_pxeClass = Option(60, "PXEClient");

    private long _frame;

    [Fact]
    public void Offer_TellsWhereToBootFrom()
    {
        NetworkContext context = new();
        Handle(context, Message(1, Discover, options: [.. Option(60, "PXEClient:Arch:00007:UNDI:003016"), .. s_architecture, .. Option(77, "iPXE")]));
        Handle(context, Message(2, Acknowledge, your: "10.0.0.5", next: "10.0.0.9", file: "boot/bootx64.efi", options: Option(66, "tftp.example")));

        BootOffer offer = Assert.Single(context.Offers);
        Assert.Equal("52:54:00:12:34:56", offer.Client.ToString());
        Assert.Equal(
            (BootMessageKind.Acknowledge, "boot/bootx64.efi", "tftp.example", 7, false, 2L),
            (offer.Kind, offer.File, offer.ServerName, offer.Architecture, offer.IsProxy, offer.Frame));
        Assert.Equal(("10.0.0.1", "10.0.0.5", "10.0.0.9"), (Show(offer.Server), Show(offer.YourAddress), Show(offer.NextServer)));
        Assert.Null(offer.Multicast);

        BootClient? client = context.Find(PeerEndpoint.From(IPAddress.Parse("10.0.0.5"), 2071));
        Assert.NotNull(client);
        Assert.Equal((true, "iPXE", 7, 1L), (client.IsPxe, client.UserClass, client.Architecture, client.LastRequestFrame));
        Assert.Same(offer, Assert.Single(context.OffersTo(PeerEndpoint.From(IPAddress.Parse("10.0.0.5"), 2071))));
    }

    [Fact]
    public void Options_GoBeforeTheFields()
    {
        NetworkContext context = new();
        Handle(context, Message(2, Offer, file: "field", options: Option(67, "option\0")));

        Assert.Equal("option", Assert.Single(context.Offers).File);
    }

    [Fact]
    public void Fields_HoldOptions_WhenTheMessageSaysSo()
    {
        byte[] message = Message(2, Offer, options: [52, 1, 3]);
        Option(67, "in-the-file-field").CopyTo(message, 108);
        Option(66, "in-the-name-field").CopyTo(message, 44);
        NetworkContext context = new();
        Handle(context, message);

        BootOffer offer = Assert.Single(context.Offers);
        Assert.Equal(("in-the-file-field", "in-the-name-field"), (offer.File, offer.ServerName));
    }

    [Fact]
    public void ProxyOffer_GivesNoAddress()
    {
        NetworkContext context = new();
        Handle(context, Message(2, Offer, your: "10.0.0.5"));
        Handle(context, Message(2, Acknowledge, client: "10.0.0.5", next: "10.0.0.2", file: "x", options: s_pxeClass), from: 4011);

        Assert.True(context.Offers[1].IsProxy);
        Assert.Equal("10.0.0.5", Show(context.Offers[1].YourAddress));
        Assert.Equal(2, context.OffersTo(PeerEndpoint.From(IPAddress.Parse("10.0.0.5"), 0)).Count());
    }

    [Fact]
    public void MulticastParameters_AreReadForPxeClients()
    {
        byte[] parts = [1, 4, 224, 1, 5, 1, 2, 2, 6, 0xDE, 3, 2, 0, 75, 4, 1, 2, 5, 1, 3, 255];
        byte[] option = [43, (byte)parts.Length, .. parts];
        NetworkContext context = new();
        Handle(context, Message(2, Offer, options: [.. option, .. s_pxeClass]));
        Handle(context, Message(2, Offer, options: option));

        MtftpParameters? multicast = context.Offers[0].Multicast;
        Assert.NotNull(multicast);
        Assert.Equal(("224.1.5.1", 1758, 75, 2, 3), (Show(multicast.Address), multicast.ClientPort, multicast.ServerPort, multicast.OpenTimeoutSeconds, multicast.ReopenDelaySeconds));
        Assert.Null(context.Offers[1].Multicast);
    }

    [Fact]
    public void Offer_IsKeptOnce_HoweverOftenItIsMade()
    {
        NetworkContext context = new();
        for (int time = 0; time < 3; time++)
        {
            Handle(context, Message(2, Offer, your: "10.0.0.5", file: "a"));
        }

        Handle(context, Message(2, Offer, your: "10.0.0.5", file: "b"));

        Assert.Equal([1, 4], context.Offers.Select(offer => offer.Frame));
    }

    [Fact]
    public void OldBootp_HasNoOptions()
    {
        byte[] message = Message(2, 0, your: "10.0.0.5", file: "vmunix")[..236];
        NetworkContext context = new();
        Handle(context, message);

        Assert.Equal((BootMessageKind.Bootp, "vmunix"), (context.Offers[0].Kind, context.Offers[0].File));
    }

    [Fact]
    public void Message_ThrowsNothing_WhereverItEnds()
    {
        byte[] message = Message(2, Acknowledge, options: [.. Option(67, "file"), 43, 200, 1, 255, 3, 60, 255]);
        for (int length = 0; length <= message.Length; length++)
        {
            Assert.Equal(length >= 236, Handle(new NetworkContext(), message[..length]));
        }
    }

    [Fact]
    public void Datagram_IsNoBootMessage_WhenItsPortsAreOthers()
    {
        Assert.False(Handle(new NetworkContext(), Message(2, Offer), from: 69));
    }

    [Fact]
    public void Arp_TellsWhoHasAnAddress()
    {
        NetworkContext context = new();
        context.HandleArp(3, [0, 1, 8, 0, 6, 4, 0, 2, .. s_mac, 10, 0, 0, 7, .. new byte[6], 10, 0, 0, 1]);
        context.HandleArp(4, [0, 1, 8, 0, 6, 4, 0, 1, .. s_mac, 0, 0, 0, 0, .. new byte[6], 10, 0, 0, 8]);
        context.HandleArp(5, [0, 6, 8, 0, 6, 4, 0, 1, .. s_mac, 10, 0, 0, 9, .. new byte[6], 10, 0, 0, 8]);
        context.HandleArp(6, new byte[27]);

        BootClient host = Assert.Single(context.Clients);
        Assert.Equal(("10.0.0.7", 3L), (Show(Assert.Single(host.Addresses)), host.FirstFrame));
        Assert.Same(host, context.Find(PeerEndpoint.From(IPAddress.Parse("10.0.0.7"), 1)));
        Assert.Null(context.Find(PeerEndpoint.From(IPAddress.Parse("10.0.0.8"), 1)));
    }

    [Fact]
    public void Hosts_AreBounded()
    {
        NetworkContext context = new();
        for (int host = 1; host <= NetworkContext.MaxClients + 10; host++)
        {
            context.HandleArp(host, [0, 1, 8, 0, 6, 4, 0, 2, 2, 0, .. PacketBytes.U32((uint)host), 10, 1, .. PacketBytes.U16((ushort)host), .. new byte[10]]);
            Handle(context, Message(2, Offer, file: $"file{host}"));
        }

        Assert.Equal((NetworkContext.MaxClients, NetworkContext.MaxOffers), (context.Clients.Count, context.Offers.Count));
    }

    private bool Handle(NetworkContext context, byte[] message, ushort from = 67)
    {
        _frame++;
        ObservedDatagram datagram = new(
            default, _frame, PeerEndpoint.From(IPAddress.Parse("10.0.0.1"), from),
            PeerEndpoint.From(IPAddress.Broadcast, from == 67 ? 68 : 1024), message.Length);
        return context.TryHandleBoot(datagram, message);
    }

    private static string Show(PeerEndpoint address) => address.ToIPAddress().ToString();

    private static byte[] Option(byte code, string text) => [code, (byte)text.Length, .. Encoding.ASCII.GetBytes(text)];

    private static byte[] Message(
        byte operation, byte kind, string client = "0.0.0.0", string your = "0.0.0.0", string next = "0.0.0.0", string file = "", byte[]? options = null)
    {
        byte[] fileField = new byte[128];
        Encoding.ASCII.GetBytes(file, fileField);
        return
        [
            operation, 1, 6, 0, 1, 2, 3, 4, 0, 0, 0, 0, .. Bytes(client), .. Bytes(your), .. Bytes(next), 0, 0, 0, 0,
            .. s_mac, .. new byte[10], .. new byte[64], .. fileField, 0x63, 0x82, 0x53, 0x63, 0, 53, 1, kind, .. options ?? [], 255,
        ];
    }

    private static byte[] Bytes(string address) => IPAddress.Parse(address).GetAddressBytes();
}
