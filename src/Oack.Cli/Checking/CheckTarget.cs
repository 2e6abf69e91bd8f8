using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;
using Oack.Client;
using Oack.Protocol;

namespace Oack.Cli.Checking;

/// <summary>The server of a check: <c>host</c>, <c>host:port</c>, <c>[address]:port</c>, an IPv6 address, or the URL of a file.</summary>
/// <param name="Host">The name or address.</param>
/// <param name="Port">The port that takes requests.</param>
/// <param name="File">The file of a URL, else null.</param>
internal sealed record CheckTarget(string Host, int Port, string? File)
{
    private const string Scheme = "tftp://";

    /// <summary>Reads what a person wrote.</summary>
    internal static bool TryParse(string text, [NotNullWhen(true)] out CheckTarget? target, [NotNullWhen(false)] out string? error)
    {
        target = null;
        error = null;
        if (IPAddress.TryParse(text, out IPAddress? address) && text.Contains(':', StringComparison.Ordinal) && !text.StartsWith('['))
        {
            target = new CheckTarget(address.ToString(), TftpUri.DefaultPort, null);
            return true;
        }

        bool isUrl = text.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase);
        string rest = isUrl ? text[Scheme.Length..] : text;
        bool hasFile = isUrl && rest.IndexOf('/', StringComparison.Ordinal) is >= 0 and var slash && slash < rest.Length - 1;
        if (!isUrl && text.Contains('/', StringComparison.Ordinal))
        {
            error = $"'{text}' is not a host. Write host, host:port or tftp://host/file";
            return false;
        }

        // The rules for hosts and ports are those of a URL; a name stands in where none was written.
        if (!TftpUri.TryParse(hasFile ? text : $"{Scheme}{rest.TrimEnd('/')}/-", out TftpUri? uri, out error))
        {
            return false;
        }

        target = new CheckTarget(uri.Host, uri.Port, hasFile ? uri.FileNameText : null);
        return true;
    }

    /// <summary>Finds the address: the first that the resolver gives.</summary>
    internal async Task<PeerEndpoint?> ResolveAsync(AddressFamily family, CancellationToken cancellationToken)
    {
        if (IPAddress.TryParse(Host, out IPAddress? literal))
        {
            return family == AddressFamily.Unspecified || literal.AddressFamily == family ? PeerEndpoint.From(literal, Port) : null;
        }

        try
        {
            IPAddress[] addresses = await Dns.GetHostAddressesAsync(Host, family, cancellationToken);
            return addresses.Length > 0 ? PeerEndpoint.From(addresses[0], Port) : null;
        }
        catch (Exception exception) when (exception is SocketException or ArgumentException)
        {
            return null;
        }
    }
}
