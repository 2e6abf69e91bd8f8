using Oack.Net.Platform;
using Oack.Protocol;

namespace Oack.Net.Client;

/// <summary>
/// How a client's socket is read: what one call to the system brought, datagram by datagram. A datagram's bytes stay
/// where they are until <see cref="Fill"/>.
/// </summary>
internal abstract class DatagramSource
{
    /// <summary>The longest payload of a UDP datagram, and a little more.</summary>
    protected const int MaxDatagramBytes = 65_536;

    /// <summary>Whether <see cref="Fill"/> costs little when nothing is there; else it is called only after a wait.</summary>
    public abstract bool MayTryFirst { get; }

    /// <summary>The best one for a socket that does not block.</summary>
    /// <param name="entry">The socket, bound.</param>
    /// <param name="isIPv6">Its family.</param>
    /// <param name="path">Which one; for tests.</param>
    public static DatagramSource Create(PolledSocket entry, bool isIPv6, ReceivePath path) =>
        OperatingSystem.IsLinux() && path != ReceivePath.Portable
            ? new LinuxDatagramSource(entry.Socket, isIPv6, joins: path == ReceivePath.Best)
            : new PortableDatagramSource(entry.Socket, isIPv6);

    /// <summary>Whether <see cref="TryNext"/> has something to give.</summary>
    public abstract bool HasNext { get; }

    /// <summary>Gives the next datagram that was received already; it may be empty.</summary>
    public abstract bool TryNext(out ReadOnlySpan<byte> datagram, out PeerEndpoint from);

    /// <summary>Receives without waiting, once <see cref="TryNext"/> has given everything.</summary>
    public abstract FillStatus Fill();
}
