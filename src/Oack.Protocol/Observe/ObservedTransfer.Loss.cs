namespace Oack.Protocol.Observe;

/// <summary>What was repeated, why, and what it cost.</summary>
public sealed partial class ObservedTransfer
{
    /// <summary>A repetition this soon after what called for it is an answer, not a timer's work.</summary>
    private static readonly TimeSpan s_promptly = TimeSpan.FromMilliseconds(3);

    /// <summary>An answer within this time is prompt on any path.</summary>
    private static readonly TimeSpan s_promptAtLeast = TimeSpan.FromMilliseconds(1);

    /// <summary>Copies of one packet that lie no further apart come from the network or the capture.</summary>
    private static readonly TimeSpan s_copyWithin = TimeSpan.FromMilliseconds(2);

    /// <summary>Blocks of one window that lie no further apart left together.</summary>
    private static readonly TimeSpan s_reorderedWithin = TimeSpan.FromMilliseconds(50);

    private const int JudgedBehind = 3;
    private const int MaxWaits = 64;
    private const int MaxCuts = 256;

    private readonly List<TimeSpan> _waits = [];
    private int _waitCount;
    private readonly List<int> _cutSizes = [];
    private Instant _holeAt;
    private long _holeFrame;
    private int _openingAcks;
    private int _lostFragments;
    private long _lostFragmentsFrame;
    private bool _wholeFullBlockSeen;
    private bool _fragmentsSeen;

    private long _dataLostBlock;
    private long _dataLostFrame;
    private long _ackLostBlock;
    private long _ackLostFrame;
    private Instant _dataLostAt;
    private long _dataMadeGoodBy;
    private int _answersDue;
    private Instant _dataAgainAt = Instant.Never;
    private Instant _ackLostAt;
    private int _dataLosses;
    private int _ackLosses;
    private long _firstDataLoss;
    private long _firstDataLossFrame;
    private long _firstAckLoss;
    private long _firstAckLossFrame;

    private int _reordered;
    private long _reorderedFrame;
    private int _copies;
    private long _copyFrame;
    private int _sameIpId;
    private long _judged;
    private int _doubledRun;
    private long _doubledFrom;
    private long _doubledFrame;
    private int _singleBlocks;

    private long _insideAck;
    private int _insideSize;
    private long _windowBase;
    private int _wholeWindows;
    private int _cutWindows;
    private long _cutFrame;
    private bool _resumed;
    private Instant _ackAgainAt = Instant.Never;

    private bool PacketsAreDoubled => _sameIpId > 0 || (_copies >= JudgedBehind && _copies * 4 >= Packets);

    private bool IsSorcerersApprentice => _doubledRun >= JudgedBehind && _singleBlocks > 0 && _sameIpId == 0;

    /// <summary>DATA that was seen before is seen again.</summary>
    private void NoteDataAgain(in ObservedDatagram datagram, long block)
    {
        ref BlockSightings.Sighting sighting = ref _sightings[block];
        bool isKnown = sighting.IsOf(block) && sighting.DataCount > 0;
        TimeSpan since = isKnown ? datagram.Time - sighting.DataAt : TimeSpan.MaxValue;
        _dataAgainAt = datagram.Time;
        if (isKnown && IsCopy(datagram, sighting.DataIpId, since, answered: HeardSince(sighting.DataAt, isSender: true)))
        {
            return;
        }

        _answersDue++;
        bool wasAcked = block <= _highestAck;
        if (block == _insideAck + 1 && !_resumed && _insideAck > 0)
        {
            // Promptly behind an ACK inside the window: the sender goes back to where the receiver lost track.
            _resumed = true;
            NoteCutWindow(datagram.Frame);
            ExpectDataLoss(Instant.Never, block, FrameOfData(block, otherwise: datagram.Frame));
        }

        if (IsTimerDriven(datagram.Time, isSender: true))
        {
            NoteWait(datagram.Time - LastAt);
            if (wasAcked)
            {
                ExpectAckLoss(datagram.Time, block, isKnown && sighting.AckCount > 0 ? sighting.AckFrame : _lastAckFrame);
            }
            else if (block == _highestAck + 1)
            {
                ExpectDataLoss(datagram.Time, block, isKnown ? sighting.DataFrame : datagram.Frame);
            }
        }

        SenderRepeats++;
    }

