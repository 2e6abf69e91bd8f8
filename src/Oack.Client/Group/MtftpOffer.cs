using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using Oack.Protocol;
using Oack.Protocol.Multicast;

namespace Oack.Client;

/// <summary>Where a file is offered by PXE's multicast TFTP, as DHCP option 43 tells PXE clients (PXE 2.1).</summary>
/// <param name="Group">The group, with the port on which clients listen.</param>
public sealed record MtftpOffer(PeerEndpoint Group)
{
    /// <summary>The port that is asked when none is given: 1759.</summary>
    public const int DefaultServerPort = 1759;

    private const string Expected = "expected GROUP:CLIENTPORT[,SERVERPORT], as 239.255.1.1:1758,1759 or [ff15::1]:1758";

    /// <summary>The port of the server that is asked, and from which all DATA comes. Defaults to 1759.</summary>
    public int ServerPort { get; init; } = DefaultServerPort;

    /// <summary>
    /// How long to listen before asking: somebody else's transfer may be on its way already. Defaults to 2 s.
    /// </summary>
    public TimeSpan OpenDelay { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Reads <c>GROUP:CLIENTPORT[,SERVERPORT]</c>; an IPv6 group stands in brackets.</summary>
    /// <param name="text">What was given.</param>
    /// <param name="offer">The offer.</param>
    /// <param name="error">What is wrong with it and what is expected; empty on success.</param>
    public static bool TryParse(string? text, [NotNullWhen(true)] out MtftpOffer? offer, out string error)
    {
        string given = (text ?? string.Empty).Trim();
        offer = null;
        int comma = given.IndexOf(',', StringComparison.Ordinal);
        string group = comma < 0 ? given : given[..comma];
        int serverPort = DefaultServerPort;
        if (comma >= 0 && !TryParsePort(given[(comma + 1)..], out serverPort))
        {
            error = $"'{given}': '{given[(comma + 1)..]}' is not a port: {Expected}";
            return false;
        }

        int colon = group.LastIndexOf(':');
        if (colon < 0 || !TryParsePort(group[(colon + 1)..], out int clientPort)
            || !IPAddress.TryParse(group[..colon].Trim('[', ']'), out IPAddress? address))
        {
            error = $"'{given}': {Expected}";
            return false;
        }

        PeerEndpoint endpoint = PeerEndpoint.From(address, clientPort);
        if (!MulticastOption.IsGroup(endpoint))
        {
            error = $"'{given}': {address} is not the address of a group: those of IPv4 are 224.0.0.0 to 239.255.255.255, those of IPv6 begin with ff";
            return false;
        }

        error = string.Empty;
        offer = new MtftpOffer(endpoint) { ServerPort = serverPort };
        return true;
    }

    private static bool TryParsePort(string text, out int port) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out port) && port is >= 1 and <= ushort.MaxValue;
}
