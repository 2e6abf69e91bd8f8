using System.Buffers.Binary;
using Oack.Boot.Dhcp;
using Oack.Protocol;

namespace Oack.Boot.Bsdp;

/// <summary>
/// Answers Intel Macs that look for a NetBoot server, by Apple's Boot Server Discovery Protocol: they have an address
/// already, broadcast an INFORM of vendor class <c>AAPLBSDPC/i386/…</c>, are told the one image that there is, and ask for
/// it with a second INFORM. Bytes and time come in, answers go out; nothing throws.
/// </summary>
public sealed class BsdpResponder
{
    /// <summary>The number of the one image: kind 1, Mac OS X; index 1; not an installer.</summary>
    public const uint ImageIdentifier = 0x0100_0001;

    /// <summary>The middle of what there is, so that a real NetBoot server can be put above or below.</summary>
    private const ushort Priority = 0x8000;

    /// <summary>A client listens only on ports that its system keeps for it; an answer is not aimed at any other.</summary>
    private const ushort LastPrivilegedPort = 1023;

    private readonly BootSettings _settings;
    private readonly RecentAnswers _recent = new();

    /// <summary>A responder that tells what the settings say.</summary>
    public BsdpResponder(BootSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        _settings = settings;
    }

    private static ReadOnlySpan<byte> ClassName => "AAPLBSDPC"u8;

    private static ReadOnlySpan<byte> ImageName => "Oack"u8;

    /// <summary>Whether a message is of this protocol.</summary>
    public static bool IsBsdp(in DhcpPacket packet) =>
        packet.MessageType == DhcpMessageType.Inform && packet.VendorClass.StartsWith(ClassName);

    /// <summary>Takes a message in.</summary>
    /// <param name="now">The time.</param>
    /// <param name="arrival">How it came.</param>
    /// <param name="datagram">The message.</param>
    public BootAnswer HandleDatagram(Instant now, in DhcpArrival arrival, ReadOnlySpan<byte> datagram)
    {
        if (DhcpPacket.TryParse(datagram, out DhcpPacket request) != DhcpParseStatus.Ok)
        {
            return new BootAnswer { Verdict = BootVerdict.Malformed };
        }

        if (request.Operation != DhcpOperation.Request || !IsBsdp(request) || !request.ClientAddress.IsSet)
        {
            return BootAnswer.NotForUs;
        }

        DhcpOptions options = new(request.Options.TryFind(DhcpOptionCode.VendorSpecific, out ReadOnlySpan<byte> value) ? value : default);
        BsdpMessageType type = options.TryFind((byte)BsdpOptionCode.MessageType, out ReadOnlySpan<byte> number) && number.Length == 1
            ? (BsdpMessageType)number[0]
            : BsdpMessageType.None;
        bool isOurs = !options.TryFind((byte)BsdpOptionCode.ServerIdentifier, out ReadOnlySpan<byte> server)
            || (server.Length == IPv4Address.Bytes && IPv4Address.From(server) == arrival.Interface.Address);
        ushort port = options.TryFind((byte)BsdpOptionCode.ReplyPort, out ReadOnlySpan<byte> wanted) && wanted.Length == sizeof(ushort)
            ? BinaryPrimitives.ReadUInt16BigEndian(wanted)
            : DhcpPorts.Client;
        return type is BsdpMessageType.List or BsdpMessageType.Select && isOurs && port is > 0 and <= LastPrivilegedPort
            ? Answer(now, arrival, request, options, type, port)
            : BootAnswer.NotForUs;
    }

