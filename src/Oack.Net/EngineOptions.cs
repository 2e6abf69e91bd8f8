using System.Net;

namespace Oack.Net;

/// <summary>Where an engine listens and how it opens the sockets of transfers.</summary>
public sealed record EngineOptions
{
    /// <summary>
    /// Where requests arrive; the listeners are numbered in this order. <c>[::]</c> serves IPv4 as well, unless
    /// <c>0.0.0.0</c> with the same port is listed too. Port 0 takes a free port. Defaults to all addresses, port 69
    /// (<see cref="ListenAddress.All"/>). Empty for clients: all datagrams then go over the channels of transfers.
    /// </summary>
    public IReadOnlyList<IPEndPoint> Listen { get; init; } = [ListenAddress.All()];

    /// <summary>
    /// The ports of transfers, each used by one transfer at a time, taken in turn. Defaults to null: the system chooses.
    /// </summary>
    public PortRange? PortRange { get; init; }

    /// <summary>
    /// Whether transfers use the port that was asked, for address translation that loses track of the others. The
    /// listeners then report peers that are unreachable, as transfers' own sockets do. Which channel a datagram leaves
    /// by is the shard's choice. Defaults to false.
    /// </summary>
    public bool SinglePort { get; init; }

    /// <summary>
    /// The receive buffer of a listening socket, in bytes, 4,096 or more: it holds the requests of a boot storm. Without
    /// privileges the system's maximum bounds it (Linux: net.core.rmem_max). Defaults to 4 MiB.
    /// </summary>
    public int ListenerReceiveBufferBytes { get; init; } = 4 << 20;

    /// <summary>
    /// The receive buffer of a transfer's own socket, in bytes, 4,096 or more: an upload's window has to fit. The memory
    /// is used only while datagrams wait; a flood can make each transfer use all of it. Defaults to 512 KiB.
    /// </summary>
    public int TransferReceiveBufferBytes { get; init; } = 512 << 10;

    /// <summary>The send buffer of every socket, in bytes, 4,096 or more. Defaults to 1 MiB.</summary>
    public int SendBufferBytes { get; init; } = 1 << 20;

    /// <summary>
    /// How many datagrams one socket may hand in before the others have their turn, 1–4,096. Defaults to 64.
    /// </summary>
    public int ReceiveBatch { get; init; } = 64;

    /// <summary>
    /// How many datagrams may leave before the engine looks for arrivals again, 1–65,536. Defaults to 256.
    /// </summary>
    public int TransmitBatch { get; init; } = 256;

    /// <summary>
    /// The largest slot of a transfer's channel plus one, 1–1,048,576; the table of channels never grows beyond it.
    /// Defaults to 65,536.
    /// </summary>
    public int MaxChannels { get; init; } = 65_536;

    /// <summary>Which engine to use. Defaults to <see cref="EngineKind.Best"/>.</summary>
    public EngineKind Kind { get; init; }

    /// <summary>
    /// How many sockets of transfers that ended are kept open for transfers to come, 0–65,536; the one that rested
    /// longest is used first. Not with a <see cref="PortRange"/>. Linux engine only. Defaults to 512.
    /// </summary>
    public int IdleChannels { get; init; } = 512;

    /// <summary>
    /// How many transfers may have a second socket beside their own, one that is connected, 0–65,536; the others do without.
    /// Linux engine only. Defaults to 1,024.
    /// </summary>
    public int MaxTwins { get; init; } = 1_024;

    /// <summary>
    /// Whether the loop looks for the next datagram of a lone client for some microseconds before it sleeps, while the
    /// last ones came that soon and nobody else wants the processor. Linux engine only. Defaults to true.
    /// </summary>
    public bool Spin { get; init; } = true;

    /// <summary>
    /// Whether the loop lets some datagrams gather, for up to a quarter of a millisecond, before it asks which sockets have
    /// any, while 32 and more transfers bring them that fast. It saves up to a fifth of the processor time, and a round trip
    /// may take that much longer. Linux engine only. Defaults to true.
    /// </summary>
    public bool Gather { get; init; } = true;

    /// <summary>
    /// How the peer of a transfer gets a connected socket, which spares the system a search for the route with each
    /// datagram. Linux engine only. Defaults to <see cref="ChannelConnecting.Beside"/>.
    /// </summary>
    public ChannelConnecting Connecting { get; init; } = ChannelConnecting.Beside;

    /// <summary>
    /// Whether the system may hand in many datagrams of one peer as one (Linux: UDP_GRO). Linux engine only. Defaults to
    /// true.
    /// </summary>
    public bool ReceiveOffload { get; init; } = true;

    /// <summary>
    /// How datagrams for groups leave. Defaults to null: by the route to the group, as far as the link goes.
    /// </summary>
    public MulticastSending? Multicast { get; init; }

    /// <summary>Sees all datagrams that arrive and leave. Defaults to null: nobody listens in, which costs nothing.</summary>
    public IDatagramTap? Tap { get; init; }

    internal void Validate()
    {
        ArgumentNullException.ThrowIfNull(Listen);
        ThrowIfOutside(IdleChannels, 0, 65_536, nameof(IdleChannels));
        ThrowIfOutside(MaxTwins, 0, 65_536, nameof(MaxTwins));
        ThrowIfOutside(ListenerReceiveBufferBytes, 4096, int.MaxValue, nameof(ListenerReceiveBufferBytes));
        ThrowIfOutside(TransferReceiveBufferBytes, 4096, int.MaxValue, nameof(TransferReceiveBufferBytes));
        ThrowIfOutside(SendBufferBytes, 4096, int.MaxValue, nameof(SendBufferBytes));
        ThrowIfOutside(ReceiveBatch, 1, 4096, nameof(ReceiveBatch));
        ThrowIfOutside(TransmitBatch, 1, 65_536, nameof(TransmitBatch));
        ThrowIfOutside(MaxChannels, 1, 1 << 20, nameof(MaxChannels));
        Multicast?.Validate();
    }

    private static void ThrowIfOutside(int value, int lowest, int highest, string name)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value, lowest, name);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value, highest, name);
    }
}
