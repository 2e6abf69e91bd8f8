using Oack.Protocol;

namespace Oack.Simulation.Checkers;

/// <summary>
/// One conversation as its end under test could know it, put together from nothing but the packets that this end sent and
/// was handed.
/// </summary>
public sealed class Flow
{
    /// <summary>A conversation.</summary>
    public Flow(PeerEndpoint local, PeerEndpoint remote) => (Local, Remote) = (local, remote);

    /// <summary>The end under test.</summary>
    public PeerEndpoint Local { get; }

    /// <summary>The other end.</summary>
    public PeerEndpoint Remote { get; }

    /// <summary>Whether the end under test is the one that was asked.</summary>
    public bool IsServer { get; set; }

    /// <summary>Whether the request was an RRQ; null until a request is known.</summary>
    public bool? IsRead { get; set; }

    /// <summary>The options of the request, names in lower case.</summary>
    public IReadOnlyDictionary<string, long> Asked { get; set; } = new Dictionary<string, long>();

    /// <summary>The names of the options as the request wrote them, in its order.</summary>
    public IReadOnlyList<string> AskedNames { get; set; } = [];

    /// <summary>Whether it is settled what both work by.</summary>
    public bool IsSettled { get; set; }

    public int BlockSize { get; set; } = 512;

    public int WindowBlocks { get; set; } = 1;

    public int RolloverTo { get; set; }

    /// <summary>Whether a packet of the other end has been handed over since the request.</summary>
    public bool PeerHasAnswered { get; set; }

    /// <summary>Whether an OACK was sent that the other end has not answered.</summary>
    public bool IsOpening { get; set; }

    /// <summary>The highest block that an ACK handed over acknowledged; -1 before the first ACK where one must come first.</summary>
    public long HighestAcknowledged { get; set; }

    /// <summary>The highest block sent.</summary>
    public long HighestSent { get; set; }

    /// <summary>The block of the DATA sent last.</summary>
    public long LastSentBlock { get; set; }

    /// <summary>How many DATA packets were sent.</summary>
    public long DataSent { get; set; }

    /// <summary>How many of them had been sent before.</summary>
    public long DataSentAgain { get; set; }

    /// <summary>What the datagram handed over last was to this end.</summary>
    public LastDelivered LastDelivered { get; set; }

    /// <summary>Whether the end under test sends DATA here.</summary>
    public bool SendsData => IsRead == IsServer;
}
