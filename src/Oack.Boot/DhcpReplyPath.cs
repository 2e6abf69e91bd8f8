using Oack.Boot.Dhcp;
using Oack.Protocol;

namespace Oack.Boot;

/// <summary>Where an answer goes (RFC 2131 §4.1).</summary>
internal static class DhcpReplyPath
{
    private static readonly PeerEndpoint s_all = IPv4Address.Broadcast.WithPort(DhcpPorts.Client);

    /// <summary>
    /// Of a server on port 67: to the relay, if one passed the question on; else to the address that the client has; else
    /// to the one that it is about to get, or to all where it can take nothing else.
    /// </summary>
    /// <param name="request">The question.</param>
    /// <param name="yours">The address that the client is about to get; not set where it gets none.</param>
    public static (PeerEndpoint To, HardwareAddress Hardware) For(in DhcpPacket request, IPv4Address yours)
    {
        if (request.Relay.IsSet)
        {
            return (request.Relay.WithPort(DhcpPorts.Server), default);
        }

        if (request.ClientAddress.IsSet)
        {
            return (request.ClientAddress.WithPort(DhcpPorts.Client), request.Hardware);
        }

        return yours.IsSet && !request.IsBroadcast && request.Hardware.IsSet
            ? (yours.WithPort(DhcpPorts.Client), request.Hardware)
            : (s_all, default);
    }

    /// <summary>Of a server on port 67 that gives no address: a client without one hears only what is for all.</summary>
    public static (PeerEndpoint To, HardwareAddress Hardware) ForProxy(in DhcpPacket request) => For(request, default);

    /// <summary>Of a boot server on port 4011: to whom the question came from, whatever it says.</summary>
    /// <remarks>
    /// EDK2 listens on 4011 for it and PXELINUX's ROM on 68; both send from the port on which they listen. A question
    /// that a relay passed on goes back to the relay.
    /// </remarks>
    public static (PeerEndpoint To, HardwareAddress Hardware) ForBootServer(in DhcpArrival arrival, in DhcpPacket request) =>
        arrival.From.IPv4Address != 0
            ? (arrival.From, default)
            : request.ClientAddress.IsSet ? (request.ClientAddress.WithPort(arrival.From.Port), request.Hardware) : (s_all, default);
}