    /// <summary>An ACK that was seen before is seen again.</summary>
    private void NoteAckAgain(in ObservedDatagram datagram, long block)
    {
        ref BlockSightings.Sighting sighting = ref _sightings[block];
        bool isKnown = sighting.IsOf(block) && sighting.AckCount > 0;
        TimeSpan since = isKnown ? datagram.Time - sighting.AckAt : TimeSpan.MaxValue;
        bool answersCopy = _answersDue > 0;
        _answersDue -= answersCopy ? 1 : 0;
        if (answersCopy && _dataLostAt.IsSet && block >= _dataLostBlock && _dataLostBlock > 0 && WasRepeated(_dataLostBlock))
        {
            // Both copies of the DATA are acknowledged: the first was late, not lost.
            ForgetDataLoss();
        }

        if (isKnown && IsCopy(datagram, sighting.AckIpId, since, answered: HeardSince(sighting.AckAt, isSender: false)))
        {
            return;
        }

        if (block == _dataLostBlock && sighting.DataCount > 1 && sighting.AckCount > 0)
        {
            ForgetDataLoss();
        }

        if (!answersCopy && IsTimerDriven(datagram.Time, isSender: false))
        {
            NoteWait(datagram.Time - LastAt);
            if (_highestData > block)
            {
                ExpectDataLoss(datagram.Time, block + 1, FrameOfData(block + 1, otherwise: datagram.Frame));
            }
            else
            {
                ExpectAckLoss(datagram.Time, block, isKnown ? sighting.AckFrame : datagram.Frame);
            }
        }
        else if (!answersCopy && block == _highestAck && _highestData > block && WindowBlocks > 1)
        {
            // The receiver says at once that the first block of the window is missing; nothing else calls for this ACK.
            ExpectDataLoss(Instant.Never, block + 1, FrameOfData(block + 1, otherwise: datagram.Frame));
        }

        ReceiverRepeats++;
    }

    /// <summary>Whether a repeated packet is one that the network or the capture doubled.</summary>
    private bool IsCopy(in ObservedDatagram datagram, int ipId, TimeSpan since, bool answered)
    {
        // The same identification alone proves nothing: segmentation offload gives it to the blocks of two trains.
        bool sameId = datagram.IpId > 0 && datagram.IpId == ipId && since < TimeSpan.FromSeconds(1);
        bool adjacent = since < s_copyWithin && datagram.IpId <= 0;
        if (answered || (!sameId && !adjacent))
        {
            return false;
        }

        _sameIpId += sameId ? 1 : 0;
        _copyFrame = _copies++ == 0 ? datagram.Frame : _copyFrame;
        return true;
    }

    /// <summary>Whether a repetition came because its sender waited in vain, and not as an answer to what it just received.</summary>
    private bool IsTimerDriven(Instant now, bool isSender)
    {
        Instant heard = OtherHeardAt(isSender);
        TimeSpan usual = UsualAnswer(byClient: isSender == IsWrite) * 2;
        TimeSpan promptly = usual > s_promptly ? usual : s_promptly;
        return (!heard.IsSet || now - heard > promptly) && now - LastAt > s_promptly;
    }

    private bool HeardSince(Instant time, bool isSender) => OtherHeardAt(isSender) is { IsSet: true } heard && heard > time;

    /// <summary>When the side that faces the sender, or the receiver, of the file was heard last.</summary>
    private Instant OtherHeardAt(bool isSender) => isSender == IsWrite ? _lastFromServerAt : _lastFromClientAt;

