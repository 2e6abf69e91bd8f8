using Oack.Protocol.Options;

namespace Oack.Protocol.Transfer;

/// <summary>The side that sends DATA: a server that answers an RRQ, or a client that writes.</summary>
public sealed class SendTransfer : TransferMachine
{
    /// <summary>A server's answer to an RRQ: starts with OACK when something is granted, else with DATA 1.</summary>
    /// <param name="now">The time.</param>
    /// <param name="peer">The client.</param>
    /// <param name="granted">What the OACK says; empty for none.</param>
    /// <param name="parameters">What the transfer works by.</param>
    /// <param name="contentBytes">The length of the content, or null when it shows only at its end.</param>
    /// <param name="settings">Patience and care.</param>
    public static SendTransfer Answer(
        Instant now, PeerEndpoint peer, in OptionList granted, in TransferParameters parameters, long? contentBytes, TransferSettings settings) =>
        throw new NotImplementedException();

    /// <summary>A client's WRQ.</summary>
    /// <param name="now">The time.</param>
    /// <param name="server">Where the request goes (port 69 usually); the answer's port is the server's TID.</param>
    /// <param name="fileName">The name, bytes without NUL.</param>
    /// <param name="mode">Octet or netascii.</param>
    /// <param name="asked">The options to ask for.</param>
    /// <param name="contentBytes">The length of the content, or null.</param>
    /// <param name="settings">Patience and care.</param>
    public static SendTransfer Request(
        Instant now, PeerEndpoint server, ReadOnlyMemory<byte> fileName, TransferMode mode, in OptionList asked, long? contentBytes, TransferSettings settings) =>
        throw new NotImplementedException();

    /// <summary>Says how long the content turned out to be. Call it before the next poll.</summary>
    public void HandleContentEnd(long totalBytes) => throw new NotImplementedException();

    /// <summary>No byte of content before this offset will be asked for again.</summary>
    public long AcknowledgedBytes => throw new NotImplementedException();
}
