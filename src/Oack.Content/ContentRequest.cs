using System.Net;
using Oack.Protocol;

namespace Oack.Content;

/// <summary>What a client asks for: enough for a content source to choose, refuse or make the file.</summary>
public sealed class ContentRequest
{
    private readonly PeerEndpoint _client;
    private IPAddress? _address;

    /// <summary>What a client asks for.</summary>
    /// <param name="name">The name as it came over the wire, without the NUL.</param>
    /// <param name="client">The address of the client.</param>
    /// <param name="mode">How the bytes will travel.</param>
    /// <param name="announcedBytes">For a write: the size that the client announced with tsize, or null.</param>
    public ContentRequest(ReadOnlyMemory<byte> name, IPAddress client, TransferMode mode, long? announcedBytes = null)
        : this(name, PeerEndpoint.From(client, 0), mode, announcedBytes)
    {
    }

    /// <summary>What a client asks for.</summary>
    /// <param name="name">The name as it came over the wire, without the NUL.</param>
    /// <param name="client">The client.</param>
    /// <param name="mode">How the bytes will travel.</param>
    /// <param name="announcedBytes">For a write: the size that the client announced with tsize, or null.</param>
    public ContentRequest(ReadOnlyMemory<byte> name, PeerEndpoint client, TransferMode mode, long? announcedBytes = null)
    {
        Name = name;
        _client = client;
        Mode = mode;
        AnnouncedBytes = announcedBytes;
    }

    /// <summary>
    /// The name as it came over the wire, bytes without the NUL: any bytes but NUL, often but not always UTF-8, with
    /// whatever slashes and backslashes the client sent. Never empty. The memory is the server's: a source that needs the
    /// name after its opening has completed copies it.
    /// </summary>
    public ReadOnlyMemory<byte> Name { get; }

    /// <summary>The address of the client; IPv4 addresses are never in their IPv6-mapped form.</summary>
    public IPAddress Client => _address ??= _client.ToIPAddress();

    /// <summary>How the bytes will travel. The source always deals in the file's own bytes.</summary>
    public TransferMode Mode { get; }

    /// <summary>For a write: the size that the client announced with tsize, or null.</summary>
    public long? AnnouncedBytes { get; }

    /// <summary>
    /// Requests with the same number had all arrived before the first of them was opened, so what was found out about a
    /// name for one of them holds for the others. Defaults to 0: it came by itself.
    /// </summary>
    public long Batch { get; init; }
}
