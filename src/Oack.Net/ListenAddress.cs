using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Oack.Net;

/// <summary>What a person writes to say where a server listens.</summary>
public static class ListenAddress
{
    /// <summary>The port of RFC 1350 §4.</summary>
    public const int DefaultPort = 69;

    /// <summary>
    /// All addresses of this machine: <c>[::]</c>, which serves IPv4 as well, or <c>0.0.0.0</c> where there is no IPv6.
    /// </summary>
    /// <param name="port">The port; 0 for a free one.</param>
    public static IPEndPoint All(int port = DefaultPort) =>
        new(Socket.OSSupportsIPv6 ? IPAddress.IPv6Any : IPAddress.Any, port);

    /// <summary>
    /// Reads <c>ADDRESS:PORT</c>, <c>ADDRESS</c>, <c>:PORT</c>, <c>[IPV6]:PORT</c>, <c>[IPV6]</c>, <c>HOST:PORT</c> or
    /// <c>HOST</c>. An empty address or <c>*</c> means all addresses; a host name, which is looked up and may block,
    /// means each of its addresses. The scope of a link-local address is written <c>[fe80::1%eth0]</c>.
    /// </summary>
    /// <param name="text">What was given.</param>
    /// <param name="endpoints">One endpoint, or one for each address of a host name.</param>
    /// <param name="error">What is wrong with it and what is expected; empty on success.</param>
    /// <param name="defaultPort">The port when none is given. Defaults to 69.</param>
    public static bool TryParse(
        string? text, out IReadOnlyList<IPEndPoint> endpoints, out string error, int defaultPort = DefaultPort)
    {
        string given = (text ?? string.Empty).Trim();
        endpoints = [];
        if (!TrySplit(given, out string host, out string? portText))
        {
            error = Expected(given);
            return false;
        }

        int port = defaultPort;
        if (portText is not null
            && (!int.TryParse(portText, NumberStyles.None, CultureInfo.InvariantCulture, out port) || port > ushort.MaxValue))
        {
            error = $"'{given}': '{portText}' is not a port: expected a number from 0 to 65535 (0 takes a free one)";
            return false;
        }

        error = string.Empty;
        if (host is "" or "*")
        {
            endpoints = [All(port)];
            return true;
        }

        if (int.TryParse(host, NumberStyles.None, CultureInfo.InvariantCulture, out int number))
        {
            // To the framework a bare number is an IPv4 address; to a person it is a port.
            error = $"'{given}' is neither an address nor a host name; for the port alone write :{number}";
            return false;
        }

        if (IPAddress.TryParse(host, out IPAddress? address))
        {
            endpoints = [new IPEndPoint(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address, port)];
            return true;
        }

        return TryResolve(given, host, port, out endpoints, out error);
    }

    /// <summary>Takes the port off. A text with more than one colon and no brackets is an IPv6 address without a port.</summary>
    private static bool TrySplit(string given, out string host, out string? port)
    {
        port = null;
        host = given;
        if (given.Length == 0)
        {
            return false;
        }

        if (given[0] == '[')
        {
            int end = given.IndexOf(']', StringComparison.Ordinal);
            if (end < 0 || (end + 1 < given.Length && given[end + 1] != ':'))
            {
                return false;
            }

            host = given[1..end];
            port = end + 1 < given.Length ? given[(end + 2)..] : null;
            return host.Contains(':', StringComparison.Ordinal) && IPAddress.TryParse(host, out _);
        }

        int colon = given.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0)
        {
            return true;
        }

        if (colon != given.LastIndexOf(':'))
        {
            return IPAddress.TryParse(given, out _);
        }

        host = given[..colon];
        port = given[(colon + 1)..];
        return true;
    }

    private static bool TryResolve(
        string given, string host, int port, out IReadOnlyList<IPEndPoint> endpoints, out string error)
    {
        endpoints = [];
        if (Uri.CheckHostName(host) == UriHostNameType.Unknown)
        {
            error = Expected(given);
            return false;
        }

        try
        {
            endpoints = [.. Dns.GetHostAddresses(host).Distinct().Select(address => new IPEndPoint(address, port))];
            error = endpoints.Count > 0 ? string.Empty : $"'{host}' has no address; give an address, as in 192.0.2.1:69";
        }
        catch (Exception exception) when (exception is SocketException or ArgumentException)
        {
            error = $"cannot find the address of '{host}': {exception.Message}. Give an address, as in 192.0.2.1:69";
        }

        return endpoints.Count > 0;
    }

    private static string Expected(string given) =>
        $"'{given}' is not an address to listen on: expected ADDRESS:PORT, :PORT or [IPV6]:PORT, as in 192.0.2.1:69, "
        + ":6969 or [::1]:69";
}
