using Oack.Boot.Dhcp;
using Oack.Protocol;

namespace Oack.Boot.Proxy;

/// <summary>
/// A proxyDHCP and boot server (PXE 2.1 §2.2): beside a DHCP server that gives addresses, it tells clients that boot over
/// the network which file to fetch, and from where. It never gives an address, and answers nobody else. Bytes and time
/// come in, answers go out; whatever the bytes, nothing throws. It is used by one thread at a time.
/// </summary>
/// <remarks>
/// What it remembers is bounded: what was said of the last 4096 clients, and 256 other servers.
/// </remarks>
public sealed class ProxyDhcpResponder
{
    private readonly BootSettings _settings;
    private readonly OtherServers _others = new();
    private readonly RecentAnswers _recent = new();

    /// <summary>A responder that tells what the settings say.</summary>
    public ProxyDhcpResponder(BootSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        _settings = settings;
    }

    /// <summary>Takes a message in: of a client, or of another server.</summary>
    /// <param name="now">The time.</param>
    /// <param name="arrival">How it came.</param>
    /// <param name="datagram">The message.</param>
    public BootAnswer HandleDatagram(Instant now, in DhcpArrival arrival, ReadOnlySpan<byte> datagram)
    {
        if (DhcpPacket.TryParse(datagram, out DhcpPacket packet) != DhcpParseStatus.Ok)
        {
            return new BootAnswer { Verdict = BootVerdict.Malformed };
        }

        return packet.Operation == DhcpOperation.Reply
            ? HandleReply(arrival, packet, givesAddresses: false)
            : HandleRequest(now, arrival, packet);
    }

    /// <summary>Takes the message of another server in.</summary>
    internal BootAnswer HandleReply(in DhcpArrival arrival, in DhcpPacket reply, bool givesAddresses) =>
        reply.ServerIdentifier == arrival.Interface.Address
            ? BootAnswer.NotForUs
            : _others.Handle(arrival.From, reply, givesAddresses);

    private BootAnswer HandleRequest(Instant now, in DhcpArrival arrival, in DhcpPacket request)
    {
        if (TypeOfAnswer(arrival, request) is not { } type || BootClient.From(request) is not { } client)
        {
            return BootAnswer.NotForUs;
        }

        BootChoice choice = _settings.Files.Choose(client);
        string name = $"{request.Hardware} ({client.Name})";
        if (!choice.HasFile)
        {
            return Told(now, new BootAnswer
            {
                Verdict = BootVerdict.NothingToBoot,
                Client = request.Hardware,
                Text = $"{name} wants to boot, and gets no answer: {choice.Reason}",
            });
        }

        IPv4Address nextServer = _settings.NextServerOn(arrival.Interface);
        MtftpParameters? mtftp = client.IsHttp ? null : _settings.Mtftp?.Invoke(choice.File);
        if (Write(arrival, request, client, type, choice.File, mtftp) is not { } bytes)
        {
            return Told(now, new BootAnswer
            {
                Verdict = BootVerdict.NothingToBoot,
                Client = request.Hardware,
                Text = $"{name} wants to boot, and gets no answer: '{choice.File}' and what the client sent do not fit into one message; take a shorter name",
            });
        }

        (PeerEndpoint to, HardwareAddress hardware) = arrival.Port == DhcpPorts.BootServer
            ? DhcpReplyPath.ForBootServer(arrival, request)
            : DhcpReplyPath.ForProxy(request);
        string where = client.IsHttp || BootFileTable.IsUrl(choice.File) ? "" : $" from {nextServer}";
        return Told(now, new BootAnswer
        {
            Verdict = BootVerdict.Answered,
            Client = request.Hardware,
            File = choice.File,
            Reply = new DhcpReply(bytes, to, hardware),
            Text = $"{name} is {(type == DhcpMessageType.Offer ? "offered" : "told to boot")} {choice.File}{where}{BootOptions.TextOf(mtftp)}: {choice.Reason}",
        });
    }

    /// <summary>What the answer is, or null where the question is not for us.</summary>
    private static DhcpMessageType? TypeOfAnswer(in DhcpArrival arrival, in DhcpPacket request)
    {
        // A client names the server that it means; another's request gets no second answer.
        bool isOurs = !request.ServerIdentifier.IsSet || request.ServerIdentifier == arrival.Interface.Address;
        if (arrival.Port == DhcpPorts.BootServer)
        {
            return isOurs && request.MessageType is DhcpMessageType.Request or DhcpMessageType.Inform
                ? DhcpMessageType.Acknowledge
                : null;
        }

        return request.MessageType switch
        {
            DhcpMessageType.Discover => DhcpMessageType.Offer,

            // On port 67 a client asks for its address, which has an option 50, or names nobody and asks all DHCP
            // servers; a DHCP server on this host has the same address as we. Only what is left is for a boot server.
            DhcpMessageType.Request or DhcpMessageType.Inform
                when request.ServerIdentifier == arrival.Interface.Address && !request.RequestedAddress.IsSet
                    && request.ClientAddress.IsSet => DhcpMessageType.Acknowledge,
            _ => null,
        };
    }

    private byte[]? Write(
        in DhcpArrival arrival, in DhcpPacket request, BootClient client, DhcpMessageType type, string file, MtftpParameters? mtftp)
    {
        Span<byte> buffer = stackalloc byte[BootOptions.MaxReplyBytes];
        DhcpPacketWriter writer = DhcpPacketWriter.Reply(buffer, request);
        IPv4Address nextServer = _settings.NextServerOn(arrival.Interface);
        bool asksAgain = type == DhcpMessageType.Offer && AsksAgain(client, mtftp);
        writer.SetClientAddress(request.ClientAddress);
        writer.AddMessageType(type);
        writer.AddAddress(DhcpOptionCode.ServerIdentifier, arrival.Interface.Address);
        writer.Add(DhcpOptionCode.VendorClass, client.IsHttp ? "HTTPClient"u8 : "PXEClient"u8);
        BootOptions.WriteMachineIdentifier(ref writer, request);
        if (!client.IsHttp && !asksAgain)
        {
            BootOptions.WriteVendor(ref writer, request.Hardware, mtftp);
        }

        if (request.Options.TryFind(DhcpOptionCode.RelayInformation, out ReadOnlySpan<byte> relay))
        {
            writer.Add(DhcpOptionCode.RelayInformation, relay);
        }

        BootOptions.WriteFile(ref writer, request, file, asksAgain ? arrival.Interface.Address : nextServer, nextServer);
        int length = writer.Finish();
        return length == 0 ? null : buffer[..length].ToArray();
    }

    /// <summary>Whether the client is to ask on port 4011 once more before it loads the file of the offer.</summary>
    /// <remarks>
    /// PXE lets an offer name the file and close the matter with option 43 (discovery control 8). PC ROMs and iPXE keep to
    /// that; some UEFI firmware ignores such an offer, and all of it knows the other way: an offer without option 43 sends
    /// it to port 4011 of the address in siaddr. So siaddr is then ours, whoever has the files.
    /// </remarks>
    private static bool AsksAgain(BootClient client, MtftpParameters? mtftp) =>
        mtftp is null && !client.IsHttp && !client.IsIpxe && client.MachineKind is not BootClientKind.Bios;

    private BootAnswer Told(Instant now, BootAnswer answer) =>
        answer with { IsRepetition = _recent.IsRepetition(now, answer.Client, answer.Text) };
}
