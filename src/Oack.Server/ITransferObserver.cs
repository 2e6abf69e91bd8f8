using Oack.Protocol;
using Oack.Protocol.Transfer;
using Oack.Protocol.Wire;

namespace Oack.Server;

/// <summary>
/// What a shard tells about its transfers. Calls come from the shard's thread, in the order of what happened, and must
/// return soon: no transfer moves meanwhile.
/// </summary>
public interface ITransferObserver
{
    /// <summary>Whether <see cref="OnTransferStarted"/> is of use; describing a transfer costs some objects.</summary>
    bool WantsStarts => true;

    /// <summary>Whether a record is wanted of transfers that end so; making one costs some objects.</summary>
    bool WantsRecord(TransferOutcome outcome) => true;

    /// <summary>A transfer ended, or a request was refused: exactly one call each, whether a record is wanted or not.</summary>
    void OnTransferCounted(TransferOutcome outcome, Opcode operation, TimeSpan duration)
    {
    }

    /// <summary>A request was granted and its transfer begins.</summary>
    void OnTransferStarted(ActiveTransfer transfer);

    /// <summary>A transfer ended, or a request was refused: one call for each of which a record is wanted.</summary>
    void OnTransferEnded(TransferRecord record);

    /// <summary>Something happened to a group: it began, has another master client, or ended.</summary>
    void OnGroupChanged(GroupReport group)
    {
    }

    /// <summary>
    /// A datagram on a listening port began nothing. Called at most as often as ERRORs may be sent to that address; the
    /// counters count all.
    /// </summary>
    void OnRequestRejected(PeerEndpoint client, RequestRejection reason);

    /// <summary>A content source threw, which it does only for bugs; the client got ERROR 0.</summary>
    void OnContentFaulted(string name, Exception exception);
}
