using System.Net;
using Oack.Content;
using Oack.Net;
using Oack.Protocol.Options;
using Oack.Server;

namespace Oack.Cli.Serving;

/// <summary>What the command line of <c>serve</c> asks for.</summary>
internal sealed record ServeSettings
{
    public required DirectoryContentOptions Content { get; init; }

    /// <summary>Where to listen; empty when the command line does not say.</summary>
    public required IReadOnlyList<IPEndPoint> Listen { get; init; }

    public bool SinglePort { get; init; }

    public PortRange? PortRange { get; init; }

    public int? MaxTransfers { get; init; }

    public int? MaxTransfersPerClient { get; init; }

    public int? MaxRunning { get; init; }

    public OptionPolicy Policy { get; init; } = OptionPolicy.Default;

    public EngineKind Engine { get; init; }

    public int? Shards { get; init; }

    public bool Spins { get; init; } = true;

    /// <summary>Whether the server watches its own conversations.</summary>
    public bool Diagnoses { get; init; } = true;

    public long? MaxRate { get; init; }

    public long? MaxRatePerTransfer { get; init; }

    public bool ClampsToPath { get; init; }

    /// <summary>Where the traffic is recorded; null: nowhere.</summary>
    public CaptureSettings? Capture { get; init; }

    /// <summary>What machines that boot are told; null: nothing.</summary>
    public PxeSettings? Pxe { get; init; }

    /// <summary>What is sent to groups; null: nothing.</summary>
    public MulticastServing? Multicast { get; init; }

    public TimeSpan Drain { get; init; }

    public bool IsJson { get; init; }

    public bool IsQuiet { get; init; }

    public bool IsVerbose { get; init; }

    /// <summary>Whether plain lines are wanted even on a terminal.</summary>
    public bool IsPlain { get; init; }

    /// <summary>The server's options for these addresses.</summary>
    public TftpServerOptions ToServerOptions(IReadOnlyList<IPEndPoint> listen)
    {
        TftpServerOptions options = new()
        {
            Listen = listen,
            SinglePort = SinglePort,
            PortRange = PortRange,
            Options = Policy,
            PathBlockSize = ClampsToPath ? PathMtu.BlockSizeFor : null,
            DrainTimeout = Drain,
        };
        options.Multicast = Multicast;
        options.Engine = Engine;
        options.Shards = Shards;
        options.Spin = Spins;
        options.Diagnosis = Diagnoses;
        options.MaxBytesPerSecond = MaxRate;
        options.MaxBytesPerSecondPerTransfer = MaxRatePerTransfer;
        options.RecordsAll = !IsQuiet;
        options.MaxRunning = MaxRunning ?? options.MaxRunning;
        options.MaxTransfers = MaxTransfers ?? options.MaxTransfers;
        options.MaxTransfersPerClient = MaxTransfersPerClient ?? options.MaxTransfersPerClient;
        return options;
    }
}
