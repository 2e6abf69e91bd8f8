using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Oack.Server;

/// <summary>Reads what people write of group addresses and ports.</summary>
internal static class GroupText
{
    /// <summary>Takes the part behind the last colon off, brackets around IPv6 addresses aside.</summary>
    /// <param name="text">What was given: <c>HOST</c>, <c>HOST:REST</c>, <c>[IPV6]</c> or <c>[IPV6]:REST</c>.</param>
    /// <param name="host">The part before, without brackets.</param>
    /// <param name="rest">The part behind; null when there is none.</param>
    /// <returns>False when brackets do not match.</returns>
    internal static bool TrySplit(string text, out string host, out string? rest)
    {
        host = text;
        rest = null;
        if (text.StartsWith('['))
        {
            int end = text.IndexOf(']', StringComparison.Ordinal);
            if (end < 0 || (end + 1 < text.Length && text[end + 1] != ':'))
            {
                return false;
            }

            host = text[1..end];
            rest = end + 1 < text.Length ? text[(end + 2)..] : null;
            return true;
        }

        int colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon >= 0 && colon == text.LastIndexOf(':'))
        {
            (host, rest) = (text[..colon], text[(colon + 1)..]);
        }

        return true;
    }

    /// <summary>Reads the address of a group.</summary>
    /// <param name="text">What was given.</param>
    /// <param name="address">The address.</param>
    /// <param name="error">What is wrong with it; empty on success.</param>
    internal static bool TryParseGroup(string text, out IPAddress address, out string error)
    {
        error = string.Empty;
        address = IPAddress.None;
        if (!IPAddress.TryParse(text, out IPAddress? parsed)
            || (parsed.AddressFamily == AddressFamily.InterNetwork && text.Count(c => c == '.') != 3))
        {
            error = $"'{text}' is no IP address";
            return false;
        }

        address = parsed;
        if (!IsGroup(parsed))
        {
            error = $"{parsed} is not the address of a group: those of IPv4 are 224.0.0.0 to 239.255.255.255, those of IPv6 begin with ff";
        }
        else if (IsOfTheLink(parsed))
        {
            error = $"{parsed} belongs to the protocols of the link (RFC 5771 §4): choose one of 239.0.0.0/8, as 239.255.0.1";
        }
        else if (IsWellKnown(parsed))
        {
            error = $"{parsed} is a well-known group (RFC 4291 §2.7.1): choose a transient one, as ff15::1";
        }

        return error.Length == 0;
    }

    /// <summary>Reads a port, 1 to 65535.</summary>
    internal static bool TryParsePort(string? text, out int port) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out port) && port is >= 1 and <= ushort.MaxValue;

    /// <summary>Whether an address is that of a group.</summary>
    internal static bool IsGroup(IPAddress address) => address.AddressFamily == AddressFamily.InterNetwork
        ? address.GetAddressBytes()[0] >> 4 == 0xE
        : address.IsIPv6Multicast;

    /// <summary>224.0.0.0/24: never forwarded, and the switches' own.</summary>
    private static bool IsOfTheLink(IPAddress address) =>
        address.AddressFamily == AddressFamily.InterNetwork && address.GetAddressBytes() is [224, 0, 0, _];

    /// <summary>ff0X::/16: assigned for ever, all nodes and all routers among them.</summary>
    private static bool IsWellKnown(IPAddress address) =>
        address.AddressFamily == AddressFamily.InterNetworkV6 && address.GetAddressBytes()[1] >> 4 == 0;
}
