using Oack.Protocol;
using Oack.Protocol.Options;
using Oack.Protocol.Transfer;
using Oack.Protocol.Wire;
using static System.FormattableString;

namespace Oack.Boot.Firmware;

/// <summary>What the program makes of OACK, DATA and ERROR.</summary>
public sealed partial class FirmwareTransfer
{
    private const int MaxQuotedBytes = 200;

    private bool IsProbe => _step.Probe is not null;

    private Disposition HandleOptionAck(Instant now, PeerEndpoint from, ReadOnlySpan<byte> datagram)
    {
        if (_received > 0)
        {
            return Disposition.Unexpected;
        }

        bool again = _isNegotiated;
        ServerTid = from;
        if (again)
        {
            SendAck(0, from);
            return Disposition.Duplicate;
        }

        Answer = OptionAckReading.Read(datagram, _step.Request);
        if (_step.Probe is { } probe)
        {
            return EndProbe(probe, now, from);
        }

        OptionAckFaults refused = Answer.Kinds & _profile.Refuses;
        if (refused != OptionAckFaults.None)
        {
            Refuse(refused, from);
            return Disposition.Terminal;
        }

        Accept(now, from);
        return Disposition.Accepted;
    }

    /// <summary>The size is what was wanted: the program hangs up, unless it has to count the bytes itself.</summary>
    private Disposition EndProbe(FirmwareProbe probe, Instant now, PeerEndpoint from)
    {
        Size = Answer!.FindNumber("tsize", probe.MatchesCase);
        if (Size is null && probe.OnData is null)
        {
            Accept(now, from);
            return Disposition.Accepted;
        }

        SendError(probe.OnOptionAck, from);
        if (Size is null)
        {
            Finish(FirmwareEnd.SizeUnknown, Answer.Kinds.HasFlag(OptionAckFaults.NameCase)
                ? "the OACK writes tsize in other letters, and the program does not find it"
                : "the OACK tells no size");
        }
        else
        {
            Finish(FirmwareEnd.Probed, "");
        }

        return Disposition.Terminal;
    }

    private void Refuse(OptionAckFaults refused, PeerEndpoint from)
    {
        if (_profile.Refusal is { } refusal)
        {
            SendError(refusal, from);
        }

        IEnumerable<string> why = Answer!.Faults.Where(fault => refused.HasFlag(fault.Kind)).Select(fault => fault.Text);
        Finish(FirmwareEnd.OptionsRejected, string.Join("; ", why));
    }

    private void Accept(Instant now, PeerEndpoint from)
    {
        _isNegotiated = true;
        bool matchesCase = _profile.MatchesCase;
        if (Answer!.FindNumber("blksize", matchesCase) is >= TransferParameters.MinBlockSize and <= TransferParameters.MaxBlockSize and var blockSize)
        {
            BlockSize = (int)blockSize;
        }

        if (_step.Request.Find("windowsize") is not null
            && Answer.FindNumber("windowsize", matchesCase) is >= 1 and <= TransferParameters.MaxWindowBlocks and var window)
        {
            _windowBlocks = (int)window;
        }

        Size = Answer.FindNumber("tsize", matchesCase) ?? Size;
        _hasVariableWindow = _step.Request.Find("msftwindow") is not null && Answer.FindNumber("msftwindow", matchesCase) is not null;
        _closesEmptyFile = _profile.NeedsSize && Size is null;
        SendAck(0, from);
        _tries = 0;
        ArmTimer(now);
    }

