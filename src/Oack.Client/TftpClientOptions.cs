using System.Net;
using System.Net.Sockets;
using Oack.Protocol;
using Oack.Protocol.Options;

namespace Oack.Client;

/// <summary>How a transfer is asked for and how patient it is. One object serves many transfers; it never changes.</summary>
public sealed record TftpClientOptions
{
    /// <summary>The options that all defaults together make.</summary>
    public static TftpClientOptions Default { get; } = new();

    /// <summary>Octet or netascii. Defaults to octet.</summary>
    public TransferMode Mode { get; init; } = TransferMode.Octet;

    /// <summary>
    /// The block size to ask for, in bytes, 8 to 65,464 (RFC 2348). Defaults to null: the largest that travels to the
    /// server in one frame of the interface that leads there, 1,468 on Ethernet with IPv4.
    /// </summary>
    public int? BlockSize { get; init; }

    /// <summary>
    /// The window to ask for, in blocks, 1 to 65,535 (RFC 7440); 1 asks for none: lock-step. Defaults to 16.
    /// </summary>
    public int WindowBlocks { get; init; } = 16;

    /// <summary>
    /// The time after which a packet is sent again, asked of the server (RFC 2349 <c>timeout</c> for whole seconds from 1
    /// to 255, else <c>utimeout</c>, 10 ms or more) and kept on this side whatever the server grants. Defaults to null:
    /// nothing is asked and the timeout is measured.
    /// </summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>
    /// The time after which this side sends a packet again, without a word of it to the server; 10 ms or more. Defaults
    /// to null: measured. <see cref="Timeout"/> comes first.
    /// </summary>
    public TimeSpan? RetransmitTimeout { get; init; }

    /// <summary>
    /// How many times in a row one packet is sent again before the transfer is given up, 0 to 1,000. Defaults to 20; with
    /// the measured timeout <see cref="Patience"/> usually runs out first.
    /// </summary>
    public int Retries { get; init; } = 20;

    /// <summary>How long the server may be silent before the transfer is given up. Defaults to 30 s.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Whether the size of the file is asked (get) or told (put) with <c>tsize</c> (RFC 2349), in octet mode. A file that
    /// ends before its announced size is then not taken for whole. Defaults to true.
    /// </summary>
    public bool AsksTransferSize { get; init; } = true;

    /// <summary>
    /// The number that follows block 65,535, 0 or 1, to ask for with <c>rollover</c>. Defaults to null: not asked, and 0.
    /// </summary>
    public int? RolloverTo { get; init; }

    /// <summary>Whether requests carry options at all. Defaults to true; false speaks RFC 1350 alone.</summary>
    public bool UsesOptions { get; init; } = true;

    /// <summary>
    /// Whether a server that refuses or breaks what was negotiated is asked again for less. Defaults to true; the result
    /// names each such step.
    /// </summary>
    public bool FallsBack { get; init; } = true;

    /// <summary>
    /// Whether the answer may come from another address than the one that was asked, as some NATs and servers with
    /// several addresses make it. Defaults to false: such an answer is refused with ERROR 5.
    /// </summary>
    public bool AcceptReplyFromAnyAddress { get; init; }

    /// <summary>
    /// How to get a file by multicast; in octet mode only, and without effect on a put. Defaults to null: by a transfer of
    /// one's own.
    /// </summary>
    public GroupFetch? Group { get; init; }

    /// <summary>The address family to use, where a name has both. Defaults to unspecified: in the resolver's order.</summary>
    public AddressFamily AddressFamily { get; init; } = AddressFamily.Unspecified;

    /// <summary>The address to send from. Defaults to null: the system's choice.</summary>
    public IPAddress? LocalAddress { get; init; }

    /// <summary>
    /// The longest time that a finished read stays to acknowledge its last block again (RFC 1350 §6). Defaults to 1 s;
    /// the measured time is usually far shorter, and the result is there before it begins.
    /// </summary>
    public TimeSpan MaxDally { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Sees each datagram sent and received, on the transfer's own thread. Defaults to null.</summary>
    public PacketObserver? Observer { get; init; }

    /// <summary>
    /// How long a granted block size above 512 bytes may bring nothing, while the server still answers or retries,
    /// before its fragments are taken for lost. Defaults to 3 s.
    /// </summary>
    internal TimeSpan BlockSizeTrial { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>Throws unless each value is in its range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A value is outside its range; the message names both.</exception>
    internal void Validate()
    {
        Check(BlockSize is null or (>= TransferParameters.MinBlockSize and <= TransferParameters.MaxBlockSize), nameof(BlockSize), BlockSize, "8 to 65464 bytes");
        Check(WindowBlocks is >= 1 and <= TransferParameters.MaxWindowBlocks, nameof(WindowBlocks), WindowBlocks, "1 to 65535 blocks");
        Check(IsTimeout(Timeout), nameof(Timeout), Timeout, "10 ms to 255 s");
        Check(IsTimeout(RetransmitTimeout), nameof(RetransmitTimeout), RetransmitTimeout, "10 ms to 255 s");
        Check(Retries is >= 0 and <= 1_000, nameof(Retries), Retries, "0 to 1000");
        Check(Patience > TimeSpan.Zero, nameof(Patience), Patience, "more than 0");
        Check(RolloverTo is null or 0 or 1, nameof(RolloverTo), RolloverTo, "0 or 1");
        Check(Group is null || Mode == TransferMode.Octet, nameof(Mode), Mode, "octet for a get by multicast (RFC 2090)");
        Check(Group is null || Group.Patience >= TimeSpan.FromSeconds(1), "Group.Patience", Group?.Patience, "1 s or more");
        Check(MaxDally >= TimeSpan.Zero, nameof(MaxDally), MaxDally, "0 or more");

        static bool IsTimeout(TimeSpan? value) =>
            value is null || (value >= TimeSpan.FromMilliseconds(10) && value <= TimeSpan.FromSeconds(255));

        static void Check(bool holds, string name, object? value, string range)
        {
            if (!holds)
            {
                throw new ArgumentOutOfRangeException(name, value, $"{name} is {range}.");
            }
        }
    }
}
