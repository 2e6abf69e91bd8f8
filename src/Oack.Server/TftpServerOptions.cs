using System.Net;
using Oack.Content;
using Oack.Net;
using Oack.Protocol;
using Oack.Protocol.Options;
using Oack.Protocol.Transfer;

namespace Oack.Server;

/// <summary>What a server listens on, what it grants and where it stops. Read once, when the server is made.</summary>
public sealed partial class TftpServerOptions
{
    /// <summary>The port of TFTP (RFC 1350 §4): 69.</summary>
    public const int DefaultPort = 69;

    /// <summary>
    /// The addresses and ports to listen on; port 0 takes a free one. Defaults to an empty list: all addresses of both
    /// families, port 69.
    /// </summary>
    public IReadOnlyList<IPEndPoint> Listen { get; set; } = [];

    /// <summary>
    /// Whether all transfers share the listening port instead of a port (transfer identifier) each: for NAT and
    /// containers that forward one port. Defaults to false.
    /// </summary>
    public bool SinglePort { get; set; }

    /// <summary>
    /// The ports that transfers may take as their own, for firewalls. Each running transfer needs one, so the range
    /// limits how many run at once. Defaults to null: the system's ephemeral ports.
    /// </summary>
    public PortRange? PortRange { get; set; }

    /// <summary>
    /// What is served and where uploads go. Defaults to null: it is given when the server is made, or found as
    /// <see cref="IContentSource"/> among the services.
    /// </summary>
    public IContentSource? Content { get; set; }

    /// <summary>
    /// How many transfers run at once, 1 to 1,000,000; the next request gets ERROR 0 "Server busy". Each holds an open
    /// file and, without <see cref="SinglePort"/>, a socket. Defaults to 4,096.
    /// </summary>
    public int MaxTransfers { get; set; } = 4_096;

    /// <summary>
    /// How many of them send or receive at once in each shard, 1 to 1,000,000. Further ones wait in the order of their
    /// requests, silently but for no longer than <see cref="AdmissionPatience"/>. Defaults to 1,024. On Linux it is less where
    /// the process may not have so many files open (see <see cref="OpenFileLimit"/>), up to three for each; the log says so.
    /// </summary>
    public int MaxRunning { get; set; } = 1_024;

    /// <summary>
    /// How long a request may wait for its turn, 0 to 1 minute; then it is answered, however many run, unless nothing
    /// more can be opened: clients ask again after one second or more, and give up after some such times. Defaults to 0.5 s.
    /// </summary>
    public TimeSpan AdmissionPatience { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>
    /// How many bytes of datagrams all transfers together send in a second, 1,000 or more. Defaults to null: no limit.
    /// </summary>
    public long? MaxBytesPerSecond { get; set; }

    /// <summary>
    /// How many bytes of datagrams one transfer sends in a second, 1,000 or more. Defaults to null: no limit.
    /// </summary>
    public long? MaxBytesPerSecondPerTransfer { get; set; }

    /// <summary>
    /// How many threads serve, each with the clients that the system gives it, 1 to 64; where ports cannot be shared
    /// (other systems than Linux) it is one. Defaults to null: as many as there are processors, at most 8, and one with
    /// <see cref="SinglePort"/>.
    /// </summary>
    public int? Shards { get; set; }

    /// <summary>Which engine moves the datagrams. Defaults to <see cref="EngineKind.Best"/>.</summary>
    public EngineKind Engine { get; set; }

    /// <summary>
    /// Whether a shard looks for a lone client's next packet for some microseconds before it sleeps, while a processor
    /// is free. Defaults to true.
    /// </summary>
    public bool Spin { get; set; } = true;

    /// <summary>
    /// Whether records are made of transfers that ended well. Without them the log and <see cref="TftpServer.TransferEnded"/>
    /// tell of trouble only, and a transfer costs the garbage collector next to nothing; counters and meters count all.
    /// Defaults to true.
    /// </summary>
    public bool RecordsAll { get; set; } = true;

    /// <summary>
    /// Whether the server watches its own conversations, so that records tell what the packets show: a lost ACK, a window
    /// that is too large, a client that repeats its request because the answers do not reach it. It needs
    /// <see cref="RecordsAll"/>. Defaults to true; the cost is below 5 % of the processor time in lock-step.
    /// </summary>
    public bool Diagnosis { get; set; } = true;

    /// <summary>
    /// How many transfers run at once for one source address, 1 to 1,000,000. Behind a NAT all clients have one address.
    /// Defaults to 512.
    /// </summary>
    public int MaxTransfersPerClient { get; set; } = 512;

    /// <summary>
    /// How many finished uploads stay at once to acknowledge a repeated last block, 0 to 1,000,000; past it the oldest
    /// leaves early. They do not count as running. Defaults to 4,096.
    /// </summary>
    public int MaxDallying { get; set; } = 4_096;

    /// <summary>
    /// How many ERRORs in a second one source address gets in answer to requests that are refused and to packets that
    /// belong nowhere, 1 to 1,000,000: a forged source is not flooded. Past it they are dropped and only counted. Defaults to 200.
    /// </summary>
    public int MaxErrorsPerSecond { get; set; } = 200;

    /// <summary>Which options are granted, and how large a block and a window. Defaults to <see cref="OptionPolicy.Default"/>.</summary>
    public OptionPolicy Options { get; set; } = OptionPolicy.Default;

    /// <summary>
    /// How patient transfers are. Defaults to <see cref="TransferSettings.Default"/>; while its
    /// <see cref="TransferSettings.Dally"/> is null, uploads dally for <see cref="TransferSettings.MaxDally"/>, because
    /// clients that lost the last ACK ask again by timers of up to 5 s, which cannot be measured.
    /// </summary>
    public TransferSettings Transfer { get; set; } = TransferSettings.Default;

    /// <summary>
    /// Gives the largest block that fits the path to a client, in bytes, or null where it is not known; a larger blksize
    /// is then granted down to it. Defaults to null: blocks past the path MTU travel in fragments.
    /// </summary>
    public Func<PeerEndpoint, int?>? PathBlockSize { get; set; }

    /// <summary>
    /// How long the content source may take to open, read ahead or store before the transfer ends with ERROR 0, 0.1 s to
    /// 1 day. Defaults to 30 s.
    /// </summary>
    public TimeSpan ContentTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How long the client of a running transfer must have been silent before the same request from the same port means
    /// that it started over, rather than that a datagram came twice; 0 to 1 hour. Defaults to 1 s.
    /// </summary>
    public TimeSpan StartOverSilence { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// How long a hosted server lets running transfers finish when it stops, 0 to 1 day; the rest gets ERROR 0. Defaults to 5 s.
    /// </summary>
    public TimeSpan DrainTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// What is sent to groups: RFC 2090 for whoever asks, and PXE's multicast TFTP. Not with <see cref="SinglePort"/>.
    /// Defaults to null: nothing is, and the multicast option is left out of the OACK.
    /// </summary>
    public MulticastServing? Multicast { get; set; }

    /// <summary>
    /// Sees all datagrams that the server receives and sends, with their true addresses and ports; several threads of the
    /// server call it at once. Defaults to null.
    /// </summary>
    public IDatagramTap? Tap { get; set; }

    internal TftpServerOptions Clone()
    {
        TftpServerOptions copy = (TftpServerOptions)MemberwiseClone();
        copy.Listen = [.. Listen];
        return copy;
    }
}
