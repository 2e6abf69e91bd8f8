using System.Text;
using Oack.Boot.Dhcp;
using Oack.Boot.Discovery;
using Oack.Boot.Firmware;
using Oack.Protocol;

namespace Oack.Boot.Tests.Discovery;

/// <summary>A machine that looks for its boot file, on a clock that the test moves.</summary>
internal sealed class Asked
{
    public static readonly IPv4Address Lender = new(0xC000_0201);
    public static readonly IPv4Address Proxy = new(0xC000_0202);
    public static readonly IPv4Address Lent = new(0xC000_0232);

    public Asked(DhcpHabits habits, ClientArchitecture? architecture = null)
    {
        Client = new DhcpClient(habits, Machine, architecture ?? habits.Architecture, 0x1234_5678);
        Client.Start(Now);
    }

    public static FirmwareMachine Machine { get; } = new()
    {
        Hardware = HardwareAddress.Ethernet([0x52, 0x54, 0, 0x12, 0x34, 0x56]),
        Uuid = Guid.Parse("00112233-4455-6677-8899-aabbccddeeff"),
    };

    public DhcpClient Client { get; }

    public Instant Now { get; private set; } = Instant.Zero;

    public byte[] LastSent { get; private set; } = [];

    /// <summary>What was sent since the last call: type, destination.</summary>
    public string[] TakeSent()
    {
        List<string> sent = [];
        while (Client.TryPollTransmit(out ReadOnlyMemory<byte> message, out PeerEndpoint to, out IPv4Address from))
        {
            Assert.Equal(DhcpParseStatus.Ok, DhcpPacket.TryParse(message.Span, out DhcpPacket packet));
            LastSent = message.ToArray();
            sent.Add($"{packet.MessageType} {from} to {to}");
        }

        return [.. sent];
    }

    /// <summary>Waits until the next timer; how many seconds it was.</summary>
    public double Wait()
    {
        Assert.True(Client.NextDeadline.IsSet, "no timer runs");
        double waited = (Client.NextDeadline - Now).TotalSeconds;
        Now = Client.NextDeadline;
        Client.HandleTimeout(Now);
        return waited;
    }

    /// <summary>Answers what was sent last.</summary>
    public bool Answer(
        DhcpMessageType type, IPv4Address server, IPv4Address lent = default, string file = "", string vendorClass = "", IPv4Address next = default,
        byte[]? pxe = null, string message = "")
    {
        byte[] buffer = new byte[1024];
        Assert.Equal(DhcpParseStatus.Ok, DhcpPacket.TryParse(LastSent, out DhcpPacket request));
        DhcpPacketWriter writer = DhcpPacketWriter.Reply(buffer, request);
        writer.SetYourAddress(lent);
        writer.SetNextServer(next);
        writer.SetFile(Encoding.ASCII.GetBytes(file));
        if (type != DhcpMessageType.None)
        {
            writer.AddMessageType(type);
            writer.AddAddress(DhcpOptionCode.ServerIdentifier, server);
        }

        if (lent.IsSet)
        {
            writer.AddAddress(DhcpOptionCode.SubnetMask, IPv4Address.Mask(25));
            writer.AddAddress(DhcpOptionCode.Router, Lender);
        }

        if (vendorClass.Length > 0)
        {
            writer.Add(DhcpOptionCode.VendorClass, Encoding.ASCII.GetBytes(vendorClass));
        }

        if (pxe is not null)
        {
            writer.Add(DhcpOptionCode.VendorSpecific, pxe);
        }

        if (message.Length > 0)
        {
            writer.Add(DhcpOptionCode.Message, Encoding.ASCII.GetBytes(message));
        }

        return Client.HandleMessage(Now, server.WithPort(type == DhcpMessageType.Acknowledge ? DhcpPorts.BootServer : DhcpPorts.Server), buffer.AsSpan(0, writer.Finish()));
    }
}
