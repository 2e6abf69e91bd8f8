using Oack.Boot.Bsdp;
using Oack.Boot.Dhcp;
using Oack.Boot.Lease;
using Oack.Boot.Tests.Support;

namespace Oack.Boot.Tests.Dhcp;

/// <summary>No bytes make anything throw, and no answer is more than a client takes.</summary>
public sealed class AnyBytesTests
{
    [Fact]
    public void EachAccessor_Returns_When_TheBytesAreAnything() => Hostile.ForAll(Hostile.Messages, bytes =>
    {
        DhcpParseStatus status = DhcpPacket.TryParse(bytes, out DhcpPacket packet);
        if (status != DhcpParseStatus.Ok)
        {
            return bytes.Length < 236 || bytes[0] is not (1 or 2) || bytes[2] > 16;
        }

        int found = 0;
        foreach (DhcpOption option in packet.Options)
        {
            found += 2 + option.Value.Length;
        }

        int lines = 0;
        foreach (PxeMenuItem item in packet.Pxe.Menu)
        {
            lines += item.Text.Length;
        }

        foreach (PxeBootServer server in packet.Pxe.BootServers)
        {
            lines += server.Count;
        }

        _ = (packet.Architecture, packet.IsIpxe, packet.HasUserClass("iPXE"u8), packet.IsPxe, packet.IsHttp, packet.Pxe.Mtftp);
        _ = (packet.Pxe.BootItem, packet.Pxe.Discovery, packet.Pxe.PromptSeconds, packet.LeaseSeconds, packet.Hardware.ToString());
        _ = packet.BootFile.Length + packet.BootServerName.Length + packet.Ipxe.IsCut.GetHashCode() + packet.Pxe.PromptText.Length;

        // Nothing is read twice: what was found lies in the message, and in file and sname once more at most.
        return found <= bytes.Length && lines <= 255 * 255 && packet.MaxReplyBytes >= 548;
    });

    [Fact]
    public void Responder_AnswersWithinWhatAClientTakes_When_TheBytesAreAnything()
    {
        BootSettings settings = Place.Settings();
        Assert.True(DhcpRange.TryParse("192.0.2.100-192.0.2.119", out DhcpRange? range, out _));
        DhcpLeaseServer leases = new(new DhcpLeaseSettings { Range = range, Interface = Place.Link }, settings);
        BootResponder alone = new(settings);
        BootResponder withLeases = new(settings, leases, Place.Link);
        BsdpResponder bsdp = new(settings);

        Hostile.ForAll(Hostile.Messages, bytes =>
        {
            DhcpArrival[] arrivals = [Place.Broadcast, Place.BootServer("192.0.2.9", 4011), Place.Server("192.0.2.9")];
            return arrivals.All(arrival =>
                IsSound(alone.HandleDatagram(Place.Start, arrival, bytes)) && IsSound(withLeases.HandleDatagram(Place.Start, arrival, bytes))
                && IsSound(bsdp.HandleDatagram(Place.Start, arrival, bytes)))
                && leases.Leases.Count <= range.Count;
        });
    }

    private static bool IsSound(BootAnswer answer) =>
        (answer.Reply is null || answer.Reply.Bytes.Length is >= 300 and <= 548) && answer.Text.All(letter => !char.IsControl(letter));
}
