using Oack.Protocol.Options;
using Oack.Protocol.Transfer;

namespace Oack.Protocol.Multicast;

/// <summary>How patient and how careful PXE's MTFTP is, at both ends. One object serves many; it never changes.</summary>
public sealed record MtftpSettings
{
    /// <summary>The settings that all defaults together make.</summary>
    public static MtftpSettings Default { get; } = new();

    /// <summary>Timeouts and patience between server and acknowledging client. Defaults to those of a transfer.</summary>
    public TransferSettings Transfer { get; init; } = TransferSettings.Default;

    /// <summary>
    /// Server: how long one timeout of an acknowledging client is at most taken to be. Defaults to 5 s, as PXE clients have.
    /// </summary>
    public TimeSpan MasterTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Server: after so many of those in silence the acknowledging client is forgotten, and its ACKs count no more. Defaults
    /// to 5.
    /// </summary>
    public int MasterTries { get; init; } = 5;

    /// <summary>
    /// Server: how long the file stands still for a silent acknowledging client before it goes on for those who listen.
    /// Defaults to 2 s: listeners that hear nothing for longer take the round for dead.
    /// </summary>
    public TimeSpan GoOnAfter { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Server: the shortest pause between blocks that nobody acknowledges. Defaults to 5 ms.</summary>
    public TimeSpan UnattendedPause { get; init; } = TimeSpan.FromMilliseconds(5);

    /// <summary>Server: the most bytes of DATA a second, headers not counted; null for no limit. Defaults to null.</summary>
    public long? MaxBytesPerSecond { get; init; }

    /// <summary>Server: how long a session without a round stays. Defaults to 60 s.</summary>
    public TimeSpan IdlePatience { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// Client: how long to listen in silence before the file is asked for; PXE option 43, sub-option 4. Defaults to 2 s.
    /// </summary>
    public TimeSpan ListenDelay { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Client: how long a round may be silent before it counts as over; PXE option 43, sub-option 5. Defaults to 5 s.
    /// </summary>
    public TimeSpan ReopenDelay { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Client: how many times the file is asked for before it is fetched without multicast. Defaults to 3 (PXE 2.1).</summary>
    public int OpenTries { get; init; } = 3;

    /// <summary>Client: how long an acknowledging client waits for the server. Defaults to 10 s.</summary>
    public TimeSpan ServerPatience { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Client: the block size, where it is known; null to learn it from the packets, beginning with 512. Defaults to null.
    /// </summary>
    public int? BlockSize { get; init; }

    /// <summary>
    /// Client: whether an acknowledging client names the block before its first gap, so that the server leaves out what is
    /// here, as iPXE does. Defaults to false: each block is acknowledged, as PXE 2.1 has it, and listeners get them all.
    /// </summary>
    public bool SkipsBlocks { get; init; }

    /// <summary>Client: after how many rounds the rest is given up. Defaults to 1,000.</summary>
    public int MaxRounds { get; init; } = 1_000;

    internal TimeSpan MasterPatience => MasterTimeout * MasterTries;

    internal int FirstBlockSize => BlockSize ?? TransferParameters.DefaultBlockSize;
}
