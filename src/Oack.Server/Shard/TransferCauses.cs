using System.Globalization;
using Oack.Protocol.Transfer;
using Oack.Protocol.Wire;

namespace Oack.Server;

/// <summary>Why a transfer ended as it did, in words that an operator can act on.</summary>
internal static class TransferCauses
{
    /// <summary>The words for a record.</summary>
    /// <param name="record">The record so far.</param>
    /// <param name="machine">The machine, if there was one.</param>
    /// <param name="known">What the shard knows already, or null.</param>
    internal static string Explain(TransferRecord record, TransferMachine? machine, string? known) =>
        known ?? record.Outcome switch
        {
            TransferOutcome.Complete => ExplainComplete(record, machine),
            TransferOutcome.Probed => ExplainProbe(record),
            TransferOutcome.ClosedEarly => string.Create(
                CultureInfo.InvariantCulture, $"the client hung up on purpose after {record.Bytes:N0} bytes{Quote(record)}"),
            TransferOutcome.Refused => record.ErrorMessage ?? "refused",
            TransferOutcome.Stalled => ExplainStall(record, machine),
            _ => ExplainFailure(record, machine),
        };

    private static string ExplainComplete(TransferRecord record, TransferMachine? machine)
    {
        if (machine is { FinalAckMissing: true })
        {
            return "the whole file was sent; only the last acknowledgment never came, as some clients leave it out";
        }

        return record.Operation == Opcode.WriteRequest ? "the whole file was stored" : "the whole file was sent";
    }

    private static string ExplainProbe(TransferRecord record) =>
        record.Granted.Any(option => option.Name.Equals("tsize", StringComparison.OrdinalIgnoreCase))
            ? "the client asked for the size and hung up, as UEFI firmware does; the fetch follows"
            : "the client asked for the size, got none and hung up; UEFI firmware does not fetch then";

    private static string ExplainStall(TransferRecord record, TransferMachine? machine)
    {
        if (machine is { PeerHasAnswered: false })
        {
            return string.Create(
                CultureInfo.InvariantCulture,
                $"the client never answered {record.DatagramsSent} packets: a forged address, a firewall in between, or a client that is gone");
        }

        return string.Create(CultureInfo.InvariantCulture, $"the client fell silent after {record.Bytes:N0} bytes");
    }

    private static string ExplainFailure(TransferRecord record, TransferMachine? machine)
    {
        if (machine is { PeerUnreachable: true })
        {
            return "the client's host says that nobody listens on its port any more (ICMP)";
        }

        if (machine is { PeerSentOversizedBlock: true })
        {
            return "the client sent a block longer than agreed";
        }

        if (record.EndedByClient)
        {
            return record.Granted.Count > 0 && record.Bytes == 0
                ? $"the client rejected the options that were granted{Quote(record)}"
                : $"the client ended the transfer{Quote(record)}";
        }

        return record.ErrorMessage ?? "the transfer failed";
    }

    private static string Quote(TransferRecord record) =>
        record.ErrorCode is { } code
            ? string.Create(CultureInfo.InvariantCulture, $" (ERROR {(ushort)code} \"{record.ErrorMessage}\")")
            : "";
}
