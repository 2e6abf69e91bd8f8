using Oack.Boot;
using Oack.Boot.Dhcp;
using Oack.Boot.Discovery;
using Oack.Boot.Firmware;
using Oack.Protocol;
using Oack.Protocol.Observe;

namespace Oack.Cli.Booting;

/// <summary>All that happened in one run of <c>oack boot</c>.</summary>
internal sealed class BootRecord
{
    /// <summary>The most messages of DHCP that are told; others are followed in silence.</summary>
    public const int MaxMessages = 128;

    public required BootWishes Settings { get; init; }

    public HardwareAddress? Hardware { get; set; }

    public ClientArchitecture? Architecture { get; set; }

    public List<BootMessage> Messages { get; } = [];

    public DhcpClient? Client { get; set; }

    public PeerEndpoint? Server { get; set; }

    public FirmwareSession? Session { get; set; }

    public List<BootStep> Steps { get; } = [];

    public ConversationTracker Tracker { get; } = new();

    /// <summary>What went wrong outside of the session, in words; null where nothing did.</summary>
    public string? Failure { get; set; }

    public int ExitCode { get; set; }

    /// <summary>What the program is left with.</summary>
    public string Verdict => Failure ?? Session?.Verdict ?? "";

    /// <summary>Proxies beyond the first: they race, and whoever is heard first wins.</summary>
    public IReadOnlyList<IPv4Address> Proxies =>
        [.. Client?.Replies.Where(reply => reply.IsProxy && reply.Type == DhcpMessageType.Offer).Select(reply => reply.Server).Distinct() ?? []];

    /// <summary>Servers that offer an address.</summary>
    public IReadOnlyList<IPv4Address> Lenders =>
        [.. Client?.Replies.Where(reply => reply.YourAddress.IsSet && reply.Type == DhcpMessageType.Offer).Select(reply => reply.Server).Distinct() ?? []];

    /// <summary>What was seen of a step on the wire; null where nothing was.</summary>
    public ObservedTransfer? ObservedOf(BootStep step) => Tracker.Transfers.FirstOrDefault(
        seen => seen.Client.Port == step.Transfer.LocalPort && seen.Name == step.Transfer.Step.Name);

    /// <summary>The programs that would have failed on an answer that came, each once.</summary>
    public IReadOnlyList<FirmwareConcern> Concerns =>
    [
        .. Steps.Select(step => step.Transfer.Answer).OfType<OptionAckReading>()
            .SelectMany(answer => FirmwareConcern.About(answer, Settings.Profile))
            .DistinctBy(concern => concern.Text),
    ];
}