    private BootAnswer Answer(
        Instant now, in DhcpArrival arrival, in DhcpPacket request, in DhcpOptions options, BsdpMessageType type, ushort port)
    {
        string name = $"{request.Hardware} (Mac, {BootClient.VendorClassOf(request)})";
        bool isIntel = request.VendorClass.IndexOf("/i386"u8) >= 0;
        BootChoice choice = isIntel
            ? _settings.Files.Choose(BootClientKind.Apple)
            : new BootChoice(null, "only Intel Macs boot what there is here");
        if (!choice.HasFile || BootFileTable.IsUrl(choice.File))
        {
            return Told(now, new BootAnswer
            {
                Verdict = BootVerdict.NothingToBoot,
                Client = request.Hardware,
                Text = $"{name} looks for a NetBoot server, and gets no answer: {choice.Reason}",
            });
        }

        bool hasImage = !options.TryFind((byte)BsdpOptionCode.SelectedImage, out ReadOnlySpan<byte> image)
            || (image.Length == sizeof(uint) && BinaryPrimitives.ReadUInt32BigEndian(image) == ImageIdentifier);
        BsdpMessageType answer = type == BsdpMessageType.Select && !hasImage ? BsdpMessageType.Failed : type;
        IPv4Address nextServer = _settings.NextServerOn(arrival.Interface);
        if (Write(arrival, request, answer, choice.File, nextServer) is not { } bytes)
        {
            return BootAnswer.NotForUs;
        }

        return Told(now, new BootAnswer
        {
            Verdict = answer == BsdpMessageType.Failed ? BootVerdict.NothingToBoot : BootVerdict.Answered,
            Client = request.Hardware,
            File = answer == BsdpMessageType.Select ? choice.File : "",
            Reply = new DhcpReply(bytes, request.ClientAddress.WithPort(port), request.Hardware),
            Text = answer switch
            {
                BsdpMessageType.List => $"{name} is told that there is an image to boot",
                BsdpMessageType.Select => $"{name} is told to boot {choice.File} from {nextServer}: {choice.Reason}",
                _ => $"{name} asks for an image that is not here; it is told so",
            },
        });
    }

    private static byte[]? Write(
        in DhcpArrival arrival, in DhcpPacket request, BsdpMessageType type, string file, IPv4Address nextServer)
    {
        Span<byte> buffer = stackalloc byte[BootOptions.MaxReplyBytes];
        DhcpPacketWriter writer = DhcpPacketWriter.Reply(buffer, request);
        writer.SetClientAddress(request.ClientAddress);
        writer.AddMessageType(DhcpMessageType.Acknowledge);
        writer.AddAddress(DhcpOptionCode.ServerIdentifier, arrival.Interface.Address);
        writer.Add(DhcpOptionCode.VendorClass, ClassName);
        Span<byte> vendor = stackalloc byte[DhcpWire.MaxOptionBytes];
        writer.Add(DhcpOptionCode.VendorSpecific, vendor[..WriteVendor(vendor, type)]);
        if (type == BsdpMessageType.Select)
        {
            BootOptions.WriteFile(ref writer, request, file, nextServer, nextServer);
        }

        int length = writer.Finish();
        return length == 0 ? null : buffer[..length].ToArray();
    }

    private static int WriteVendor(Span<byte> target, BsdpMessageType type)
    {
        // An image of the list: its number, the length of its name, its name.
        const int EntryHeaderBytes = sizeof(uint) + 1;
        Span<byte> number = stackalloc byte[sizeof(uint)];
        int written = Append(target, 0, BsdpOptionCode.MessageType, [(byte)type]);
        BinaryPrimitives.WriteUInt32BigEndian(number, ImageIdentifier);
        switch (type)
        {
            case BsdpMessageType.List:
                Span<byte> entry = stackalloc byte[EntryHeaderBytes + ImageName.Length];
                number.CopyTo(entry);
                entry[sizeof(uint)] = (byte)ImageName.Length;
                ImageName.CopyTo(entry[EntryHeaderBytes..]);
                written = Append(target, written, BsdpOptionCode.ServerPriority, [Priority >> 8, Priority & 0xFF]);
                written = Append(target, written, BsdpOptionCode.DefaultImage, number);
                return Append(target, written, BsdpOptionCode.ImageList, entry);
            case BsdpMessageType.Select:
                return Append(target, written, BsdpOptionCode.SelectedImage, number);
            default:
                return written;
        }
    }

    private static int Append(Span<byte> target, int written, BsdpOptionCode code, scoped ReadOnlySpan<byte> value)
    {
        target[written] = (byte)code;
        target[written + 1] = (byte)value.Length;
        value.CopyTo(target[(written + 2)..]);
        return written + 2 + value.Length;
    }

    private BootAnswer Told(Instant now, BootAnswer answer) =>
        answer with { IsRepetition = _recent.IsRepetition(now, answer.Client, answer.Text) };
}
