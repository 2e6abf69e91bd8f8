using System.Runtime.CompilerServices;

namespace Oack.Protocol.Transfer;

/// <summary>
/// The retransmission timeout: measured by RFC 6298's estimator with Karn's rule (the caller offers only round trips of
/// packets that were sent once), doubled with each timeout in a row, or fixed where one was agreed.
/// </summary>
public struct RetransmitPolicy
{
    private const int UnsampledAnswersForSlowPath = 3;
    private const int OutwaitedForLoss = 2;

    private readonly TransferSettings _settings;
    private TimeSpan? _fixed;
    private TimeSpan _smoothed;
    private TimeSpan _variation;
    private TimeSpan _shortest;
    private TimeSpan _base;
    private bool _pathLoses;
    private int _doublings;
    private int _doublingsTakenBack;
    private int _unsampledAnswers;
    private int _outwaited;
    private bool _keepsBackOff;
    private bool _hasSample;
    private bool _hasOpeningOnly;

    /// <summary>Starts without a sample.</summary>
    public RetransmitPolicy(TransferSettings settings)
    {
        _settings = settings;
        _fixed = settings.FixedTimeout;
        _base = settings.InitialTimeout;
    }

    /// <summary>The smoothed round trip, or zero before the first sample.</summary>
    public readonly TimeSpan SmoothedRoundTrip => _smoothed;

    /// <summary>The shortest round trip that was measured, or zero before the first sample.</summary>
    public readonly TimeSpan ShortestRoundTrip => _hasSample ? _shortest : TimeSpan.Zero;

    /// <summary>How long to wait for an answer now, back-off included.</summary>
    public readonly TimeSpan Timeout
    {
        get
        {
            if (_fixed is { } agreed)
            {
                return agreed;
            }

            // A measured round trip above the longest timeout must not be cut to it: every wait would be too short.
            TimeSpan longest = _base > _settings.MaxTimeout ? _base : _settings.MaxTimeout;
            long ticks = _doublings >= 32 ? long.MaxValue : _base.Ticks << _doublings;
            return ticks < 0 || ticks > longest.Ticks ? longest : new TimeSpan(ticks);
        }
    }

    /// <summary>How long a silent peer is waited for: at least four of its fixed timeouts.</summary>
    public readonly TimeSpan Patience
    {
        get
        {
            if (_fixed is not { } agreed)
            {
                return _settings.Patience;
            }

            TimeSpan four = new(agreed.Ticks * 4);
            return four > _settings.Patience ? four : _settings.Patience;
        }
    }

    /// <summary>From now on the timeout is this one, exactly (RFC 2349, or set by hand). A hand-set one stays.</summary>
    public void Fix(TimeSpan agreed) => _fixed ??= agreed;

    /// <summary>Takes in the round trip of a packet that was sent once (RFC 6298 §2; Karn's rule is the caller's).</summary>
    public void Sample(TimeSpan roundTrip)
    {
        if (roundTrip < TimeSpan.Zero)
        {
            return;
        }

        _shortest = _hasSample && _shortest < roundTrip ? _shortest : roundTrip;
        if (_hasSample && !_hasOpeningOnly)
        {
            TimeSpan error = (_smoothed - roundTrip).Duration();
            _variation = new TimeSpan(((3 * _variation.Ticks) + error.Ticks) >> 2);
            _smoothed = new TimeSpan(((7 * _smoothed.Ticks) + roundTrip.Ticks) >> 3);
        }
        else
        {
            _hasSample = true;
            _smoothed = roundTrip;
            _variation = roundTrip / 2;
            _hasOpeningOnly = false;
        }

        SetBase();
        _doublings = 0;
        _doublingsTakenBack = 0;
        _unsampledAnswers = 0;
        _keepsBackOff = false;
    }

