using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using Oack.Net;
using Oack.Protocol;

namespace Oack.Server;

/// <summary>
/// The groups that a server may give to files (RFC 2090): addresses, and ports on each of them. A file with its options
/// has one address and one port for as long as somebody is served. Different addresses come first, because switches and
/// network cards keep groups apart by their addresses alone.
/// </summary>
public sealed class MulticastPool
{
    /// <summary>The port that is used when none is given: 1758, as PXE's MTFTP clients use.</summary>
    public const int DefaultPort = 1758;

    /// <summary>The most addresses of a pool: 65,536.</summary>
    public const int MaxAddresses = 65_536;

    private const int IPv4Bits = 32;
    private const int IPv6Bits = 128;

    private readonly PeerEndpoint _first;

    private MulticastPool(PeerEndpoint first, int addresses, PortRange ports, string text)
    {
        _first = first;
        AddressCount = addresses;
        Ports = ports;
        Text = text;
    }

    /// <summary>How many addresses it has.</summary>
    public int AddressCount { get; }

    /// <summary>The ports of each address.</summary>
    public PortRange Ports { get; }

    /// <summary>Whether its groups are of IPv4.</summary>
    public bool IsIPv4 => _first.IsIPv4;

    /// <summary>How many groups it has: addresses times ports.</summary>
    public long Count => (long)AddressCount * Ports.Count;

    private string Text { get; }

    /// <summary>A group by its number: 0 up to <see cref="Count"/>.</summary>
    public PeerEndpoint this[long index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(index);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
            uint address = (uint)(index % AddressCount);
            ushort port = (ushort)(Ports.First + (index / AddressCount));
            return _first.IsIPv4
                ? PeerEndpoint.FromIPv4(_first.IPv4Address + address, port)
                : _first with { AddressLow = _first.AddressLow + address, Port = port };
        }
    }

    /// <summary>
    /// Reads <c>ADDRESS</c>, <c>ADDRESS/PREFIX</c> or <c>FIRST-LAST</c>, then perhaps <c>:PORT</c> or <c>:FIRST-LAST</c>;
    /// IPv6 in brackets: <c>239.255.0.0/24:1758-1790</c>, <c>[ff15::1:0/120]:1758</c>.
    /// </summary>
    /// <param name="text">What was given.</param>
    /// <param name="pool">The pool.</param>
    /// <param name="error">What is wrong with it and what is expected; empty on success.</param>
    public static bool TryParse(string? text, [NotNullWhen(true)] out MulticastPool? pool, out string error)
    {
        string given = (text ?? string.Empty).Trim();
        pool = null;
        if (given.Length == 0 || !GroupText.TrySplit(given, out string addresses, out string? portText))
        {
            error = $"'{given}' is not a pool of groups: expected ADDRESSES:PORTS, as 239.255.0.0/24:1758-1790 or [ff15::1:0/120]:1758";
            return false;
        }

        if (!TryParseAddresses(addresses, out PeerEndpoint first, out int count, out error))
        {
            error = $"'{given}': {error}";
            return false;
        }

        PortRange ports = new(DefaultPort, DefaultPort);
        if (portText is not null && !PortRange.TryParse(portText, out ports, out error))
        {
            error = $"'{given}': {error}";
            return false;
        }

        error = string.Empty;
        pool = new MulticastPool(first, count, ports, given);
        return true;
    }

    /// <inheritdoc/>
    public override string ToString() => Text;

    private static bool TryParseAddresses(string text, out PeerEndpoint first, out int count, out string error)
    {
        first = default;
        count = 0;
        string[] parts = text.Split('/');
        string[] ends = parts[0].Split('-');
        if (parts.Length > 2 || ends.Length > 2 || (parts.Length == 2 && ends.Length == 2))
        {
            error = "the addresses are one, a prefix as 239.255.0.0/24, or two ends as 239.255.0.1-239.255.0.20";
            return false;
        }

        if (!GroupText.TryParseGroup(ends[0], out IPAddress lowest, out error))
        {
            return false;
        }

        first = PeerEndpoint.From(lowest, 0);
        return parts.Length == 2
            ? TryCountPrefix(parts[1], ref first, out count, out error)
            : ends.Length == 1
            ? (count = 1) == 1
            : TryCountTo(ends[1], first, out count, out error);
    }

    private static bool TryCountPrefix(string text, ref PeerEndpoint first, out int count, out string error)
    {
        count = 0;
        int bits = first.IsIPv4 ? IPv4Bits : IPv6Bits;
        int shortest = bits - 16;
        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int prefix) || prefix < shortest || prefix > bits)
        {
            error = string.Create(CultureInfo.InvariantCulture, $"the prefix is a number from {shortest} ({MaxAddresses} addresses) to {bits} (one), not '{text}'");
            return false;
        }

        count = 1 << (bits - prefix);
        first = first with { AddressLow = first.AddressLow & ~(ulong)(count - 1) };
        error = string.Empty;
        return true;
    }

    private static bool TryCountTo(string text, in PeerEndpoint first, out int count, out string error)
    {
        count = 0;
        if (!GroupText.TryParseGroup(text, out IPAddress highest, out error))
        {
            return false;
        }

        PeerEndpoint last = PeerEndpoint.From(highest, 0);
        if (last.IsIPv4 != first.IsIPv4 || last.AddressHigh != first.AddressHigh || last.AddressLow < first.AddressLow
            || last.AddressLow - first.AddressLow >= MaxAddresses)
        {
            error = string.Create(
                CultureInfo.InvariantCulture, $"{first.ToIPAddress()} to {highest} is no range of 1 to {MaxAddresses} addresses");
            return false;
        }

        count = (int)(last.AddressLow - first.AddressLow) + 1;
        return true;
    }
}
