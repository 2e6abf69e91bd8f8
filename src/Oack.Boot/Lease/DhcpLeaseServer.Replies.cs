using Oack.Boot.Dhcp;
using Oack.Protocol;

namespace Oack.Boot.Lease;

/// <content>What is sent.</content>
public sealed partial class DhcpLeaseServer
{
    // When a client asks again: half of the time, and seven eighths of it (RFC 2131 §4.4.5).
    private const double RenewalPart = 0.5;
    private const double RebindingPart = 0.875;

    /// <summary>Tells a client that has an address the rest (RFC 2131 §4.3.5): no address, and no time.</summary>
    private BootAnswer HandleInform(in DhcpPacket request)
    {
        if (!request.ClientAddress.IsSet || !request.ClientAddress.IsInSubnetOf(_settings.Interface.Address, _settings.Mask))
        {
            return BootAnswer.NotForUs;
        }

        return Answer(request, DhcpMessageType.Acknowledge, default, lease: null, "is told about the network");
    }

    private BootAnswer Lend(in DhcpPacket request, DhcpMessageType type, IPv4Address address, DhcpLease? lease) =>
        Answer(request, type, address, lease, type == DhcpMessageType.Offer ? $"is offered {address}" : $"gets {address}");

    private BootAnswer Answer(in DhcpPacket request, DhcpMessageType type, IPv4Address yours, DhcpLease? lease, string what)
    {
        BootClient? client = BootClient.From(request);
        BootChoice choice = client is null ? default : _boot.Files.Choose(client);
        Span<byte> buffer = stackalloc byte[BootOptions.MaxReplyBytes];
        int length = Write(buffer, request, type, yours, client, choice.File);
        string file = choice.File ?? "";
        string boots = client is null ? "" : choice.HasFile ? $", and boots {file}: {choice.Reason}" : $", and nothing to boot: {choice.Reason}";
        if (length == 0)
        {
            // The name of the file does not fit beside what the client sent and gets back: the address goes out alone.
            length = Write(buffer, request, type, yours, client: null, file: null);
            boots = $", and nothing to boot: '{file}' does not fit into the answer; take a shorter name";
            file = "";
        }

        if (length == 0)
        {
            return BootAnswer.NotForUs;
        }

        (PeerEndpoint to, HardwareAddress hardware) = DhcpReplyPath.For(request, yours);
        string name = client is null ? $"{request.Hardware}" : $"{request.Hardware} ({client.Name})";
        return new BootAnswer
        {
            Verdict = file.Length > 0 ? BootVerdict.Answered : BootVerdict.Address,
            Client = request.Hardware,
            File = file,
            Lease = lease,
            Reply = new DhcpReply(buffer[..length].ToArray(), to, hardware),
            Text = $"{name} {what}{boots}",
        };
    }

    private int Write(
        Span<byte> buffer, in DhcpPacket request, DhcpMessageType type, IPv4Address yours, BootClient? client, string? file)
    {
        DhcpPacketWriter writer = DhcpPacketWriter.Reply(buffer, request);
        writer.SetYourAddress(yours);
        if (type == DhcpMessageType.Acknowledge)
        {
            writer.SetClientAddress(request.ClientAddress);
        }

        WriteHead(ref writer, request, type);
        if (yours.IsSet)
        {
            double seconds = _settings.Range.LeaseTime.TotalSeconds;
            writer.AddUInt32(DhcpOptionCode.LeaseTime, (uint)seconds);
            writer.AddUInt32(DhcpOptionCode.RenewalTime, (uint)(seconds * RenewalPart));
            writer.AddUInt32(DhcpOptionCode.RebindingTime, (uint)(seconds * RebindingPart));
        }

        writer.AddAddress(DhcpOptionCode.SubnetMask, _settings.Mask);
        writer.AddAddress(DhcpOptionCode.Router, Router);
        if (_settings.DomainNameServer.IsSet)
        {
            writer.AddAddress(DhcpOptionCode.DomainNameServer, _settings.DomainNameServer);
        }

        writer.AddAddress(DhcpOptionCode.BroadcastAddress, new(_settings.Interface.Address.Value | ~_settings.Mask.Value));
        if (client is not null && file is not null)
        {
            WriteBoot(ref writer, request, client, file);
        }

        return writer.Finish();
    }

    /// <remarks>
    /// No <c>PXEClient</c> and no option 43 without need: a plain DHCP answer with a file is what each ROM and each UEFI
    /// loads without asking port 4011 first.
    /// </remarks>
    private void WriteBoot(ref DhcpPacketWriter writer, scoped in DhcpPacket request, BootClient client, string file)
    {
        IPv4Address nextServer = _boot.NextServerOn(_settings.Interface);
        MtftpParameters? mtftp = client.IsHttp ? null : _boot.Mtftp?.Invoke(file);
        if (client.IsHttp)
        {
            writer.Add(DhcpOptionCode.VendorClass, "HTTPClient"u8);
        }
        else if (mtftp is not null || BootOptions.IsRaspberryPi(request.Hardware))
        {
            writer.Add(DhcpOptionCode.VendorClass, "PXEClient"u8);
            BootOptions.WriteVendor(ref writer, request.Hardware, mtftp);
        }

        BootOptions.WriteMachineIdentifier(ref writer, request);
        BootOptions.WriteFile(ref writer, request, file, nextServer, nextServer);
    }

    private BootAnswer Refuse(in DhcpPacket request, IPv4Address wanted, bool isHere)
    {
        Span<byte> buffer = stackalloc byte[BootOptions.MaxReplyBytes];
        DhcpPacketWriter writer = DhcpPacketWriter.Reply(buffer, request);

        // RFC 2131 §4.3.2: a client behind a relay hears a refusal only if the relay broadcasts it.
        if (request.Relay.IsSet)
        {
            writer.SetBroadcast();
        }

        WriteHead(ref writer, request, DhcpMessageType.NotAcknowledge);
        string reason = isHere ? $"{wanted} is not yours" : $"{wanted} is not of this network";
        writer.Add(DhcpOptionCode.Message, System.Text.Encoding.ASCII.GetBytes(reason));
        int length = writer.Finish();
        PeerEndpoint to = request.Relay.IsSet ? request.Relay.WithPort(DhcpPorts.Server) : IPv4Address.Broadcast.WithPort(DhcpPorts.Client);
        return length == 0 ? BootAnswer.NotForUs : new BootAnswer
        {
            Verdict = BootVerdict.Address,
            Client = request.Hardware,
            Reply = new DhcpReply(buffer[..length].ToArray(), to),
            Text = $"{request.Hardware} asks for {wanted} and is refused: {(isHere ? "it is not its own" : "it is not of this network")}",
        };
    }

    private void WriteHead(ref DhcpPacketWriter writer, scoped in DhcpPacket request, DhcpMessageType type)
    {
        writer.AddMessageType(type);
        writer.AddAddress(DhcpOptionCode.ServerIdentifier, _settings.Interface.Address);

        // RFC 6842 §3 gives the identifier back; RFC 3046 §2.2 what the relay added.
        if (!request.ClientIdentifier.IsEmpty)
        {
            writer.Add(DhcpOptionCode.ClientIdentifier, request.ClientIdentifier);
        }

        if (request.Options.TryFind(DhcpOptionCode.RelayInformation, out ReadOnlySpan<byte> relay))
        {
            writer.Add(DhcpOptionCode.RelayInformation, relay);
        }
    }
}