    private Disposition HandleData(Instant now, PeerEndpoint from, DataPacket data, out ReadOnlySpan<byte> content)
    {
        content = default;
        bool isFirst = ServerTid is null;
        if (isFirst && data.Block != 1)
        {
            return Disposition.OutOfWindow;
        }

        ServerTid = from;
        if (isFirst)
        {
            Answer = OptionAckReading.OfPlainAnswer(_step.Request);
        }

        if (!_isNegotiated && _step.Probe is { OnData: { } hangUp })
        {
            SendError(hangUp, from);
            Finish(FirmwareEnd.SizeUnknown, "the server answers with DATA instead of an OACK");
            return Disposition.Terminal;
        }

        if (!_isNegotiated && _profile.NeedsOptionAck)
        {
            // GRUB acknowledges it and throws it away: without an OACK a block has no size to it.
            SendAck(data.Block, from);
            return Disposition.Unexpected;
        }

        if (_closesEmptyFile)
        {
            return CallOff(_profile.Abort, "the program was told no size, and takes the file for empty", from);
        }

        return TakeBlock(now, from, data, out content);
    }

    private Disposition TakeBlock(Instant now, PeerEndpoint from, DataPacket data, out ReadOnlySpan<byte> content)
    {
        content = default;
        long expected = _received + 1;
        if (data.Block != (ushort)expected)
        {
            return HandleLateBlock(from, data.Block, expected);
        }

        if (data.Payload.Length > BlockSize)
        {
            return CallOff(_profile.Abort, Invariant($"DATA of {data.Payload.Length} bytes came where blocks of {BlockSize} were agreed"), from);
        }

        if (expected > LastBlockNumber && !_profile.RollsOver)
        {
            return CallOff(_profile.Abort, Invariant($"the file has more than {LastBlockNumber:N0} blocks of {BlockSize} bytes, and the program cannot count further"), from);
        }

        if (_step.BufferBytes is { } room && Bytes + data.Payload.Length > room && _profile.TooLong is { } tooLong)
        {
            return CallOff(tooLong, Invariant($"the file is longer than the {room:N0} bytes that the probe announced"), from);
        }

        _received = expected;
        Bytes += data.Payload.Length;
        content = IsProbe ? default : data.Payload;
        bool isLast = data.Payload.Length < BlockSize;
        if (isLast || _received - _acknowledged >= _windowBlocks)
        {
            _acknowledged = _received;
            SendAck(_received, from);
        }

        _tries = 0;
        ArmTimer(now);
        if (isLast)
        {
            Size ??= Bytes;
            Finish(FirmwareEnd.Complete, "");
        }

        return Disposition.Accepted;
    }

    private Disposition HandleLateBlock(PeerEndpoint from, ushort block, long expected)
    {
        bool isGap = (ushort)(block - (ushort)expected) < 0x8000;
        switch (_profile.LateBlock)
        {
            case LateBlockHabit.AcknowledgeLast:
                _acknowledged = _received;
                SendAck(_received, from);
                break;
            case LateBlockHabit.AcknowledgeLastOnceForGap when isGap && _lastGapAck != _received:
                _lastGapAck = _acknowledged = _received;
                SendAck(_received, from);
                break;
            case LateBlockHabit.AcknowledgeOld when !isGap:
                SendAck(block, from);
                break;
            case LateBlockHabit.GiveUp:
                return CallOff(_profile.Abort, Invariant($"block {block} came where {(ushort)expected} was expected"), from);
        }

        return isGap ? Disposition.OutOfWindow : Disposition.Duplicate;
    }

    private Disposition CallOff(FirmwareError? error, string reason, PeerEndpoint from)
    {
        if (error is not null)
        {
            SendError(error, from);
        }

        Finish(FirmwareEnd.CalledOff, reason);
        return Disposition.Terminal;
    }

    private Disposition HandleError(PeerEndpoint from, in ErrorPacket error)
    {
        ServerTid ??= from;
        ServerErrorCode = (ushort)error.Code;
        string text = PacketText.Escape(error.Message, MaxQuotedBytes);
        bool answersRequest = Answer is null;
        Finish(
            answersRequest ? FirmwareEnd.Refused : FirmwareEnd.EndedByServer,
            Invariant($"ERROR {(ushort)error.Code}{(text.Length > 0 ? Invariant($" \"{text}\"") : "")}"));
        return Disposition.Terminal;
    }
}
