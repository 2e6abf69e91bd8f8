using Oack.Protocol;

namespace Oack.Server;

/// <summary>
/// What a shard tells about its transfers. Calls come from the shard's thread, in the order of what happened, and must
/// return soon: no transfer moves meanwhile.
/// </summary>
public interface ITransferObserver
{
    /// <summary>A request was granted and its transfer begins.</summary>
    void OnTransferStarted(ActiveTransfer transfer);

    /// <summary>A transfer ended, or a request was refused: exactly one call each.</summary>
    void OnTransferEnded(TransferRecord record);

    /// <summary>
    /// A datagram on a listening port began nothing. Called at most as often as ERRORs may be sent to that address; the
    /// counters count all.
    /// </summary>
    void OnRequestRejected(PeerEndpoint client, RequestRejection reason);

    /// <summary>A content source threw, which it does only for bugs; the client got ERROR 0.</summary>
    void OnContentFaulted(string name, Exception exception);
}
