using Oack.Boot.Dhcp;
using Oack.Protocol;

namespace Oack.Boot.Lease;

/// <summary>
/// A small DHCP server for a network that has none (RFC 2131 §4.3): it lends the addresses of one range, and tells clients
/// that boot their file in the same answer. Bytes and time come in, answers go out; whatever the bytes, nothing throws.
/// It is used by one thread at a time.
/// </summary>
/// <remarks>
/// An answer may name a lease: it has to be on the disk before the answer leaves, so that no address is lent twice after a
/// restart. There are never more leases than addresses. The time is counted from the Unix epoch, as leases outlive the
/// process.
/// </remarks>
public sealed partial class DhcpLeaseServer
{
    /// <summary>How long an offered address is kept for the client.</summary>
    public static readonly TimeSpan OfferTime = TimeSpan.FromSeconds(60);

    /// <summary>How long an address is lent to nobody after a client found it in use.</summary>
    public static readonly TimeSpan DeclineTime = TimeSpan.FromMinutes(10);

    private readonly DhcpLeaseSettings _settings;
    private readonly BootSettings _boot;
    private readonly LeaseTable _leases;
    private readonly RecentAnswers _recent = new();

    /// <summary>A server of a range.</summary>
    /// <param name="settings">The range.</param>
    /// <param name="boot">What clients boot.</param>
    /// <param name="leases">What was lent before; what lies outside of the range is left out.</param>
    /// <exception cref="ArgumentException">The range cannot be lent on the interface; the message says why.</exception>
    public DhcpLeaseServer(DhcpLeaseSettings settings, BootSettings boot, IEnumerable<DhcpLease>? leases = null)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(boot);
        if (settings.Range.FaultOn(settings.Interface) is { } fault)
        {
            throw new ArgumentException(fault, nameof(settings));
        }