    private void NoteWait(TimeSpan wait)
    {
        _timerTime += wait;
        _waitCount++;
        _gapIsTimer = true;
        if (_waits.Count < MaxWaits)
        {
            _waits.Add(wait);
        }
    }

    /// <summary>A block that a later one overtook, or that was sent again where its first copy was not seen.</summary>
    private void NoteLateBlock(in ObservedDatagram datagram, long block)
    {
        bool ackBetween = _ackAgainAt.IsSet && _ackAgainAt >= _holeAt;
        if (!ackBetween && datagram.Time - _holeAt < s_reorderedWithin)
        {
            _reorderedFrame = _reordered++ == 0 ? datagram.Frame : _reorderedFrame;
        }
        else
        {
            CountDataLoss(block, _holeFrame);
        }
    }

    /// <summary>A block was lost, it seems; the time of its repetition, or Never where a gap proves it.</summary>
    private void ExpectDataLoss(Instant now, long block, long frame)
    {
        if (_dataLostBlock == 0)
        {
            _dataLostBlock = block;
            _dataLostFrame = frame;
            _dataLostAt = now;
            _dataMadeGoodBy = 0;
        }
    }

    private void ForgetDataLoss() => _dataLostBlock = _dataMadeGoodBy = 0;

    /// <summary>Whether a block's DATA was seen more than once, or was forgotten since.</summary>
    private bool WasRepeated(long block) => _sightings[block] is var sighting && (!sighting.IsOf(block) || sighting.DataCount > 1);

    private void ExpectAckLoss(Instant now, long block, long frame)
    {
        if (_ackLostBlock == 0 && _dataLostBlock == 0)
        {
            _ackLostBlock = block;
            _ackLostFrame = frame;
            _ackLostAt = now;
        }
    }

    /// <summary>New DATA: what was lost before has been made good.</summary>
    private void NoteProgressOfData(Instant now, long block)
    {
        if (_ackLostBlock > 0 && block > _ackLostBlock)
        {
            // A sender that goes on before it hears another ACK has the first: it was only slow to read it.
            if (OtherHeardAt(isSender: true) >= _ackLostAt && WasPrompt(now, _ackLostAt, byReceiver: false))
            {
                CountAckLoss();
            }

            _ackLostBlock = 0;
        }

        SenderRepeats = 0;
        ReceiverRepeats = 0;
    }

    /// <summary>A new ACK.</summary>
    private void NoteProgressOfAck(Instant now, long block)
    {
        SettleDataLoss(now, block);

        if (WindowBlocks > 1 && block <= _highestData)
        {
            bool isInside = block < _highestData && block != _lastBlock;
            _insideAck = isInside ? block : 0;
            _insideSize = (int)Math.Min(block - _windowBase, int.MaxValue);
            _resumed = false;
            _wholeWindows += isInside ? 0 : 1;
            _windowBase = block;
        }

        if (_ackLostBlock > 0 && block > _ackLostBlock && !_dataWasSeen)
        {
            _ackLostBlock = 0;
        }

        ReceiverRepeats = 0;
        SenderRepeats = 0;
        _ackAgainAt = now;
    }

    private void SettleDataLoss(Instant now, long block)
    {
        if (_dataAgainAt.IsSet && _sightings[block] is var acked && acked.IsOf(block) && acked.DataAt > _dataAgainAt)
        {
            // What was sent behind the last copy is acknowledged: whatever the copies called for has come before.
            _answersDue = 0;
            _dataAgainAt = Instant.Never;
        }

        if (_dataLostBlock == 0 || block < _dataLostBlock)
        {
            return;
        }

        // One ACK later than the one that made it good: until then a second ACK may show that nothing was lost.
        bool isSettled = _dataMadeGoodBy > 0 || block == _lastBlock;
        // In the middle of a window a receiver speaks up only because something came twice.
        bool isAnswerToCopy = _dataLostAt.IsSet && block < _highestAck + WindowBlocks && block != _lastBlock;
        if (_dataMadeGoodBy == 0 && (isAnswerToCopy || !WasRepeated(_dataLostBlock) || !WasPrompt(now, _dataLostAt, byReceiver: true)))
        {
            // It is acknowledged though it was sent once only, or so late that the answer may be that to its first copy.
            ForgetDataLoss();
        }
        else if (isSettled)
        {
            CountDataLoss(_dataLostBlock, _dataLostFrame);
            ForgetDataLoss();
        }
        else
        {
            _dataMadeGoodBy = block;
        }
    }

