using static System.FormattableString;

namespace Oack.Protocol.Observe;

/// <summary>What repetitions and their times prove, said once a transfer is over.</summary>
public sealed partial class ObservedTransfer
{
    /// <summary>What the path did, said once the transfer is over.</summary>
    private void ConcludeLoss()
    {
        bool doubled = ConcludeDoubling();
        bool overrun = ConcludeOverrun();
        if (_reordered > 0)
        {
            Add(
                FindingCode.Reordered,
                FindingSeverity.Warning,
                _reorderedFrame,
                Invariant($"{Times(_reordered)} a block arrived behind a later one of its window."),
                "Look for parallel paths (bonding, per-packet load sharing) between the two; a receiver asks for the window again each time.");
        }

        if (doubled || _lostFragmentsAreFatal)
        {
            return;
        }

        if (_dataLosses > 0 && !overrun)
        {
            Add(
                FindingCode.DataLost,
                FindingSeverity.Warning,
                _firstDataLossFrame,
                Invariant($"DATA was lost {Times(_dataLosses)}, block {_firstDataLoss} first: no ACK answers it, and it was sent again."),
                "Look for loss between server and client: link errors, full queues, a slow receiver.");
        }

        if (_ackLosses > 0)
        {
            Add(
                FindingCode.AckLost,
                FindingSeverity.Warning,
                _firstAckLossFrame,
                Invariant($"An ACK was lost {Times(_ackLosses)}, that of block {_firstAckLoss} first: it was sent, and its receiver did not act on it."),
                "Look for loss on the way from the receiver of the file to its sender.");
        }

        ConcludeTimers();
    }

    private bool ConcludeDoubling()
    {
        for (long block = Math.Max(_judged, _highestAck - JudgedBehind); block < _highestAck - 1; block++)
        {
            JudgeBlock(block + 1);
        }

        if (IsSorcerersApprentice)
        {
            Add(
                FindingCode.SorcerersApprentice,
                FindingSeverity.Warning,
                _doubledFrame,
                Invariant($"From block {_doubledFrom} on every DATA and every ACK goes twice, {_doubledRun} blocks long."),
                "One side answers duplicates (Sorcerer's Apprentice Syndrome): update it; an ACK that comes again must send nothing.");
            return true;
        }

        if (!PacketsAreDoubled && !(_doubledRun >= JudgedBehind && _singleBlocks == 0))
        {
            return false;
        }

        int copies = Math.Max(_copies, _doubledRun);
        Add(
            FindingCode.DuplicatePackets,
            FindingSeverity.Note,
            _copies > 0 ? _copyFrame : _doubledFrame,
            Invariant($"{copies} packets were seen twice, too close together for either side to have sent them again: the network or the capture doubles them."),
            "Capture on one interface only (no bridge and its port together); else look at mirrored ports and bonding.");
        return _copies * 4 >= Packets || _doubledRun >= JudgedBehind;
    }

    private bool ConcludeOverrun()
    {
        const int EnoughWindows = 3;
        if (_cutWindows < EnoughWindows || _cutWindows < _wholeWindows)
        {
            return false;
        }

        int[] sizes = [.. _cutSizes.Order()];
        int median = sizes[sizes.Length / 2];
        int near = sizes.Count(size => Math.Abs(size - median) <= Math.Max(1, median / 4));
        if (median == 0 || near * 3 < sizes.Length * 2)
        {
            return false;
        }

        Add(
            FindingCode.WindowOverrun,
            FindingSeverity.Warning,
            _cutFrame,
            Invariant($"The receiver acknowledges inside the window of {WindowBlocks} blocks {Times(_cutWindows)}, mostly after {median} blocks: more it does not take at once."),
            Invariant($"Limit the window to {median} blocks for this client."));
        return true;
    }

    private void ConcludeTimers()
    {
        const double Alike = 0.2;
        TimeSpan total = _timerTime;
        if (_waits.Count == 0 || _dataLosses + _ackLosses == 0 || total < TimeSpan.FromMilliseconds(200) || total * 2 < Duration)
        {
            return;
        }

        // The first waits stand for all of them.
        TimeSpan[] ordered = [.. _waits.Order()];
        TimeSpan median = ordered[ordered.Length / 2];
        TimeSpan sum = TimeSpan.Zero;
        TimeSpan alike = TimeSpan.Zero;
        foreach (TimeSpan wait in ordered)
        {
            sum += wait;
            alike += (wait - median).Duration() <= median * Alike ? wait : TimeSpan.Zero;
        }

        if (alike * 10 < sum * 7)
        {
            return;
        }

        Add(
            FindingCode.TimerBound,
            FindingSeverity.Warning,
            _dataLosses > 0 ? _firstDataLossFrame : _firstAckLossFrame,
            Invariant($"{total.TotalSeconds:0.##} s of {Duration.TotalSeconds:0.##} s were spent waiting for a timer of {median.TotalSeconds:0.##} s, {Times(_waitCount)}."),
            "Use a sender that measures its timeout, ask for a shorter one (option timeout), and mend the loss.");
    }

    private static string Times(int count) => count switch
    {
        1 => "once",
        2 => "twice",
        _ => Invariant($"{count} times"),
    };
}
