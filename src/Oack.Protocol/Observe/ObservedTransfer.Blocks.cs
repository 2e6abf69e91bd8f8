using Oack.Protocol.Transfer;
using Oack.Protocol.Wire;
using static System.FormattableString;

namespace Oack.Protocol.Observe;

/// <summary>DATA and ACK: what is new, what is repeated, and how far both sides are.</summary>
public sealed partial class ObservedTransfer
{
    /// <summary>How far a block may be ahead of the highest before the capture itself must have missed some.</summary>
    private const int MaxJump = 4;

    private readonly BlockSightings _sightings = new();
    private readonly BlockHoles _holes = new();
    private TransferState _senderState;
    private TransferState _receiverState;
    private long _highestData;
    private long _highestAck;
    private long? _lastBlock;
    private ushort _rolloverTo;
    private bool _isMidway;
    private bool _hasCaptureGap;
    private bool _dataWasSeen;
    private bool _ackWasSeen;
    private long _ackAheadBlock;
    private long _ackAheadFrame;
    private bool _oversizeSeen;
    private long _oversizeFrame;
    private int _oversizeBytes;
    private int _binaryBytes;
    private int _judgedBytes;

    /// <summary>Whether the transfer goes to a group (RFC 2090, MTFTP): only the master acknowledges.</summary>
    internal bool IsMulticast { get; private set; }

    /// <summary>Whether the window moves with each ACK.</summary>
    internal bool IsVariableWindow { get; private set; }

    private bool IsComplete => _lastBlock is { } last && (_highestAck >= last || (IsMulticast && _holes.IsEmpty));

    internal Disposition HandleData(in ObservedDatagram datagram, ushort wire, int dataBytes, ReadOnlySpan<byte> seen, out long block, out bool again)
    {
        again = false;
        block = BlockNumber.None;
        if (datagram.Damage == DatagramDamage.FragmentsMissing)
        {
            NoteLostFragments(datagram);
            return Disposition.Malformed;
        }

        block = Unwrap(wire, isData: true);
        if (block == 1 && !IsWrite)
        {
            NoteAnswerWithoutOptions(datagram.Frame, dataBytes);
        }

        if (!_dataWasSeen && (_isMidway || _optionsWereUnseen))
        {
            BeginMidwayAt(block, dataBytes);
        }

        _dataWasSeen = true;
        SettleAckAhead(block, datagram.Frame);
        bool isNew = TakeIn(block, dataBytes, datagram);
        again = !isNew;
        TransferInput input = InputOf(block, dataBytes, isNew);
        if (isNew)
        {
            Blocks++;
            Bytes += dataBytes;
            JudgeNetascii(datagram.Frame, seen);
            NoteProgressOfData(datagram.Time, block);
        }
        else
        {
            Retransmissions++;
            NoteDataAgain(datagram, block);
        }

        NoteSize(datagram, block, dataBytes);
        SeeData(datagram.Time, datagram.Frame, datagram.IpId, block);
        return ApplyRule(toSender: false, input);
    }

    internal Disposition HandleAck(in ObservedDatagram datagram, ushort wire, int payloadBytes, out long block, out bool again)
    {
        again = false;
        if (payloadBytes == AckPacket.BytesWithWindow)
        {
            NoteVariableWindow(datagram.Frame);
        }

        block = Unwrap(wire, isData: false);
        if (block == 0 && _openingAcks++ == 0)
        {
            if (IsWrite)
            {
                NoteAnswerWithoutOptions(datagram.Frame, 0);
            }

            SeeAck(datagram.Time, datagram.Frame, datagram.IpId, block);
            return ApplyRule(toSender: true, TransferInput.AckOpening);
        }

        if (!_ackWasSeen && _isMidway)
        {
            _highestAck = Math.Max(0, block - 1);
        }

        _ackWasSeen = true;
        TransferInput input = InputOfAck(block);
        if (block > _highestAck)
        {
            NoteNewAck(datagram, block);
        }
        else
        {
            again = true;
            Retransmissions++;
            NoteAckAgain(datagram, block);
        }

        SeeAck(datagram.Time, datagram.Frame, datagram.IpId, block);
        Disposition disposition = ApplyRule(toSender: true, input);
        if (input == TransferInput.AckLast)
        {
            _receiverState = TransferState.Dallying;
        }

        return disposition;
    }

