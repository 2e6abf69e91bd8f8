using System.Globalization;
using Oack.Protocol;
using Oack.Protocol.Transfer;
using Oack.Protocol.Wire;

namespace Oack.Client;

/// <summary>Why a transfer of a load failed, in words that are the same for all that failed alike.</summary>
internal static class LoadFailureText
{
    private const int MaxShownBytes = 200;

    /// <summary>The cause; null for a transfer that is whole.</summary>
    public static string? For(TransferMachine machine, PeerEndpoint server) => machine switch
    {
        { Outcome: TransferOutcome.Complete } => null,
        { EndedByPeer: true } => string.Create(
            CultureInfo.InvariantCulture, $"ERROR {(int)machine.ErrorCode} '{PacketText.Escape(machine.ErrorMessage, MaxShownBytes)}'"),
        { RefusedOptionAck: not null } or { PeerSentOversizedBlock: true } =>
            "the server breaks the protocol: " + PacketText.Escape(machine.ErrorMessage, MaxShownBytes),
        { PeerUnreachable: true, PeerHasAnswered: false } => $"nobody listens on {server} (ICMP port unreachable)",
        { PeerUnreachable: true } => "the server went away midway (ICMP port unreachable)",
        { PeerHasAnswered: false } => $"no answer from {server}",
        { Outcome: TransferOutcome.Stalled } => "the server fell silent midway",
        _ => machine.ErrorMessage.Length == 0 ? "the transfer ended" : PacketText.Escape(machine.ErrorMessage, MaxShownBytes),
    };
}
