using Oack.Protocol.Options;

namespace Oack.Protocol.Transfer;

/// <summary>The side that takes DATA in: a server that answers a WRQ, or a client that reads.</summary>
public sealed class ReceiveTransfer : TransferMachine
{
    /// <summary>A server's answer to a WRQ: starts with OACK when something is granted, else with ACK 0.</summary>
    public static ReceiveTransfer Answer(
        Instant now, PeerEndpoint peer, in OptionList granted, in TransferParameters parameters, TransferSettings settings) =>
        throw new NotImplementedException();

    /// <summary>A client's RRQ.</summary>
    public static ReceiveTransfer Request(
        Instant now, PeerEndpoint server, ReadOnlyMemory<byte> fileName, TransferMode mode, in OptionList asked, TransferSettings settings) =>
        throw new NotImplementedException();

    /// <summary>
    /// While true no ACK leaves, so that a sender with a full window waits: for a sink that cannot keep up.
    /// </summary>
    public bool HoldAcknowledgments
    {
        get => throw new NotImplementedException();
        set => throw new NotImplementedException();
    }

    /// <summary>
    /// The whole content is stored, after <see cref="TransferEventKind.Received"/>: the last ACK may go. If it could not be
    /// stored, call <see cref="TransferMachine.HandleAbort"/> instead: the sender then learns that it failed.
    /// </summary>
    public void HandleStored(Instant now) => throw new NotImplementedException();
}
