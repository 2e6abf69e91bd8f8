using Oack.Boot.Dhcp;
using Oack.Protocol;

namespace Oack.Boot.Lease;

/// <summary>
/// Which address is whose. A client has one address and an address one client; there are never more entries than the
/// range has addresses.
/// </summary>
internal sealed class LeaseTable
{
    private readonly DhcpRange _range;
    private readonly HashSet<IPv4Address> _reserved;
    private readonly Dictionary<IPv4Address, DhcpLease> _byAddress = [];
    private readonly Dictionary<string, IPv4Address> _byClient = [];

    /// <summary>A table of a range, without the addresses that are others' for good.</summary>
    public LeaseTable(DhcpRange range, IEnumerable<IPv4Address> reserved)
    {
        _range = range;
        _reserved = [.. reserved];
    }

    /// <summary>All entries.</summary>
    public IReadOnlyCollection<DhcpLease> All => _byAddress.Values;

    /// <summary>What a client has, or had last.</summary>
    public DhcpLease? Of(string client) => _byClient.TryGetValue(client, out IPv4Address address) ? _byAddress[address] : null;

    /// <summary>What an address is, or was last.</summary>
    public DhcpLease? At(IPv4Address address) => _byAddress.GetValueOrDefault(address);

    /// <summary>Whether a client may have an address: it is in the range, and nobody else's now.</summary>
    public bool IsFor(Instant now, string client, IPv4Address address) =>
        _range.Contains(address) && !_reserved.Contains(address)
        && (At(address) is not { } lease || IsFree(now, lease) || (lease.Client == client && lease.State != DhcpLeaseState.Declined));

    /// <summary>Enters a lease, in place of what the client and the address had.</summary>
    public void Enter(DhcpLease lease)
    {
        if (_byClient.TryGetValue(lease.Client, out IPv4Address before) && before != lease.Address && _byAddress.TryGetValue(before, out DhcpLease? old))
        {
            _byAddress.Remove(old.Address);
        }

        if (_byAddress.TryGetValue(lease.Address, out DhcpLease? other) && other.Client != lease.Client)
        {
            _byClient.Remove(other.Client);
        }

        _byAddress[lease.Address] = lease;
        _byClient[lease.Client] = lease.Address;
    }

    /// <summary>
    /// An address for a client: the one that it has or had; else the one that it would like; else one that nobody ever
    /// had; else the one that has been free longest (RFC 2131 §4.3.1). False when all are taken.
    /// </summary>
    public bool TryChoose(Instant now, string client, IPv4Address wanted, out IPv4Address address)
    {
        if (Of(client) is { } own && IsFor(now, client, own.Address))
        {
            address = own.Address;
            return true;
        }

        if (wanted.IsSet && IsFor(now, client, wanted))
        {
            address = wanted;
            return true;
        }

        if (_byAddress.Count < _range.Count)
        {
            for (uint value = _range.First.Value; value <= _range.Last.Value; value++)
            {
                address = new IPv4Address(value);
                if (!_byAddress.ContainsKey(address) && !_reserved.Contains(address))
                {
                    return true;
                }
            }
        }

        DhcpLease? oldest = _byAddress.Values.Where(lease => IsFree(now, lease)).MinBy(lease => lease.Until.Ticks);
        address = oldest?.Address ?? default;
        return oldest is not null;
    }

    private static bool IsFree(Instant now, DhcpLease lease) => lease.State == DhcpLeaseState.Free || lease.Until <= now;
}
