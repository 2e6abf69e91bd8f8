using Oack.Protocol.Wire;

namespace Oack.Protocol.Options;

/// <summary>The one place that decides about options, for both sides (RFC 2347, 2348, 2349, 7440).</summary>
public static class OptionNegotiator
{
    /// <summary>The server's side: what to grant of what was asked, in the order and with the names of the request.</summary>
    /// <param name="asked">The options of the request.</param>
    /// <param name="opcode">RRQ or WRQ.</param>
    /// <param name="mode">Octet or netascii (tsize of an RRQ is not granted in netascii: the size on the wire is not known).</param>
    /// <param name="contentBytes">The size of the file for an RRQ, or null.</param>
    /// <param name="policy">What may be granted.</param>
    /// <param name="pathBlockSize">The largest block that fits the path MTU, when the operator wants the clamp; else null.</param>
    public static OptionList Grant(
        in OptionList asked, Opcode opcode, TransferMode mode, long? contentBytes, OptionPolicy policy, int? pathBlockSize = null) =>
        throw new NotImplementedException();

    /// <summary>What granted options mean for the transfer; what is absent has its default.</summary>
    public static TransferParameters Settle(in OptionList granted) => throw new NotImplementedException();

    /// <summary>The client's side: whether an OACK is a legal answer to what was asked, and what it grants.</summary>
    public static OptionAckStatus Accept(in OptionList asked, Opcode opcode, in OptionAckPacket oack, out OptionList granted) =>
        throw new NotImplementedException();
}
