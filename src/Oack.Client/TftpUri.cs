using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Oack.Protocol;

namespace Oack.Client;

/// <summary>
/// A file on a server: <c>tftp://host[:port]/name[;mode=octet|netascii]</c> (RFC 3617, with the port that it left out)
/// or <c>host:name</c> (the form of BSD tftp, taken literally). In a URL <c>%XX</c> stands for any byte but NUL, and one
/// slash behind the host belongs to the URL: <c>tftp://host//a</c> names <c>/a</c>.
/// </summary>
public sealed class TftpUri : IEquatable<TftpUri>
{
    /// <summary>The port of RFC 1350 §4: 69.</summary>
    public const int DefaultPort = 69;

    private const string Scheme = "tftp://";
    private const string ModeKey = ";mode=";

    private static readonly SearchValues<char> NotInHost = SearchValues.Create(" \t\r\n/\\");

    private readonly byte[] _fileName;

    /// <summary>A file on a server.</summary>
    /// <param name="host">A name or an address; an IPv6 address without brackets.</param>
    /// <param name="fileName">The name on the wire: 1 byte or more, none of them NUL.</param>
    /// <param name="port">The port that takes requests, 1 to 65,535. Defaults to 69.</param>
    /// <param name="mode">The mode that the URL names, or null.</param>
    /// <exception cref="ArgumentException">The host is empty, the name is empty or has a NUL, or the port is out of range.</exception>
    public TftpUri(string host, ReadOnlyMemory<byte> fileName, int port = DefaultPort, TransferMode? mode = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(host);
        ArgumentOutOfRangeException.ThrowIfLessThan(port, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(port, ushort.MaxValue);
        if (fileName.IsEmpty || fileName.Span.Contains((byte)0))
        {
            throw new ArgumentException("A file name has at least one byte, and no NUL.", nameof(fileName));
        }

        Host = host;
        Port = port;
        Mode = mode;
        _fileName = fileName.ToArray();
    }

    /// <summary>The name or address of the server; an IPv6 address stands without brackets.</summary>
    public string Host { get; }

    /// <summary>The port that takes requests.</summary>
    public int Port { get; }

    /// <summary>The mode that the URL names, or null when it names none.</summary>
    public TransferMode? Mode { get; }

    /// <summary>The file name as it goes over the wire.</summary>
    public ReadOnlyMemory<byte> FileName => _fileName;

    /// <summary>The file name as text; bytes that are not UTF-8 show as U+FFFD. Not escaped.</summary>
    public string FileNameText => Encoding.UTF8.GetString(_fileName);

    /// <summary>
    /// The last component of the file name, behind the last slash or backslash: what a download is called by default.
    /// Empty when the name ends with a slash, or has only dots there.
    /// </summary>
    public string LastComponent
    {
        get
        {
            string name = FileNameText;
            string last = name[(name.AsSpan().LastIndexOfAny('/', '\\') + 1)..];
            return last is "." or ".." ? "" : last;
        }
    }

    /// <summary>Reads either form.</summary>
    /// <param name="text">A URL, or <c>host:name</c>.</param>
    /// <param name="uri">The file, when the text names one.</param>
    /// <param name="error">Else what is wrong with the text and how to write it.</param>
    public static bool TryParse(
        string? text, [NotNullWhen(true)] out TftpUri? uri, [NotNullWhen(false)] out string? error)
    {
        uri = null;
        if (string.IsNullOrWhiteSpace(text))
        {
            error = "the URL is empty. Write tftp://host/name or host:name";
            return false;
        }

        if (text.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            return TryParseUrl(text, text.AsSpan(Scheme.Length), out uri, out error);
        }

        int scheme = text.IndexOf("://", StringComparison.Ordinal);
        if (scheme > 0)
        {
            error = $"'{text}' is not a TFTP URL: its scheme is '{text[..scheme]}'. Write tftp://host/name or host:name";
            return false;
        }

        return TryParseHostAndName(text, out uri, out error);
    }

    /// <summary>Reads either form.</summary>
    /// <exception cref="FormatException">The text names no file on a server; the message says why.</exception>
    public static TftpUri Parse(string text) =>
        TryParse(text, out TftpUri? uri, out string? error) ? uri : throw new FormatException(error);

    /// <inheritdoc/>
    public bool Equals(TftpUri? other) =>
        other is not null && Port == other.Port && Mode == other.Mode && _fileName.AsSpan().SequenceEqual(other._fileName)
        && string.Equals(Host, other.Host, StringComparison.OrdinalIgnoreCase);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as TftpUri);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        HashCode hash = default;
        hash.Add(Host, StringComparer.OrdinalIgnoreCase);
        hash.Add(Port);
        hash.AddBytes(_fileName);
        return hash.ToHashCode();
    }

    /// <summary>The URL; it reads back as an equal value.</summary>
    public override string ToString()
    {
        StringBuilder builder = new(Scheme);
        if (Host.Contains(':', StringComparison.Ordinal))
        {
            builder.Append('[').Append(Host.Replace("%", "%25", StringComparison.Ordinal)).Append(']');
        }
        else
        {
            builder.Append(Host);
        }

        if (Port != DefaultPort)
        {
            builder.Append(':').Append(Port.ToString(CultureInfo.InvariantCulture));
        }

        builder.Append('/');
        foreach (byte value in _fileName)
        {
            if (char.IsAsciiLetterOrDigit((char)value) || "-._~/!$&'()*+,=:@".Contains((char)value, StringComparison.Ordinal))
            {
                builder.Append((char)value);
            }
            else
            {
                builder.Append('%').Append(value.ToString("X2", CultureInfo.InvariantCulture));
            }
        }

        return Mode is { } mode ? builder.Append(ModeKey).Append(TransferModeText.ToName(mode)).ToString() : builder.ToString();
    }

    private static bool TryParseUrl(string text, ReadOnlySpan<char> rest, out TftpUri? uri, out string? error)
    {
        uri = null;
        int slash = rest.IndexOf('/');
        ReadOnlySpan<char> authority = slash < 0 ? rest : rest[..slash];
        ReadOnlySpan<char> path = slash < 0 ? default : rest[(slash + 1)..];
        if (!TryParseAuthority(authority, out string host, out int port, out string? cause))
        {
            error = $"'{text}' {cause}. Write tftp://host[:port]/name";
            return false;
        }

        TransferMode? mode = null;
        int modeAt = path.LastIndexOf(ModeKey, StringComparison.OrdinalIgnoreCase);
        if (modeAt >= 0)
        {
            ReadOnlySpan<char> name = path[(modeAt + ModeKey.Length)..];
            if (!TransferModeText.TryParse(name, out TransferMode named))
            {
                error = $"'{text}' asks for mode '{name}'. The modes are octet and netascii; a name that holds ';mode=' is written with %3B";
                return false;
            }

            mode = named;
            path = path[..modeAt];
        }

        if (path.IsEmpty)
        {
            error = $"'{text}' names no file. Write tftp://host/name";
            return false;
        }

        if (!TryUnescape(path, out byte[] fileName))
        {
            error = $"'{text}' has a '%' that is not followed by two hexadecimal digits other than 00. Write a percent sign itself as %25";
            return false;
        }

        uri = new TftpUri(host, fileName, port, mode);
        error = null;
        return true;
    }

    private static bool TryParseAuthority(ReadOnlySpan<char> authority, out string host, out int port, out string? cause)
    {
        host = "";
        port = DefaultPort;
        cause = null;
        if (authority.Contains('@'))
        {
            cause = "names a user, which TFTP does not have";
            return false;
        }

        ReadOnlySpan<char> portText;
        if (authority.StartsWith("["))
        {
            int close = authority.IndexOf(']');
            ReadOnlySpan<char> address = close < 0 ? default : authority[1..close];
            if (!TryReadIPv6(address, out host) || (close + 1 < authority.Length && authority[close + 1] != ':'))
            {
                cause = "has no IPv6 address in its brackets";
                return false;
            }

            portText = close + 1 < authority.Length ? authority[(close + 2)..] : "69";
        }
        else
        {
            int colon = authority.IndexOf(':');
            host = authority[..(colon < 0 ? authority.Length : colon)].ToString();
            portText = colon < 0 ? "69" : authority[(colon + 1)..];
            if (portText.Contains(':'))
            {
                cause = "has an IPv6 address without brackets: [address]";
                return false;
            }

            if (host.Length == 0 || host.AsSpan().ContainsAny(NotInHost))
            {
                cause = host.Length == 0 ? "has no host" : "has a host that is no name";
                return false;
            }
        }

        if (!int.TryParse(portText, NumberStyles.None, CultureInfo.InvariantCulture, out port) || port is < 1 or > ushort.MaxValue)
        {
            cause = $"has '{portText}' for a port, which is a number from 1 to 65535";
            return false;
        }

        return true;
    }

    private static bool TryParseHostAndName(string text, out TftpUri? uri, out string? error)
    {
        uri = null;
        string host;
        int colon;
        if (text.StartsWith('['))
        {
            int close = text.IndexOf(']', StringComparison.Ordinal);
            if (close < 0 || !TryReadIPv6(text.AsSpan(1, close - 1), out host))
            {
                error = $"'{text}' has no IPv6 address in its brackets. Write [address]:name";
                return false;
            }

            colon = close + 1;
        }
        else
        {
            colon = text.IndexOf(':', StringComparison.Ordinal);
            host = colon < 0 ? "" : text[..colon];
        }

        if (host.Length == 0 || colon >= text.Length || text[colon] != ':')
        {
            error = $"'{text}' has no host. Write tftp://host/name or host:name";
            return false;
        }

        if (host.AsSpan().ContainsAny(NotInHost))
        {
            error = $"'{host}' in '{text}' is no host. Write tftp://host/name or host:name";
            return false;
        }

        if (text[0] != '[' && LooksLikeBareIPv6(text))
        {
            error = $"'{text}' has an IPv6 address without brackets. Write [address]:name";
            return false;
        }

        if (colon + 1 == text.Length || text.Contains('\0', StringComparison.Ordinal))
        {
            error = $"'{text}' names no file. Write {host}:name";
            return false;
        }

        uri = new TftpUri(host, Encoding.UTF8.GetBytes(text[(colon + 1)..]));
        error = null;
        return true;
    }

    private static bool LooksLikeBareIPv6(string text)
    {
        int last = text.LastIndexOf(':');
        return IsIPv6(text) || (last > 0 && IsIPv6(text[..last]));

        static bool IsIPv6(string value) =>
            IPAddress.TryParse(value, out IPAddress? address) && address.AddressFamily == AddressFamily.InterNetworkV6;
    }

    private static bool TryReadIPv6(ReadOnlySpan<char> text, out string host)
    {
        // A zone comes as %25 in a URL (RFC 6874) and as a bare % from people.
        host = text.ToString().Replace("%25", "%", StringComparison.Ordinal);
        return IPAddress.TryParse(host, out IPAddress? address) && address.AddressFamily == AddressFamily.InterNetworkV6;
    }

    private static bool TryUnescape(ReadOnlySpan<char> text, out byte[] bytes)
    {
        byte[] utf8 = new byte[Encoding.UTF8.GetByteCount(text)];
        Encoding.UTF8.GetBytes(text, utf8);
        int length = 0;
        for (int i = 0; i < utf8.Length; i++)
        {
            byte value = utf8[i];
            if (value == '%')
            {
                if (i + 2 >= utf8.Length
                    || !byte.TryParse(utf8.AsSpan(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value))
                {
                    bytes = [];
                    return false;
                }

                i += 2;
            }

            if (value == 0)
            {
                bytes = [];
                return false;
            }

            utf8[length++] = value;
        }

        bytes = utf8[..length];
        return true;
    }
}
