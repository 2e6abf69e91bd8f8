using Oack.Protocol;
using Oack.Protocol.Observe;
using Oack.Trace.Boot;
using Oack.Trace.Capture;
using Oack.Trace.Frames;

namespace Oack.Trace;

/// <summary>
/// From frames to transfers: takes frames in, finds the datagrams in them, and shows these to a
/// <see cref="ConversationTracker"/>. A whole capture is one call of <see cref="Run(Stream, IConversationObserver?, CancellationToken)"/>;
/// frames that come live are handed in one by one. It is used by one thread at a time.
/// </summary>
public sealed class TraceRun
{
    // Between two looks at the token: often enough for a person, too seldom to be felt.
    private const int FramesPerCancellationCheck = 1024;

    private readonly FrameDecoder _decoder;
    private bool _isFinished;

    /// <summary>Starts with nothing seen.</summary>
    /// <param name="observer">Hears what is made out, while it is made out.</param>
    /// <param name="keepsEnded">
    /// Whether <see cref="Transfers"/> keeps those that ended. Defaults to true; who watches for days says no, and hears of
    /// them through the observer.
    /// </param>
    public TraceRun(IConversationObserver? observer = null, bool keepsEnded = true)
    {
        Tracker = new ConversationTracker(observer, keepsEnded);
        _decoder = new FrameDecoder(new Sink(this), Counters);
    }

    /// <summary>What watches the datagrams.</summary>
    public ConversationTracker Tracker { get; }

    /// <summary>The transfers, in the order of their requests.</summary>
    public IReadOnlyList<ObservedTransfer> Transfers => Tracker.Transfers;

    /// <summary>How much was seen, and passed over.</summary>
    public TraceCounters Counters { get; } = new();

    /// <summary>What ARP and DHCP told of the hosts.</summary>
    public NetworkContext Network { get; } = new();

    /// <summary>Whether what was read is a capture at all; if not, <see cref="Problem"/> says what it seems to be.</summary>
    public bool IsRecognised { get; private set; } = true;

    /// <summary>What could not be read of the capture: the first 16 problems.</summary>
    public IReadOnlyList<CaptureProblem> Problems { get; private set; } = [];

    /// <summary>The first problem, or null.</summary>
    public CaptureProblem? Problem => Problems.Count > 0 ? Problems[0] : null;

    /// <summary>When the first frame was captured; <see cref="Instant.Never"/> before there was one.</summary>
    public Instant FirstTime { get; private set; } = Instant.Never;

    /// <summary>When the last frame was captured; <see cref="Instant.Never"/> before there was one.</summary>
    public Instant LastTime { get; private set; } = Instant.Never;

    /// <summary>Reads a capture to its end, or until it is cancelled, and finishes.</summary>
    /// <param name="source">The capture, as a file holds it; it stays open.</param>
    /// <param name="observer">Hears what is made out, while it is made out.</param>
    /// <param name="cancellation">Ends the reading early; what was seen until then stands.</param>
    /// <exception cref="IOException">The stream cannot be read. What is in it never throws.</exception>
    public static TraceRun Run(
        Stream source, IConversationObserver? observer = null, CancellationToken cancellation = default)
    {
        using CaptureReader reader = CaptureReader.Open(source, leaveOpen: true);
        return Run(reader, observer, cancellation);
    }

    /// <summary>Reads a capture to its end, or until it is cancelled, and finishes.</summary>
    /// <param name="reader">The capture; it stays open.</param>
    /// <param name="observer">Hears what is made out, while it is made out.</param>
    /// <param name="cancellation">Ends the reading early; what was seen until then stands.</param>
    /// <exception cref="IOException">The stream cannot be read. What is in it never throws.</exception>
    public static TraceRun Run(
        CaptureReader reader, IConversationObserver? observer = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(reader);
        TraceRun run = new(observer);
        run.Read(reader, cancellation);
        run.Finish();
        return run;
    }

    /// <summary>Takes in all frames of a capture, and does not finish.</summary>
    /// <exception cref="IOException">The stream cannot be read. What is in it never throws.</exception>
    public void Read(CaptureReader reader, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(reader);
        IsRecognised = reader.IsRecognised;
        Problems = reader.Problems;
        int untilCheck = FramesPerCancellationCheck;
        while (reader.TryRead(out CapturedFrame frame))
        {
            HandleFrame(frame);
            if (--untilCheck == 0)
            {
                if (cancellation.IsCancellationRequested)
                {
                    return;
                }

                untilCheck = FramesPerCancellationCheck;
            }
        }
    }

    /// <summary>Takes in a frame.</summary>
    public void HandleFrame(in CapturedFrame frame)
    {
        if (!FirstTime.IsSet)
        {
            FirstTime = frame.Time;
        }

        LastTime = frame.Time;
        _decoder.Handle(frame.Number, frame.Time, frame.LinkType, frame.Bytes, frame.OriginalBytes);
    }

    /// <summary>Takes in a frame, and numbers it itself.</summary>
    /// <param name="time">When it was seen.</param>
    /// <param name="linkType">What it begins with.</param>
    /// <param name="bytes">Its bytes, as far as they were kept.</param>
    /// <param name="originalBytes">How many it had.</param>
    public void HandleFrame(Instant time, LinkType linkType, ReadOnlySpan<byte> bytes, int originalBytes) =>
        HandleFrame(new CapturedFrame(Counters.Frames + 1, time, linkType, bytes, originalBytes));

    /// <summary>Ends what has been silent for long; for live watching, about once a second.</summary>
    public void HandleTimeout(Instant now)
    {
        _decoder.HandleTimeout(now);
        Tracker.HandleTimeout(now);
    }

    /// <summary>No more will be seen: reports what waited for its fragments, then says of each transfer how it stands.</summary>
    public void Finish()
    {
        if (_isFinished)
        {
            return;
        }

        _isFinished = true;
        _decoder.Finish();
        Tracker.Finish();
    }

    private sealed class Sink(TraceRun run) : IDatagramSink
    {
        public void OnDatagram(in ObservedDatagram datagram, ReadOnlySpan<byte> payload)
        {
            if (run.Network.TryHandleBoot(datagram, payload))
            {
                run.Counters.BootMessages++;
                return;
            }

            run.Tracker.Observe(datagram, payload);
        }

        public void OnUnreachable(Instant time, long frame, PeerEndpoint quotedFrom, PeerEndpoint quotedTo, bool isPort) =>
            run.Tracker.ObserveUnreachable(time, frame, quotedFrom, quotedTo, isPort);

        public void OnArp(Instant time, long frame, ReadOnlySpan<byte> message) => run.Network.HandleArp(frame, message);
    }
}
