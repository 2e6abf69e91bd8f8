using Oack.Protocol.Transfer;
using Oack.Protocol.Wire;

namespace Oack.Protocol.Observe;

/// <summary>A TFTP packet and its place in its transfer.</summary>
/// <param name="Datagram">The datagram that carried it.</param>
/// <param name="FromClient">Whether the side that sent the request sent this one.</param>
/// <param name="Opcode">Its kind.</param>
/// <param name="Block">The block of DATA and ACK, counted on past 65,535; 0 for other kinds. -1 where it cannot be told.</param>
/// <param name="WireBlock">The block number of DATA and ACK, the code of an ERROR, as on the wire.</param>
/// <param name="DataBytes">The file's bytes in DATA; 0 for other kinds.</param>
/// <param name="Disposition">What the transfer's rules say of it (<see cref="TransferRules"/>).</param>
/// <param name="IsRetransmission">Whether it was seen before in this transfer, from the same side.</param>
/// <param name="IsUnreachable">Whether it is no TFTP packet but an ICMP error that quotes one.</param>
public readonly record struct ObservedPacket(
    ObservedDatagram Datagram,
    bool FromClient,
    Opcode Opcode,
    long Block,
    ushort WireBlock,
    int DataBytes,
    Disposition Disposition,
    bool IsRetransmission,
    bool IsUnreachable = false);