    /// <summary>Where the number on the wire lies in the file: nearest to what was seen last, and never before its start.</summary>
    private long Unwrap(ushort wire, bool isData)
    {
        const int Half = (BlockNumber.MaxOnWire + 1) / 2;
        long near = isData ? _highestData : Math.Max(_highestAck, Math.Min(_highestData, _highestAck + WindowBlocks));
        if (near == 0)
        {
            return wire;
        }

        if (isData && wire == 1 && _rolloverTo == 0 && BlockNumber.ToWire(_highestData, 0) == BlockNumber.MaxOnWire)
        {
            // Block 1 right behind 65,535: this sender leaves 0 out.
            _rolloverTo = 1;
        }

        int period = BlockNumber.Period(_rolloverTo);
        long lowest = Math.Max(near - Half, _rolloverTo);
        long block = BlockNumber.FromWire(wire, lowest, _rolloverTo);
        return block == BlockNumber.None ? near + period : block;
    }

    private void BeginMidwayAt(long block, int dataBytes)
    {
        if (block > 1)
        {
            _hasCaptureGap = true;
            _highestData = block - 1;
            _highestAck = Math.Max(_highestAck, block - 1 - WindowBlocks);
        }

        BlockSize = Math.Max(dataBytes, _isMidway ? 1 : BlockSize);
    }

    /// <summary>Counts the block among those that were seen.</summary>
    private bool TakeIn(long block, int dataBytes, in ObservedDatagram datagram)
    {
        if (block <= _highestData)
        {
            bool filled = _holes.Fill(block);
            if (filled)
            {
                NoteLateBlock(datagram, block);
            }

            return filled;
        }

        if (block > _highestData + 1)
        {
            _holes.Add(_highestData + 1, block - 1);
            _holeAt = datagram.Time;
            _holeFrame = datagram.Frame;
            _hasCaptureGap |= block > _highestData + Math.Max(WindowBlocks, MaxJump) + 1;
        }

        _highestData = block;
        if (_isMidway && dataBytes > BlockSize)
        {
            BlockSize = dataBytes;
        }

        return true;
    }

    private TransferInput InputOf(long block, int dataBytes, bool isNew)
    {
        if (dataBytes > BlockSize)
        {
            return TransferInput.DataOversize;
        }

        if (!isNew)
        {
            return TransferInput.DataDuplicate;
        }

        bool isNext = _holes.HasNoneUpTo(block);
        return !isNext ? TransferInput.DataAhead : dataBytes < BlockSize ? TransferInput.DataLast : TransferInput.DataNext;
    }

    private TransferInput InputOfAck(long block)
    {
        if (block == _highestAck && block > 0)
        {
            return TransferInput.AckDuplicate;
        }

        if (block == 0)
        {
            return _highestAck > 0 || _highestData > 0 ? TransferInput.AckOutside : TransferInput.AckOpening;
        }

        if (block < _highestAck || block > _highestData)
        {
            return TransferInput.AckOutside;
        }

        return block == _lastBlock ? TransferInput.AckLast : block == _highestData ? TransferInput.AckAdvance : TransferInput.AckInside;
    }

    private void NoteSize(in ObservedDatagram datagram, long block, int dataBytes)
    {
        if (dataBytes > BlockSize)
        {
            if (!_oversizeSeen)
            {
                _oversizeSeen = true;
                _oversizeFrame = datagram.Frame;
                _oversizeBytes = dataBytes;
            }

            return;
        }

        if (dataBytes < BlockSize && !(_isMidway && Blocks < 2))
        {
            _lastBlock ??= block;
            if (block == 1 && dataBytes == 0)
            {
                AddOnce(
                    FindingCode.EmptyFile,
                    FindingSeverity.Note,
                    datagram.Frame,
                    "DATA 1 is empty: the file has no bytes.",
                    "Nothing is to be done, unless the file should have some.");
            }
        }
    }

