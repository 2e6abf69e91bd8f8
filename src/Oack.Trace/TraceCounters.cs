using Oack.Trace.Capture;

namespace Oack.Trace;

/// <summary>How much was seen in frames, and what was passed over, by kind.</summary>
public sealed class TraceCounters
{
    /// <summary>Frames that were looked at.</summary>
    public long Frames { get; internal set; }

    /// <summary>UDP datagrams, each once however many fragments it came in.</summary>
    public long Datagrams { get; internal set; }

    /// <summary>IP fragments.</summary>
    public long Fragments { get; internal set; }

    /// <summary>Datagrams that were put together from fragments.</summary>
    public long ReassembledDatagrams { get; internal set; }

    /// <summary>Datagrams of which some fragments never came.</summary>
    public long IncompleteDatagrams { get; internal set; }

    /// <summary>Datagrams whose fragments contradict each other; they were passed over.</summary>
    public long ContradictoryDatagrams { get; internal set; }

    /// <summary>
    /// UDP datagrams that the sending machine had not cut yet when it captured them (segmentation by its network card):
    /// each was cut into its <see cref="Datagrams"/>.
    /// </summary>
    public long JoinedDatagrams { get; internal set; }

    /// <summary>Frames of which the capture kept only the beginning.</summary>
    public long CutFrames { get; internal set; }

    /// <summary>ICMP and ICMPv6 messages.</summary>
    public long IcmpMessages { get; internal set; }

    /// <summary>Destination unreachable, quoting a UDP datagram.</summary>
    public long UnreachableMessages { get; internal set; }

    /// <summary>Fragmentation needed and packet too big, quoting a UDP datagram.</summary>
    public long TooBigMessages { get; internal set; }

    /// <summary>ARP messages.</summary>
    public long ArpMessages { get; internal set; }

    /// <summary>DHCP and BOOTP messages, proxyDHCP among them.</summary>
    public long BootMessages { get; internal set; }

    /// <summary>Frames passed over because their link type is not known.</summary>
    public long SkippedLinkTypes { get; internal set; }

    /// <summary>The first of the link types that are not known, or null.</summary>
    public LinkType? UnknownLinkType { get; internal set; }

    /// <summary>Frames passed over because they carry neither IP nor ARP.</summary>
    public long SkippedNetworks { get; internal set; }

    /// <summary>Packets passed over because they carry neither UDP nor ICMP.</summary>
    public long SkippedTransports { get; internal set; }

    /// <summary>Frames passed over because their headers contradict themselves, or end too early.</summary>
    public long SkippedMalformed { get; internal set; }

    /// <summary>All that was passed over.</summary>
    public long Skipped => SkippedLinkTypes + SkippedNetworks + SkippedTransports + SkippedMalformed;
}
