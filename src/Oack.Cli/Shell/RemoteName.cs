using System.Diagnostics.CodeAnalysis;
using System.Text;
using Oack.Client;

namespace Oack.Cli.Shell;

/// <summary>
/// Remote names as BSD tftp takes them: a name on the connected server, <c>host:name</c>, which makes that host the
/// server from then on, or a URL, which does so with its port.
/// </summary>
internal static class RemoteName
{
    /// <summary>Reads a remote name.</summary>
    /// <param name="text">What the user wrote.</param>
    /// <param name="settings">The session; its host and port change when the name carries one.</param>
    /// <param name="uri">The file.</param>
    /// <param name="error">What is wrong.</param>
    public static bool TryResolve(
        string text, ShellSettings settings, [NotNullWhen(true)] out TftpUri? uri, [NotNullWhen(false)] out string? error)
    {
        uri = null;
        bool isUrl = text.Contains("://", StringComparison.Ordinal);
        if (HasHost(text) || isUrl)
        {
            if (!TftpUri.TryParse(text, out TftpUri? named, out error))
            {
                return false;
            }

            if (isUrl)
            {
                settings.Port = named.Port;
            }

            settings.Host = named.Host;
            uri = new TftpUri(named.Host, named.FileName, settings.Port, named.Mode);
            return true;
        }

        if (settings.Host is null)
        {
            error = "not connected to a server: write 'connect HOST' first, or HOST:NAME";
            return false;
        }

        if (text.Length == 0 || text.Contains('\0', StringComparison.Ordinal))
        {
            error = "a file name has at least one character";
            return false;
        }

        error = null;
        uri = new TftpUri(settings.Host, Encoding.UTF8.GetBytes(text), settings.Port);
        return true;
    }

    /// <summary>Whether a name carries a host: a colon before any slash, as in BSD tftp.</summary>
    public static bool HasHost(string text)
    {
        int from = text.StartsWith('[') ? text.IndexOf(']', StringComparison.Ordinal) : 0;
        int colon = from < 0 ? -1 : text.IndexOf(':', from);
        int slash = text.AsSpan().IndexOfAny('/', '\\');
        return colon > 0 && (slash < 0 || colon < slash);
    }

    /// <summary>The last component of a path, local or remote.</summary>
    public static string Tail(string path) => path[(path.AsSpan().LastIndexOfAny('/', '\\') + 1)..];
}
