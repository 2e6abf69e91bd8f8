using System.Buffers.Binary;
using Oack.Protocol.Transfer;
using Oack.Protocol.Wire;

namespace Oack.Protocol.Observe;

/// <summary>What nearly every packet is: the next block, or the ACK of all that was sent.</summary>
public sealed partial class ObservedTransfer
{
    private bool _isUsual;

    /// <summary>
    /// Takes in a packet if it is the one that had to come: a short way for a side of the transfer, for which it does the
    /// same as <see cref="Observe"/>. Observers do not hear of it.
    /// </summary>
    /// <param name="time">When it was seen.</param>
    /// <param name="payload">Its bytes.</param>
    /// <param name="fromClient">Whether the client sent it.</param>
    /// <returns>False where the packet was not taken in: then it is for <see cref="Observe"/>.</returns>
    public bool TryObserveUsual(Instant time, ReadOnlySpan<byte> payload, bool fromClient)
    {
        const uint Data = (uint)Opcode.Data;
        const uint Ack = (uint)Opcode.Acknowledgment;
        if (!_isUsual || payload.Length < DataPacket.HeaderBytes)
        {
            return false;
        }

        uint header = BinaryPrimitives.ReadUInt32BigEndian(payload);
        long block = _highestData + (header >> 16 == Data ? 1 : 0);
        if ((ushort)header != (ushort)block || (ushort)block is 0 or ushort.MaxValue || _rolloverTo != 0 || _lastBlock is not null)
        {
            return false;
        }

        switch (header >> 16)
        {
            case Data when fromClient == IsWrite && payload.Length == BlockSize + DataPacket.HeaderBytes && _receiverState == TransferState.Transferring:
                TakeUsualData(time, block);
                break;
            case Ack when fromClient != IsWrite && payload.Length == AckPacket.Bytes && block > _highestAck && _senderState == TransferState.Transferring:
                TakeUsualAck(time, block);
                break;
            default:
                return false;
        }

        Count(time, Packets + 1, fromClient);
        return true;
    }

    private void TakeUsualData(Instant time, long block)
    {
        _highestData = block;
        Blocks++;
        Bytes += BlockSize;
        _clientRepeats = _serverRepeats = 0;
        SeeData(time, Packets + 1, ipId: -1, block);
    }

    private void TakeUsualAck(Instant time, long block)
    {
        NoteProgressOfAck(time, block);
        _highestAck = block;
        JudgeDoubling(block);
        SeeAck(time, Packets + 1, ipId: -1, block);
    }

    /// <summary>Whether all went well so far, so that the next packet may take the short way.</summary>
    private void NoteWhetherUsual() =>
        _isUsual = _observer is null && HasRequest && _dataWasSeen && _ackWasSeen && !_isMidway && !_optionsWereUnseen && !IsVariableWindow && !IsMulticast
            && !_wasError && !_wasUnreachable && _dataLostBlock == 0 && _ackLostBlock == 0 && _ackAheadBlock == 0 && _holes.IsEmpty
            && Mode != "netascii";
}
