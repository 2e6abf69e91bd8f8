using System.Buffers.Binary;
using Oack.Protocol;
using Oack.Protocol.Observe;

namespace Oack.Trace.Boot;

/// <summary>
/// What ARP and DHCP told of the hosts of a capture: which interface has which address, and which server told it to boot
/// what. It holds the first 4096 hosts, 16 addresses of each, and the first 4096 offers that differ.
/// </summary>
public sealed class NetworkContext
{
    /// <summary>The most hosts that are kept.</summary>
    public const int MaxClients = 4096;

    /// <summary>The most offers that are kept.</summary>
    public const int MaxOffers = 4096;

    private const ushort BootServerPort = 67;
    private const ushort BootClientPort = 68;
    private const ushort ProxyPort = 4011;

    private readonly List<BootClient> _clients = [];
    private readonly List<BootOffer> _offers = [];
    private readonly HashSet<BootOffer> _known = [];
    private readonly Dictionary<HardwareAddress, BootClient> _byHardware = [];
    private readonly Dictionary<PeerEndpoint, BootClient> _byAddress = [];

    /// <summary>The hosts, in the order in which they were seen.</summary>
    public IReadOnlyList<BootClient> Clients => _clients;

    /// <summary>What servers told clients, in order, each once however often it was said.</summary>
    public IReadOnlyList<BootOffer> Offers => _offers;

    /// <summary>The host that had an address last, whatever the port; or null.</summary>
    public BootClient? Find(PeerEndpoint address) => _byAddress.GetValueOrDefault(Bare(address));

    /// <summary>The host with an interface; or null.</summary>
    public BootClient? Find(HardwareAddress hardware) => _byHardware.GetValueOrDefault(hardware);

    /// <summary>What servers told the host that has an address, in order.</summary>
    public IEnumerable<BootOffer> OffersTo(PeerEndpoint address)
    {
        PeerEndpoint bare = Bare(address);
        HardwareAddress hardware = Find(bare)?.Hardware ?? default;
        return _offers.Where(offer => offer.YourAddress == bare || (hardware.IsSet && offer.Client == hardware));
    }

    /// <summary>Takes in a datagram.</summary>
    /// <returns>Whether it is a DHCP or BOOTP message, and so no TFTP.</returns>
    internal bool TryHandleBoot(in ObservedDatagram datagram, ReadOnlySpan<byte> payload)
    {
        if (!IsBootPort(datagram.From.Port) && !IsBootPort(datagram.To.Port))
        {
            return false;
        }

        if (!BootMessage.TryParse(payload, out BootMessage message))
        {
            return false;
        }

        BootClient? client = Touch(message.Hardware, datagram.Frame);
        if (message.IsRequest)
        {
            HandleRequest(client, message, datagram.Frame);
        }
        else
        {
            HandleReply(client, message, datagram);
        }

        return true;
    }

    /// <summary>Takes in an ARP message (RFC 826); one that only asks for an address says nothing of who has it.</summary>
    internal void HandleArp(long frame, ReadOnlySpan<byte> message)
    {
        // hardware(2) protocol(2) lengths(1+1) operation(2) | sender's MAC(6) IP(4) | target's MAC(6) IP(4)
        const int SenderOffset = 8;
        const int SenderAddressOffset = SenderOffset + HardwareAddress.Bytes;
        const int MessageBytes = 28;
        const ulong EthernetAndIPv4 = 0x0001_0800_0604;

        if (message.Length < MessageBytes || BinaryPrimitives.ReadUInt64BigEndian(message) >> 16 != EthernetAndIPv4)
        {
            return;
        }

        PeerEndpoint address = PeerEndpoint.FromIPv4(BinaryPrimitives.ReadUInt32BigEndian(message[SenderAddressOffset..]), 0);
        Assign(Touch(HardwareAddress.From(message[SenderOffset..]), frame), address);
    }

    private static void HandleRequest(BootClient? client, BootMessage message, long frame)
    {
        if (client is null)
        {
            return;
        }

        client.LastRequestFrame = frame;
        client.VendorClass = Or(message.VendorClass, client.VendorClass);
        client.UserClass = message.UserClass;
        client.Architecture = message.Architecture >= 0 ? message.Architecture : client.Architecture;
    }

    private void HandleReply(BootClient? client, BootMessage message, in ObservedDatagram datagram)
    {
        if (message.Kind is BootMessageKind.NotAcknowledge)
        {
            return;
        }

        PeerEndpoint your = message.YourAddress;
        bool isProxy = your.IsAny;
        your = isProxy ? message.ClientAddress : your;
        if (message.Kind is BootMessageKind.Acknowledge or BootMessageKind.Bootp)
        {
            Assign(client, your);
        }

        string vendorClass = message.VendorClass;
        bool isPxe = vendorClass.StartsWith("PXEClient", StringComparison.Ordinal) || (vendorClass.Length == 0 && client?.IsPxe == true);
        BootOffer offer = new(
            datagram.Frame, datagram.Time, message.Kind, Bare(datagram.From), message.Hardware, your, message.NextServer,
            message.ServerName, message.File, vendorClass, client?.Architecture ?? -1, isProxy,
            isPxe ? message.Multicast : null);

        // A relay agent and the cable behind it show the same message twice; clients ask again and again.
        if (_offers.Count < MaxOffers && _known.Add(offer with { Frame = 0, Time = default }))
        {
            _offers.Add(offer);
        }
    }

    private BootClient? Touch(HardwareAddress hardware, long frame)
    {
        if (!hardware.IsSet || _byHardware.TryGetValue(hardware, out BootClient? client))
        {
            return hardware.IsSet ? _byHardware[hardware] : null;
        }

        if (_clients.Count == MaxClients)
        {
            return null;
        }

        client = new BootClient(hardware, frame);
        _clients.Add(client);
        _byHardware.Add(hardware, client);
        return client;
    }

    private void Assign(BootClient? client, PeerEndpoint address)
    {
        if (client is null || address.IsAny)
        {
            return;
        }

        if (client.TryAdd(address) || client.Addresses.Contains(address))
        {
            _byAddress[address] = client;
        }
    }

    private static bool IsBootPort(ushort port) => port is BootServerPort or BootClientPort or ProxyPort;

    private static PeerEndpoint Bare(PeerEndpoint endpoint) => endpoint with { Port = 0, ScopeId = 0 };

    private static string Or(string text, string other) => text.Length > 0 ? text : other;
}
