using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Oack.Boot.Dhcp;

namespace Oack.Boot.Lease;

/// <summary>The addresses that are lent, and for how long.</summary>
/// <param name="First">The first address.</param>
/// <param name="Last">The last address.</param>
/// <param name="Mask">The mask of their subnet; 0.0.0.0: that of the interface.</param>
/// <param name="LeaseTime">How long they are lent: one minute to 100 days.</param>
public sealed record DhcpRange(IPv4Address First, IPv4Address Last, IPv4Address Mask, TimeSpan LeaseTime)
{
    /// <summary>The most addresses of a range.</summary>
    public const int MaxAddresses = 65_536;

    /// <summary>How long an address is lent when nobody says another time: an hour.</summary>
    public static TimeSpan DefaultLeaseTime { get; } = TimeSpan.FromHours(1);

    /// <summary>The shortest time that one may ask for.</summary>
    public static TimeSpan LeastLeaseTime { get; } = TimeSpan.FromMinutes(1);

    /// <summary>The longest.</summary>
    public static TimeSpan LongestLeaseTime { get; } = TimeSpan.FromDays(100);

    /// <summary>How many addresses there are.</summary>
    public int Count => (int)(Last.Value - First.Value + 1);

    /// <summary>Whether an address is in the range.</summary>
    public bool Contains(IPv4Address address) => address >= First && address <= Last;

    /// <summary>
    /// Reads <c>192.0.2.100-192.0.2.199</c>, then, if wanted, <c>,MASK</c> (<c>255.255.255.0</c> or <c>24</c>) and
    /// <c>,LEASE</c> (<c>90s</c>, <c>30m</c>, <c>12h</c>, <c>7d</c>); false with the fault.
    /// </summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out DhcpRange? range, [NotNullWhen(false)] out string? fault)
    {
        ArgumentNullException.ThrowIfNull(text);
        range = null;
        string[] parts = text.Split(',');
        string[] ends = parts[0].Split('-');
        if (parts.Length > 3 || ends.Length != 2 || !IPv4Address.TryParse(ends[0].Trim(), out IPv4Address first)
            || !IPv4Address.TryParse(ends[1].Trim(), out IPv4Address last))
        {
            fault = $"'{text}' is not FIRST-LAST[,MASK][,LEASE], for example 192.0.2.100-192.0.2.199,255.255.255.0,12h";
            return false;
        }

        IPv4Address mask = default;
        TimeSpan? leaseTime = null;
        foreach (string part in parts.Skip(1).Select(part => part.Trim()))
        {
            if (leaseTime is null && !mask.IsSet && TryParseMask(part, out mask))
            {
                continue;
            }

            if (leaseTime is not null || !TryParseTime(part, out TimeSpan time))
            {
                fault = $"'{part}' is neither a mask (255.255.255.0, 24) nor a time (90s, 30m, 12h, 7d)";
                return false;
            }

            leaseTime = time;
        }

        range = new DhcpRange(first, last, mask, leaseTime ?? DefaultLeaseTime);
        fault = range.Fault();
        range = fault is null ? range : null;
        return range is not null;
    }

    /// <summary>
    /// Why this range cannot be lent on an interface, or null: it has to lie in the interface's subnet, and without the
    /// interface's own address, the subnet's own and that for all in it.
    /// </summary>
    public string? FaultOn(BootInterface link)
    {
        ArgumentNullException.ThrowIfNull(link);
        IPv4Address mask = Mask.IsSet ? Mask : link.Mask;
        string subnet = $"{new IPv4Address(link.Address.Value & mask.Value)}/{mask}";
        if (!First.IsInSubnetOf(link.Address, mask) || !Last.IsInSubnetOf(link.Address, mask))
        {
            return $"{First}-{Last} is outside of the subnet of {link.Name}, {subnet}: clients with such an address could not reach {link.Address}; "
                + "take addresses of that subnet, or name another interface";
        }

        if (First.Value == (link.Address.Value & mask.Value) || Last.Value == (link.Address.Value | ~mask.Value))
        {
            return $"{First}-{Last} contains the first or the last address of {subnet}, which no host may have; begin later, or end earlier";
        }

        return null;
    }

    private string? Fault()
    {
        if (First > Last)
        {
            return $"{First}-{Last} runs backwards; give the lower address first";
        }

        if (Last.Value - First.Value >= MaxAddresses)
        {
            return $"{First}-{Last} has more than {MaxAddresses} addresses; give a shorter range";
        }

        if (Mask.IsSet && !First.IsInSubnetOf(Last, Mask))
        {
            return $"{First}-{Last} spans more than one subnet of mask {Mask}; give a shorter range, or a wider mask";
        }

        return LeaseTime < LeastLeaseTime || LeaseTime > LongestLeaseTime
            ? $"a lease of {LeaseTime.TotalSeconds:0} s is shorter than {LeastLeaseTime.TotalSeconds:0} s or longer than {LongestLeaseTime.TotalDays:0} days"
            : null;
    }

    private static bool TryParseMask(string text, out IPv4Address mask)
    {
        const int LeastBits = 8;
        const int MostBits = 30;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int bits) && bits is >= LeastBits and <= MostBits)
        {
            mask = IPv4Address.Mask(bits);
            return true;
        }

        return IPv4Address.TryParse(text, out mask) && mask.IsMask && mask >= IPv4Address.Mask(LeastBits) && mask <= IPv4Address.Mask(MostBits);
    }

    private static bool TryParseTime(string text, out TimeSpan time)
    {
        time = default;
        if (text.Length < 2 || !int.TryParse(text[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out int count))
        {
            return false;
        }

        double seconds = text[^1] switch
        {
            's' => 1,
            'm' => 60,
            'h' => 3600,
            'd' => 86_400,
            _ => 0,
        };
        time = TimeSpan.FromSeconds(seconds * count);
        return seconds > 0;
    }
}
