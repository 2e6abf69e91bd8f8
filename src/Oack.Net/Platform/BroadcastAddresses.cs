using System.Net.NetworkInformation;
using Oack.Protocol;

namespace Oack.Net.Platform;

/// <summary>
/// Whether a datagram was sent to many (RFC 1123 §4.2.3.5). The broadcast address of a subnet cannot be told from its
/// bits alone, so the interfaces are asked: in the background, and again when the answer is a minute old, but only for
/// addresses that could be one, since a subnet that has a broadcast address ends in at least two one-bits.
/// </summary>
internal sealed class BroadcastAddresses(TimeProvider timeProvider)
{
    private const uint LimitedBroadcast = 0xFFFF_FFFF;
    private const uint MulticastPrefix = 0xE;
    private const uint IPv6MulticastPrefix = 0xFF;
    private const uint HostBits = 0b11;
    private const int LongestPrefixWithBroadcast = 30;
    private static readonly TimeSpan _lifetime = TimeSpan.FromMinutes(1);
    private volatile HashSet<uint>? _subnets;
    private long _asked;
    private int _isRefreshing;

    /// <summary>Asks the interfaces in the background.</summary>
    public void Refresh()
    {
        if (Interlocked.Exchange(ref _isRefreshing, 1) == 0)
        {
            Volatile.Write(ref _asked, timeProvider.GetTimestamp());
            ThreadPool.UnsafeQueueUserWorkItem(static self => self.RefreshNow(), this, preferLocal: false);
        }
    }

    /// <summary>Whether an address is a broadcast or multicast address.</summary>
    public bool Contains(in PeerEndpoint destination)
    {
        if (!destination.IsIPv4)
        {
            return (uint)(destination.AddressHigh >> 56) == IPv6MulticastPrefix;
        }

        uint address = destination.IPv4Address;
        if (address == LimitedBroadcast || address >> 28 == MulticastPrefix)
        {
            return true;
        }

        if ((address & HostBits) != HostBits)
        {
            return false;
        }

        if (timeProvider.GetElapsedTime(Volatile.Read(ref _asked)) > _lifetime)
        {
            Refresh();
        }

        return (_subnets ??= Enumerate() ?? []).Contains(address);
    }

    private void RefreshNow()
    {
        if (Enumerate() is { } fresh)
        {
            _subnets = fresh;
        }

        Volatile.Write(ref _isRefreshing, 0);
    }

    private static HashSet<uint>? Enumerate()
    {
        HashSet<uint> found = [];
        try
        {
            foreach (NetworkInterface candidate in NetworkInterface.GetAllNetworkInterfaces())
            {
                foreach (UnicastIPAddressInformation unicast in candidate.GetIPProperties().UnicastAddresses)
                {
                    PeerEndpoint own = PeerEndpoint.From(unicast.Address, 0);
                    if (own.IsIPv4 && unicast.PrefixLength is >= 0 and <= LongestPrefixWithBroadcast)
                    {
                        found.Add(own.IPv4Address | (uint.MaxValue >> unicast.PrefixLength));
                    }
                }
            }
        }
        catch (Exception exception) when (exception is NetworkInformationException or IOException)
        {
            // An interface that goes while it is asked, or no more files may be open; the former answer is the better one.
            return null;
        }

        return found;
    }
}
