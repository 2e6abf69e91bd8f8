using System.Net;
using Oack.Protocol;

namespace Oack.Content;

/// <summary>What a client asks for: enough for a content source to choose, refuse or make the file.</summary>
/// <param name="Name">
/// The name as it came over the wire, bytes without the NUL: any bytes but NUL, often but not always UTF-8, with
/// whatever slashes and backslashes the client sent. Never empty.
/// </param>
/// <param name="Client">The address of the client; IPv4 addresses are never in their IPv6-mapped form.</param>
/// <param name="Mode">How the bytes will travel. The source always deals in the file's own bytes.</param>
/// <param name="AnnouncedBytes">For a write: the size that the client announced with tsize, or null.</param>
public sealed record ContentRequest(
    ReadOnlyMemory<byte> Name,
    IPAddress Client,
    TransferMode Mode,
    long? AnnouncedBytes = null);
