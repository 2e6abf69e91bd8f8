using System.Net.Sockets;
using Oack.Protocol.Options;

namespace Oack.Client;

/// <summary>How much load <see cref="LoadGenerator"/> makes and what each of its requests asks for. Never changes.</summary>
public sealed record LoadOptions
{
    /// <summary>The most clients at once: 10,000.</summary>
    public const int MaxClients = 10_000;

    /// <summary>The most transfers of one run: 10,000,000.</summary>
    public const int MaxTransfers = 10_000_000;

    /// <summary>The options that all defaults together make.</summary>
    public static LoadOptions Default { get; } = new();

    /// <summary>How many clients read at once, each from a port of its own, 1 to 10,000. Defaults to 10.</summary>
    public int Clients { get; init; } = 10;

    /// <summary>How many transfers all clients do together, one after the other each, 1 to 10,000,000. Defaults to 100.</summary>
    public int Transfers { get; init; } = 100;

    /// <summary>
    /// How many threads the clients are divided over, 1 to the number of processors; never more than there are clients.
    /// Defaults to 1.
    /// </summary>
    public int Threads { get; init; } = 1;

    /// <summary>The block size to ask for, in bytes, 8 to 65,464 (RFC 2348). Defaults to 1,428.</summary>
    public int BlockSize { get; init; } = 1_428;

    /// <summary>The window to ask for, in blocks, 1 to 65,535 (RFC 7440); 1 asks for none. Defaults to 16.</summary>
    public int WindowBlocks { get; init; } = 16;

    /// <summary>
    /// The time after which a client sends a packet again, 10 ms to 255 s, without a word of it to the server. Defaults to
    /// null: measured.
    /// </summary>
    public TimeSpan? RetransmitTimeout { get; init; }

    /// <summary>How long the server may be silent before a transfer counts as failed. Defaults to 30 s.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long the whole run may last, 10 ms to one day; what has not ended then never does. Defaults to 60 s.</summary>
    public TimeSpan MaxTime { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// A local file that each transfer must match byte for byte. Defaults to null: they must match each other.
    /// </summary>
    public string? ExpectedFile { get; init; }

    /// <summary>
    /// Whether the system may hand in many datagrams as one (Linux: UDP_GRO). Defaults to true; false is what a plain client
    /// costs a server.
    /// </summary>
    public bool ReceiveOffload { get; init; } = true;

    /// <summary>The address family to use, where a name has both. Defaults to unspecified: what the resolver names first.</summary>
    public AddressFamily AddressFamily { get; init; } = AddressFamily.Unspecified;

    /// <summary>Throws unless each value is in its range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A value is outside its range; the message names both.</exception>
    internal void Validate()
    {
        Check(Clients is >= 1 and <= MaxClients, nameof(Clients), Clients, "1 to 10000");
        Check(Transfers is >= 1 and <= MaxTransfers, nameof(Transfers), Transfers, "1 to 10000000");
        Check(Threads >= 1 && Threads <= Environment.ProcessorCount, nameof(Threads), Threads, $"1 to {Environment.ProcessorCount}, the number of processors");
        Check(BlockSize is >= TransferParameters.MinBlockSize and <= TransferParameters.MaxBlockSize, nameof(BlockSize), BlockSize, "8 to 65464 bytes");
        Check(WindowBlocks is >= 1 and <= TransferParameters.MaxWindowBlocks, nameof(WindowBlocks), WindowBlocks, "1 to 65535 blocks");
        Check(
            RetransmitTimeout is null || (RetransmitTimeout >= TimeSpan.FromMilliseconds(10) && RetransmitTimeout <= TimeSpan.FromSeconds(255)),
            nameof(RetransmitTimeout), RetransmitTimeout, "10 ms to 255 s");
        Check(Patience > TimeSpan.Zero, nameof(Patience), Patience, "more than 0");
        Check(MaxTime >= TimeSpan.FromMilliseconds(10) && MaxTime <= TimeSpan.FromDays(1), nameof(MaxTime), MaxTime, "10 ms to one day");

        static void Check(bool holds, string name, object? value, string range)
        {
            if (!holds)
            {
                throw new ArgumentOutOfRangeException(name, value, $"{name} is {range}.");
            }
        }
    }
}
