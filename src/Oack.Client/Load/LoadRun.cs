using Oack.Protocol;
using Oack.Protocol.Options;
using Oack.Protocol.Transfer;

namespace Oack.Client;

/// <summary>What the shards of one run share: the request, the content, and the transfers that are left to do.</summary>
internal sealed class LoadRun(TftpUri source, PeerEndpoint server, LoadOptions options, ReferenceContent reference)
{
    private readonly TransferMode _mode = source.Mode ?? TransferMode.Octet;

    private readonly OptionList _asked = new RequestShape(HasOptions: true, options.BlockSize, options.WindowBlocks)
        .ToAsked(TftpClientOptions.Default with { AsksTransferSize = false }, announcedBytes: null);

    private readonly TransferSettings _settings = TransferSettings.Default with
    {
        FixedTimeout = options.RetransmitTimeout,
        // A long timeout by hand must not outlast the patience: four tries at least.
        Patience = TimeSpan.FromTicks(Math.Max(options.Patience.Ticks, (options.RetransmitTimeout ?? TimeSpan.Zero).Ticks * 4)),
    };

    private int _left = options.Transfers;
    private volatile bool _isStopAsked;

    public LoadOptions Options { get; } = options;

    public PeerEndpoint Server { get; } = server;

    public ReferenceContent Reference { get; } = reference;

    /// <summary>Whether the run is to end before its transfers are done.</summary>
    public bool IsStopAsked => _isStopAsked;

    /// <summary>Asks all shards to end; each has to be woken for it.</summary>
    public void AskToStop() => _isStopAsked = true;

    /// <summary>Takes one of the transfers that are left; false when there is none.</summary>
    public bool TryTake() => Volatile.Read(ref _left) > 0 && Interlocked.Decrement(ref _left) >= 0;

    /// <summary>A machine for one transfer.</summary>
    public ReceiveTransfer NewTransfer(Instant now) =>
        ReceiveTransfer.Request(now, Server, source.FileName, _mode, _asked, _settings);
}
