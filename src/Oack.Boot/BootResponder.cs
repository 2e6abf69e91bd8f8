using Oack.Boot.Bsdp;
using Oack.Boot.Dhcp;
using Oack.Boot.Lease;
using Oack.Boot.Proxy;
using Oack.Protocol;

namespace Oack.Boot;

/// <summary>
/// All that a boot server answers, behind one door: Macs by BSDP, clients without an address by the lease server where
/// there is one for their interface, and the rest by proxyDHCP. It is used by one thread at a time.
/// </summary>
public sealed class BootResponder
{
    private readonly ProxyDhcpResponder _proxy;
    private readonly BsdpResponder _bsdp;
    private readonly DhcpLeaseServer? _leases;
    private readonly int _leaseInterface;

    /// <summary>A responder.</summary>
    /// <param name="settings">What clients boot.</param>
    /// <param name="leases">Who gives addresses; null: another server on the network does.</param>
    /// <param name="leaseInterface">The interface on which addresses are given.</param>
    public BootResponder(BootSettings settings, DhcpLeaseServer? leases = null, BootInterface? leaseInterface = null)
    {
        _proxy = new ProxyDhcpResponder(settings);
        _bsdp = new BsdpResponder(settings);
        _leases = leases;
        _leaseInterface = leaseInterface?.Index ?? -1;
    }

    /// <summary>Takes a message in; whatever its bytes, nothing throws.</summary>
    /// <param name="now">The time, from the Unix epoch.</param>
    /// <param name="arrival">How it came.</param>
    /// <param name="datagram">The message.</param>
    public BootAnswer HandleDatagram(Instant now, in DhcpArrival arrival, ReadOnlySpan<byte> datagram)
    {
        if (DhcpPacket.TryParse(datagram, out DhcpPacket packet) != DhcpParseStatus.Ok)
        {
            return new BootAnswer { Verdict = BootVerdict.Malformed };
        }

        bool givesAddresses = _leases is not null && arrival.Interface.Index == _leaseInterface;
        if (packet.Operation == DhcpOperation.Reply)
        {
            return _proxy.HandleReply(arrival, packet, givesAddresses);
        }

        if (BsdpResponder.IsBsdp(packet))
        {
            return _bsdp.HandleDatagram(now, arrival, datagram);
        }

        return givesAddresses && arrival.Port == DhcpPorts.Server
            ? _leases!.HandleDatagram(now, arrival, datagram)
            : _proxy.HandleDatagram(now, arrival, datagram);
    }
}
