using Oack.Boot.Dhcp;
using Oack.Protocol;

namespace Oack.Boot.Discovery;

/// <content>The messages that it sends.</content>
public sealed partial class DhcpClient
{
    private static readonly PeerEndpoint s_everybody = IPv4Address.Broadcast.WithPort(DhcpPorts.Server);

    private void SendDiscover(Instant now) => Send(now, DhcpMessageType.Discover, s_everybody, default);

    private void SendRequest(Instant now) => Send(now, DhcpMessageType.Request, s_everybody, default);

    private void SendBootRequest(Instant now) =>
        Send(now, DhcpMessageType.Request, _bootServer.WithPort(DhcpPorts.BootServer), _offer!.YourAddress);

    private void Send(Instant now, DhcpMessageType type, PeerEndpoint to, IPv4Address from)
    {
        byte[] buffer = new byte[MaxMessageBytes];
        DhcpPacketWriter writer = new(buffer, DhcpOperation.Request);
        writer.SetTransaction(_transactionId);
        writer.SetSeconds((ushort)Math.Min((now - _began).TotalSeconds, ushort.MaxValue));
        writer.SetHardware(_machine.Hardware);

        // It cannot take what is sent to an address that it does not have yet.
        writer.SetBroadcast();
        writer.SetClientAddress(from);
        writer.AddMessageType(type);
        if (type == DhcpMessageType.Request && !from.IsSet)
        {
            writer.AddAddress(DhcpOptionCode.ServerIdentifier, _offer!.Server);
            writer.AddAddress(DhcpOptionCode.RequestedAddress, _offer.YourAddress);
        }

        AddHabits(ref writer);
        if (from.IsSet && _asked is { MenuItem: { } item })
        {
            const int BootItemBytes = 16;
            Span<byte> value = stackalloc byte[BootItemBytes];
            PxeOptionsWriter pxe = new(value);
            pxe.AddBootItem(new PxeBootItem(item, 0));
            writer.Add(DhcpOptionCode.VendorSpecific, value[..pxe.Finish()]);
        }

        _outgoing.Enqueue((buffer[..writer.Finish()], to, from));
    }

    private void AddHabits(ref DhcpPacketWriter writer)
    {
        writer.AddUInt16(DhcpOptionCode.MaxMessageSize, MaxMessageBytes);
        writer.Add(DhcpOptionCode.ParameterRequestList, [.. _habits.ParameterRequests]);
        if (_habits.SendsUuid)
        {
            // RFC 4578 §2.3: type 0, then the UUID as SMBIOS has it, its first three fields with the low byte first.
            writer.Add(DhcpOptionCode.MachineIdentifier, [0, .. _machine.EffectiveUuid.ToByteArray()]);
        }

        if (_habits.InterfaceVersion is { } version)
        {
            writer.Add(DhcpOptionCode.NetworkInterface, [.. version]);
        }

        writer.AddUInt16(DhcpOptionCode.ClientArchitecture, (ushort)Architecture);
        writer.Add(DhcpOptionCode.VendorClass, System.Text.Encoding.ASCII.GetBytes(_habits.VendorClassOf(Architecture)));
        if (_habits.UserClass is { } userClass)
        {
            writer.Add(DhcpOptionCode.UserClass, System.Text.Encoding.ASCII.GetBytes(userClass));
        }

        if (_habits.IpxeOptions is { } ipxe)
        {
            writer.Add(DhcpOptionCode.Ipxe, [.. ipxe]);
        }
    }
}
