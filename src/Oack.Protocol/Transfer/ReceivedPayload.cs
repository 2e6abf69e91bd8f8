namespace Oack.Protocol.Transfer;

/// <summary>Where in the accepted datagram the new bytes of the file are. The driver stores them before the next call.</summary>
/// <param name="Offset">Where they belong in the stream of bytes on the wire (netascii: before decoding).</param>
/// <param name="StartInDatagram">Index of the first byte in the datagram.</param>
/// <param name="LengthBytes">How many; may be 0 in the last block.</param>
/// <param name="IsLast">Whether the stream ends with them.</param>
public readonly record struct ReceivedPayload(long Offset, int StartInDatagram, int LengthBytes, bool IsLast);