    private void NoteNewAck(in ObservedDatagram datagram, long block)
    {
        if (block > _highestData)
        {
            if (_dataWasSeen && !_hasCaptureGap)
            {
                _ackAheadBlock = block;
                _ackAheadFrame = datagram.Frame;
            }
        }
        else if (!_holes.HasNoneUpTo(block))
        {
            // The receiver has what was not seen: the capture missed it.
            _hasCaptureGap = true;
            _holes.Clear();
        }

        NoteProgressOfAck(datagram.Time, block);
        long before = _highestAck;
        _highestAck = block;
        if (block > _highestData)
        {
            // Only the ACKs are seen, or the capture missed the DATA.
            if (!_dataWasSeen)
            {
                Blocks = Math.Max(Blocks, block);
            }
        }

        if (before <= BlockNumber.MaxOnWire && block > BlockNumber.MaxOnWire && !(_hasCaptureGap && before < BlockNumber.MaxOnWire - WindowBlocks))
        {
            NoteRollover(datagram.Frame);
        }

        JudgeDoubling(block);
    }

    private void NoteRollover(long frame)
    {
        if (_rolloverTo == 0)
        {
            AddOnce(FindingCode.RolloverToZero, FindingSeverity.Note, frame, "Block 0 follows block 65,535, and both sides go on.", "Nothing is to be done.");
        }
        else
        {
            AddOnce(FindingCode.RolloverToOne, FindingSeverity.Note, frame, "Block 1 follows block 65,535, and both sides go on.", "Nothing is to be done; clients that expect 0 would fail with this server.");
        }
    }

    /// <summary>An ACK came before its DATA; now the DATA is here, or it is clear that the capture missed it.</summary>
    private void SettleAckAhead(long block, long frame)
    {
        if (_ackAheadBlock == 0 || block <= _highestData)
        {
            return;
        }

        if (block <= _ackAheadBlock)
        {
            AddAckAhead(Invariant($"that block was sent (frame {frame})"));
        }

        _ackAheadBlock = 0;
    }

    /// <summary>The sender refuses an ACK of a block that no window reached: it has not sent that block.</summary>
    private void SettleAckAheadByError()
    {
        if (_errorFromClient == IsWrite && _ackAheadBlock > _highestData + WindowBlocks)
        {
            AddAckAhead(Invariant($"any such block was sent, and the sender refused it (frame {_errorFrame})"));
            _ackAheadBlock = 0;
        }
    }

    private void AddAckAhead(string whatCameLater) => AddOnce(
        FindingCode.AckAhead,
        FindingSeverity.Warning,
        _ackAheadFrame,
        Invariant($"The ACK of block {_ackAheadBlock} came before {whatCameLater}."),
        "The receiver counts wrong; update it.");

    /// <summary>Looks for bytes that no text holds in what travels as netascii.</summary>
    private void JudgeNetascii(long frame, ReadOnlySpan<byte> datagram)
    {
        const int EnoughBytes = 64 * 1024;
        const int BinaryShare = 20;
        if (Mode != "netascii" || datagram.Length <= DataPacket.HeaderBytes || _judgedBytes > EnoughBytes)
        {
            return;
        }

        byte previous = 0;
        foreach (byte value in datagram[DataPacket.HeaderBytes..])
        {
            // NUL stands behind CR for a CR alone; BEL to CR and ESC are in texts.
            bool isText = value is >= 0x20 and not 0x7F or (>= 0x07 and <= 0x0D) or 0x1B || (value == 0 && previous == '\r');
            _binaryBytes += isText ? 0 : 1;
            previous = value;
        }

        _judgedBytes += datagram.Length - DataPacket.HeaderBytes;
        if (_binaryBytes * BinaryShare > _judgedBytes && _binaryBytes >= 4)
        {
            AddOnce(
                FindingCode.NetasciiOfBinary,
                FindingSeverity.Warning,
                frame,
                "The file is asked for as netascii, which changes line ends, and what is carried is binary.",
                "Ask in mode octet: the file arrives changed.");
        }
    }

    /// <summary>Moves one side by the table that the active machines follow.</summary>
    private Disposition ApplyRule(bool toSender, TransferInput input)
    {
        ref TransferState state = ref _receiverState;
        if (toSender)
        {
            state = ref _senderState;
        }

        TransferRule? rule = TransferRules.Find(toSender ? TransferRole.Sender : TransferRole.Receiver, state, input);
        if (rule is null)
        {
            return Disposition.Unexpected;
        }

        // A side that should have ended after a breach of the other may have overlooked it.
        if (input is not (TransferInput.OptionAckIllegal or TransferInput.DataOversize))
        {
            state = rule.Next;
        }

        return rule.Disposition;
    }
}
