using Oack.Protocol.Wire;

namespace Oack.Protocol.Transfer;

/// <summary>
/// RFC 1350 §4: a stranger is told so, and what goes on goes on. One at a time is remembered, and an ERROR is never answered.
/// </summary>
internal struct ForeignerRefusal
{
    private const int MinPacketBytes = 4;
    private PeerEndpoint? _foreigner;

    /// <summary>Whether an ERROR is due.</summary>
    internal readonly bool IsDue => _foreigner is not null;

    /// <summary>Takes in what a stranger sent.</summary>
    internal void Note(PeerEndpoint from, ReadOnlySpan<byte> datagram)
    {
        bool isPacket = datagram.Length >= MinPacketBytes && datagram[0] == 0;
        if (isPacket && (Opcode)datagram[1] is Opcode.Data or Opcode.Acknowledgment or Opcode.OptionAcknowledgment)
        {
            _foreigner = from;
        }
    }

    /// <summary>Gives the ERROR that is due.</summary>
    internal bool TryPoll(Span<byte> buffer, out Transmit transmit)
    {
        transmit = default;
        if (_foreigner is not { } foreigner)
        {
            return false;
        }

        _foreigner = null;
        int bytes = ErrorPacket.Write(buffer, ErrorCode.UnknownTransferId, "unknown transfer ID");
        transmit = new Transmit(foreigner, Opcode.Error, bytes, 0, 0, IsRetransmission: false);
        return true;
    }
}
