using Oack.Boot.Dhcp;
using Oack.Boot.Lease;
using Oack.Protocol;

namespace Oack.Boot.Tests.Support;

/// <summary>A lease server, its clock, and clients that keep to RFC 2131.</summary>
internal sealed class Lender
{
    public Lender(string range = "192.0.2.100-192.0.2.103,24,1h", IEnumerable<DhcpLease>? leases = null, BootFileTable? files = null)
    {
        Assert.True(DhcpRange.TryParse(range, out DhcpRange? parsed, out string? fault), fault);
        Server = new DhcpLeaseServer(new DhcpLeaseSettings { Range = parsed, Interface = Place.Link }, Place.Settings(files), leases);
    }

    public DhcpLeaseServer Server { get; }

    public Instant Now { get; set; } = Place.Start;

    public static string Mac(int number) => $"52:54:00:00:{number >> 8:x2}:{number & 0xFF:x2}";

    public BootAnswer Handle(Question question) => Server.HandleDatagram(Now, Place.Broadcast, question.ToBytes());

    /// <summary>DISCOVER; the address of the offer, or null.</summary>
    public string? Discover(string mac) =>
        Handle(new Question(DhcpMessageType.Discover, mac)) is { Reply: not null } answer ? new Reply(answer).YourAddress : null;

    /// <summary>REQUEST of an offer; the answer.</summary>
    public BootAnswer Select(string mac, string address) => Handle(
        new Question(DhcpMessageType.Request, mac).WithAddress(54, "192.0.2.1").WithAddress(50, address));

    /// <summary>All of it: the address that the client then has.</summary>
    public string Lend(string mac)
    {
        string? offered = Discover(mac);
        Assert.NotNull(offered);
        Reply reply = new(Select(mac, offered));
        Assert.Equal((5, offered), (reply.Type, reply.YourAddress));
        return offered;
    }
}