    /// <summary>
    /// Whether the path is losing packets, as gaps in what arrived have shown. Silence then most likely is one more loss
    /// and not a peer that was slow to wake, so <see cref="TransferSettings.MinTimeoutUnderLoss"/> is the floor.
    /// </summary>
    public bool PathLoses
    {
        readonly get => _pathLoses;
        set
        {
            if (_pathLoses != value)
            {
                _pathLoses = value;
                if (_hasSample)
                {
                    SetBase();
                }
            }
        }
    }

    /// <summary>
    /// Takes in the round trip of the opening packet. A peer that opens a file, or starts, answers it late, so the first
    /// round trip of data takes its place instead of being averaged with it.
    /// </summary>
    public void SampleOpening(TimeSpan roundTrip)
    {
        Sample(roundTrip);
        _hasOpeningOnly = true;
    }

    /// <summary>
    /// Takes in a time that a round trip cannot have exceeded, though something else may have been waited for too. It
    /// counts where it is shorter than what was measured: without it, a lossy path may never give an exact sample.
    /// </summary>
    public void SampleAtMost(TimeSpan roundTrip)
    {
        if (roundTrip < (_hasSample ? _smoothed : _base))
        {
            Sample(roundTrip);
        }
    }

    /// <summary>
    /// Takes the doublings back once the peer has answered. Karn's rule keeps them until a packet that was sent once is
    /// answered; under loss that makes each timeout wait for the ones before it. So they are kept only where the path
    /// itself has become slower: where a repetition proved needless, or several answers in a row gave no sample. And only
    /// until <see cref="OutwaitedForLoss"/> timeouts that were kept have run out as well: the second is longer than the
    /// answer took that made them be kept, so the path is not that slow, it loses packets.
    /// </summary>
    /// <param name="isLockStep">Whether every answer could have given a sample.</param>
    public void NoteAnswerAfterTimeout(bool isLockStep)
    {
        _unsampledAnswers = isLockStep ? _unsampledAnswers + 1 : 0;
        if (!_hasSample && !isLockStep)
        {
            // A window that follows a timeout gives no sample, and a needless repetition of it does not show.
            return;
        }

        if (_keepsBackOff)
        {
            if (++_outwaited < OutwaitedForLoss)
            {
                return;
            }

            // A late second answer to this packet must not bring them back.
            _keepsBackOff = false;
            _unsampledAnswers = 0;
            _doublings = 0;
        }
        else if (_unsampledAnswers >= UnsampledAnswersForSlowPath)
        {
            KeepBackOff();
            return;
        }

        _doublingsTakenBack = _doublings;
        _doublings = 0;
    }

    /// <summary>
    /// The peer has answered both copies of a packet: the first one was late, not lost. The timeout goes back to what
    /// it had grown to, until a round trip is measured (in the manner of Eifel, RFC 3522).
    /// </summary>
    public void NoteNeedlessRepetition()
    {
        if (!_keepsBackOff)
        {
            KeepBackOff();
            _doublings = Math.Max(_doublings, _doublingsTakenBack);
        }
    }

    /// <summary>Takes the doublings back: a loss showed by other means than the timer, and the round trip is known.</summary>
    public void ForgetBackOff()
    {
        if (_hasSample && !_keepsBackOff)
        {
            _doublings = 0;
        }
    }

    /// <summary>Doubles the timeout until the next sample (RFC 6298 §5.5).</summary>
    public void BackOff()
    {
        if (_doublings < 32)
        {
            _doublings++;
        }
    }

    private void KeepBackOff()
    {
        _keepsBackOff = true;
        _outwaited = 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void SetBase()
    {
        // In ticks: a TimeSpan is multiplied in floating point, and this is computed with every block.
        TimeSpan measured = new(_smoothed.Ticks + (4 * _variation.Ticks));
        TimeSpan floor = _pathLoses ? _settings.MinTimeoutUnderLoss : _settings.MinTimeout;
        _base = measured < floor ? floor : measured;
    }
}
