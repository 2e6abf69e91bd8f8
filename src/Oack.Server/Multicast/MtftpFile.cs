using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Text;
using Oack.Protocol;

namespace Oack.Server;

/// <summary>
/// A file that is offered by the multicast TFTP of PXE (PXE 2.1 §2.2.3.2): clients listen on the group, and ask on a
/// port of its own when they hear nothing. The parameters are what DHCP option 43 tells them (sub-options 1 to 5).
/// </summary>
/// <param name="Name">The name that clients ask for, as the content source knows it.</param>
/// <param name="Group">The group (1) with the port on which clients listen (2).</param>
public sealed record MtftpFile(string Name, PeerEndpoint Group)
{
    /// <summary>The port on which clients listen when none is given: 1758.</summary>
    public const int DefaultClientPort = 1758;

    /// <summary>The port that is asked when none is given: 1759.</summary>
    public const int DefaultServerPort = 1759;

    /// <summary>The block size of PXE clients: 512.</summary>
    public const int DefaultBlockSize = 512;

    private const string Expected =
        "expected FILE=GROUP[:CLIENTPORT][,port=SERVERPORT][,blksize=512|1432|1468][,delay=SECONDS][,reopen=SECONDS], as boot/image=239.255.1.1:1758";

    /// <summary>The port that is asked, and from which all of the file comes (3). Defaults to 1759.</summary>
    public int ServerPort { get; init; } = DefaultServerPort;

    /// <summary>
    /// Bytes in each block, which clients learn from the first one: 512, or 1432 or 1468 where all clients are known to
    /// take them. Defaults to 512.
    /// </summary>
    public int BlockSize { get; init; } = DefaultBlockSize;

    /// <summary>How long a client listens before it asks, in whole seconds, 1 to 255 (4). Defaults to 2 s.</summary>
    public TimeSpan OpenDelay { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a client that lost its server listens before it asks again, 1 to 255 s (5). Defaults to 5 s.</summary>
    public TimeSpan ReopenDelay { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Reads <c>FILE=GROUP[:CLIENTPORT][,port=N][,blksize=N][,delay=SECONDS][,reopen=SECONDS]</c>.</summary>
    /// <param name="text">What was given.</param>
    /// <param name="file">The file.</param>
    /// <param name="error">What is wrong with it and what is expected; empty on success.</param>
    public static bool TryParse(string? text, [NotNullWhen(true)] out MtftpFile? file, out string error)
    {
        string given = (text ?? string.Empty).Trim();
        file = null;
        if (!TrySplit(given, out string name, out string[] parts, out IPAddress group, out string? portText, out error))
        {
            error = $"'{given}': {error}{Expected}";
            return false;
        }

        int clientPort = DefaultClientPort;
        if (portText is not null && !GroupText.TryParsePort(portText, out clientPort))
        {
            error = $"'{given}': '{portText}' is not a port: expected a number from 1 to 65535";
            return false;
        }

        MtftpFile made = new(name, PeerEndpoint.From(group, clientPort));
        foreach (string part in parts.AsSpan(1))
        {
            if (!TryApply(part, ref made, out error))
            {
                error = $"'{given}': {error}";
                return false;
            }
        }

        file = made;
        error = string.Empty;
        return true;
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Name}={Group},port={ServerPort},blksize={BlockSize}");

    /// <summary>Whether a name that a client asks for is this file's: slashes at its start do not count.</summary>
    internal bool Is(ReadOnlySpan<byte> name) =>
        name.TrimStart("/\\"u8).SequenceEqual(Encoding.UTF8.GetBytes(Name).AsSpan().TrimStart("/\\"u8));

    /// <summary>A file's name may hold equals signs and commas: the group follows the first one behind which there is a group.</summary>
    private static bool TrySplit(
        string given, out string name, out string[] parts, out IPAddress group, out string? port, out string error)
    {
        (name, parts, group, port, error) = (string.Empty, [], IPAddress.None, null, string.Empty);
        for (int equals = given.IndexOf('=', 1 % Math.Max(1, given.Length)); equals > 0; equals = given.IndexOf('=', equals + 1))
        {
            parts = given[(equals + 1)..].Split(',');
            bool isGroup = false;
            string fault = "brackets do not match; ";
            if (GroupText.TrySplit(parts[0], out string address, out port))
            {
                isGroup = GroupText.TryParseGroup(address, out group, out fault);
                fault += "; ";
            }

            if (isGroup)
            {
                name = given[..equals];
                return true;
            }

            // What is said of the first one is what a person most likely wants to know.
            error = error.Length == 0 ? fault : error;
        }

        return false;
    }

    private static bool TryApply(string part, ref MtftpFile file, out string error)
    {
        int equals = part.IndexOf('=', StringComparison.Ordinal);
        string key = equals < 0 ? part : part[..equals];
        string value = equals < 0 ? string.Empty : part[(equals + 1)..];
        error = string.Empty;
        bool isNumber = int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int number);
        switch (key)
        {
            case "port" when GroupText.TryParsePort(value, out int port):
                file = file with { ServerPort = port };
                return true;
            case "blksize" when isNumber && number is 512 or 1432 or 1468:
                file = file with { BlockSize = number };
                return true;
            case "delay" when isNumber && number is >= 1 and <= byte.MaxValue:
                file = file with { OpenDelay = TimeSpan.FromSeconds(number) };
                return true;
            case "reopen" when isNumber && number is >= 1 and <= byte.MaxValue:
                file = file with { ReopenDelay = TimeSpan.FromSeconds(number) };
                return true;
            case "port":
                error = $"'{value}' is not a port: expected a number from 1 to 65535";
                return false;
            case "blksize":
                error = $"'{value}' is not a block size of multicast TFTP: 512, or 1432 or 1468 where all clients are known to take them";
                return false;
            case "delay" or "reopen":
                error = $"'{key}' takes whole seconds from 1 to 255, not '{value}'";
                return false;
            default:
                error = $"'{part}' is not known; {Expected}";
                return false;
        }
    }
}