    /// <summary>
    /// Whether a repetition was answered as fast as usual. Where it was not, the first copy may have been answered late,
    /// and its answer crossed the second: nothing proves that it was lost.
    /// </summary>
    private bool WasPrompt(Instant now, Instant repeatedAt, bool byReceiver)
    {
        if (!repeatedAt.IsSet)
        {
            return true;
        }

        TimeSpan usual = UsualAnswer(byClient: byReceiver != IsWrite) * 3;
        return now - repeatedAt <= (usual > s_promptAtLeast ? usual : s_promptAtLeast);
    }

    private void CountDataLoss(long block, long frame)
    {
        if (_dataLosses++ == 0)
        {
            _firstDataLoss = block;
            _firstDataLossFrame = frame;
        }
    }

    private void CountAckLoss()
    {
        if (_ackLosses++ == 0)
        {
            _firstAckLoss = _ackLostBlock;
            _firstAckLossFrame = _ackLostFrame;
        }
    }

    private void NoteCutWindow(long frame)
    {
        _cutFrame = _cutWindows++ == 0 ? frame : _cutFrame;
        if (_cutSizes.Count < MaxCuts)
        {
            _cutSizes.Add(_insideSize);
        }
    }

    /// <summary>The frame of a block's DATA, or another where it was not seen, or long ago.</summary>
    private long FrameOfData(long block, long otherwise) =>
        _sightings[block] is var sighting && sighting.IsOf(block) ? sighting.DataFrame : otherwise;

    private void SeeData(Instant time, long frame, int ipId, long block)
    {
        ref BlockSightings.Sighting sighting = ref _sightings.Claim(block);
        sighting.DataCount = (byte)Math.Min(sighting.DataCount + 1, byte.MaxValue);
        sighting.DataAt = time;
        sighting.DataIpId = ipId;
        sighting.DataFrame = frame;
    }

    private void SeeAck(Instant time, long frame, int ipId, long block)
    {
        ref BlockSightings.Sighting sighting = ref _sightings.Claim(block);
        sighting.AckCount = (byte)Math.Min(sighting.AckCount + 1, byte.MaxValue);
        sighting.AckAt = time;
        sighting.AckIpId = ipId;
        sighting.AckFrame = frame;
        _lastAckFrame = frame;
    }

    /// <summary>Says of blocks that lie behind whether their DATA and their ACK went twice.</summary>
    private void JudgeDoubling(long acked)
    {
        for (_judged = Math.Max(_judged, acked - JudgedBehind - WindowBlocks - 1); _judged < acked - JudgedBehind; _judged++)
        {
            JudgeBlock(_judged + 1);
        }
    }

    private void JudgeBlock(long block)
    {
        ref BlockSightings.Sighting sighting = ref _sightings[block];
        if (!sighting.IsOf(block))
        {
            return;
        }

        if (sighting.DataCount > 1 && sighting.AckCount > 1)
        {
            if (_doubledRun++ == 0)
            {
                _doubledFrom = block;
                _doubledFrame = sighting.DataFrame;
            }
        }
        else if (sighting.DataCount == 1 && sighting.AckCount <= 1)
        {
            _singleBlocks++;
            _doubledRun = 0;
        }
    }

    private void NoteLostFragments(in ObservedDatagram datagram)
    {
        _lostFragmentsFrame = _lostFragments++ == 0 ? datagram.Frame : _lostFragmentsFrame;
        SenderRepeats++;
    }
}
