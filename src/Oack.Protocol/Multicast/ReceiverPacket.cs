using Oack.Protocol.Wire;

namespace Oack.Protocol.Multicast;

/// <summary>What a receiver's packet means to a server of either multicast protocol.</summary>
internal static class ReceiverPacket
{
    /// <summary>Classes a datagram; false for what is no whole TFTP packet.</summary>
    /// <param name="datagram">The datagram.</param>
    /// <param name="lastBlock">The last block of the file.</param>
    /// <param name="input">What it means.</param>
    /// <param name="block">The block that it acknowledges; null where it is no ACK.</param>
    public static bool TryClassify(ReadOnlySpan<byte> datagram, long lastBlock, out MulticastInput input, out ushort? block)
    {
        block = null;
        input = MulticastInput.Other;
        _ = TftpPacket.TryReadOpcode(datagram, out Opcode opcode);
        switch (opcode)
        {
            case Opcode.Acknowledgment:
                if (AckPacket.TryParse(datagram, out AckPacket packet) != ParseStatus.Ok)
                {
                    return false;
                }

                block = packet.Block;
                input = block == lastBlock ? MulticastInput.AckLast
                    : block > lastBlock ? MulticastInput.AckOutside : MulticastInput.AckInside;
                return true;
            case Opcode.Error:
                input = MulticastInput.Error;
                return ErrorPacket.TryParse(datagram, out _) == ParseStatus.Ok;
            case Opcode.Data or Opcode.OptionAcknowledgment or Opcode.ReadRequest or Opcode.WriteRequest:
                return true;
            default:
                return false;
        }
    }
}