        _settings = settings;
        _boot = boot;
        _leases = new LeaseTable(settings.Range, [settings.Interface.Address, Router]);
        foreach (DhcpLease lease in leases ?? [])
        {
            if (settings.Range.Contains(lease.Address) && lease.Address != settings.Interface.Address)
            {
                _leases.Enter(lease);
            }
        }
    }

    /// <summary>All leases, in no order.</summary>
    public IReadOnlyCollection<DhcpLease> Leases => _leases.All;

    private IPv4Address Router => _settings.Router.IsSet ? _settings.Router : _settings.Interface.Address;

    /// <summary>Takes a message of a client in.</summary>
    /// <param name="now">The time, from the Unix epoch.</param>
    /// <param name="arrival">How it came.</param>
    /// <param name="datagram">The message.</param>
    public BootAnswer HandleDatagram(Instant now, in DhcpArrival arrival, ReadOnlySpan<byte> datagram)
    {
        if (DhcpPacket.TryParse(datagram, out DhcpPacket request) != DhcpParseStatus.Ok)
        {
            return new BootAnswer { Verdict = BootVerdict.Malformed };
        }

        // Without an address of its hardware a client could not be told from another.
        if (request.Operation != DhcpOperation.Request || (!request.Hardware.IsSet && request.ClientIdentifier.IsEmpty)
            || (request.Relay.IsSet && !request.Relay.IsInSubnetOf(_settings.Interface.Address, _settings.Mask)))
        {
            return BootAnswer.NotForUs;
        }

        BootAnswer answer = request.MessageType switch
        {
            DhcpMessageType.Discover => HandleDiscover(now, request),
            DhcpMessageType.Request => HandleRequest(now, request),
            DhcpMessageType.Decline => HandleDecline(now, request),
            DhcpMessageType.Release => HandleRelease(now, request),
            DhcpMessageType.Inform => HandleInform(request),
            _ => BootAnswer.NotForUs,
        };
        return answer.Text.Length == 0
            ? answer
            : answer with { IsRepetition = _recent.IsRepetition(now, answer.Client, answer.Text) };
    }

    private static string ClientOf(in DhcpPacket request)
    {
        // A client identifier has a type before it, a hardware address has too: they cannot be taken for each other.
        ReadOnlySpan<byte> identifier = request.ClientIdentifier;
        return identifier.Length > 1
            ? Convert.ToHexStringLower(identifier)
            : $"{request.Hardware.Type:x2}-{request.Hardware.ToString().Replace(":", "", StringComparison.Ordinal)}";
    }

    private BootAnswer HandleDiscover(Instant now, in DhcpPacket request)
    {
        string client = ClientOf(request);
        if (!_leases.TryChoose(now, client, request.RequestedAddress, out IPv4Address address))
        {
            return new BootAnswer
            {
                Verdict = BootVerdict.Exhausted,
                Client = request.Hardware,
                Text = $"{request.Hardware} gets no address: all {_settings.Range.Count} of {_settings.Range.First}-{_settings.Range.Last} are taken; give --dhcp-range more, or a shorter lease",
            };
        }

        // A lease that runs is not shortened by an offer; an offer itself needs not to outlive the process.
        if (_leases.Of(client) is not { State: DhcpLeaseState.Bound } own || own.Until < now + OfferTime || own.Address != address)
        {
            _leases.Enter(new DhcpLease(address, client, request.Hardware, DhcpLeaseState.Offered, now + OfferTime));
        }

        return Lend(request, DhcpMessageType.Offer, address, lease: null);
    }

    private BootAnswer HandleRequest(Instant now, in DhcpPacket request)
    {
        string client = ClientOf(request);
        IPv4Address us = _settings.Interface.Address;
        DhcpLease? own = _leases.Of(client);
        if (request.ServerIdentifier.IsSet && request.ServerIdentifier != us)
        {
            // It chose another server (RFC 2131 §3.1, 4): what was kept for it is free again.
            if (own is { State: DhcpLeaseState.Offered })
            {
                _leases.Enter(own with { State = DhcpLeaseState.Free, Until = now });
            }

            return BootAnswer.NotForUs;
        }

        // RFC 2131 §4.3.2: SELECTING and INIT-REBOOT name the address in option 50, RENEWING and REBINDING in ciaddr.
        bool isSelecting = request.ServerIdentifier.IsSet;
        IPv4Address wanted = request.RequestedAddress.IsSet ? request.RequestedAddress : request.ClientAddress;
        if (!wanted.IsSet)
        {
            return BootAnswer.NotForUs;
        }

        bool isHere = wanted.IsInSubnetOf(us, _settings.Mask);
        if (own is null && !isSelecting && isHere && !request.ClientAddress.IsSet)
        {
            // §4.3.2, INIT-REBOOT: a server that does not know the client stays silent.
            return BootAnswer.NotForUs;
        }

        bool isItsOwn = own is null || own.Address == wanted || request.ClientAddress.IsSet;
        if (!isHere || !isItsOwn || !_leases.IsFor(now, client, wanted) || (isSelecting && own is null))
        {
            return Refuse(request, wanted, isHere);
        }

        DhcpLease lease = new(wanted, client, request.Hardware, DhcpLeaseState.Bound, now + _settings.Range.LeaseTime);
        _leases.Enter(lease);
        return Lend(request, DhcpMessageType.Acknowledge, wanted, lease);
    }

    private BootAnswer HandleDecline(Instant now, in DhcpPacket request)
    {
        string client = ClientOf(request);
        if (request.ServerIdentifier != _settings.Interface.Address || _leases.Of(client) is not { } own
            || own.Address != request.RequestedAddress)
        {
            return BootAnswer.NotForUs;
        }

        // The address is nobody's for a while; the client will get another (RFC 2131 §4.3.3).
        DhcpLease declined = own with { Client = "declined-" + own.Address, State = DhcpLeaseState.Declined, Until = now + DeclineTime };
        _leases.Enter(declined);
        return new BootAnswer
        {
            Verdict = BootVerdict.Address,
            Client = request.Hardware,
            Lease = declined,
            Text = $"{request.Hardware} says that somebody uses {own.Address} already: it is lent to nobody for {DeclineTime.TotalMinutes:0} minutes; take it out of --dhcp-range, or find out who has it",
        };
    }

    private BootAnswer HandleRelease(Instant now, in DhcpPacket request)
    {
        string client = ClientOf(request);
        if ((request.ServerIdentifier.IsSet && request.ServerIdentifier != _settings.Interface.Address)
            || _leases.Of(client) is not { State: DhcpLeaseState.Bound } own || own.Address != request.ClientAddress)
        {
            return BootAnswer.NotForUs;
        }

        DhcpLease released = own with { State = DhcpLeaseState.Free, Until = now };
        _leases.Enter(released);
        return new BootAnswer
        {
            Verdict = BootVerdict.Address, Client = request.Hardware, Lease = released, Text = $"{request.Hardware} gives {own.Address} back",
        };
    }
}
