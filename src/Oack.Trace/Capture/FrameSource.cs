using System.Globalization;

namespace Oack.Trace.Capture;

/// <summary>One format of captures: gives frames, and writes down what it could not read. Content never makes it throw.</summary>
internal abstract class FrameSource(CaptureInput input)
{
    /// <summary>The longest frame that is read: what tcpdump and Wireshark keep at most. A longer one is a damaged file.</summary>
    public const int MaxFrameBytes = 262_144;

    /// <summary>The most problems that are kept; further ones are counted.</summary>
    public const int MaxProblems = 16;

    private readonly List<CaptureProblem> _problems = [];

    /// <summary>The number of the last frame whose record has begun.</summary>
    public long FrameNumber { get; protected set; }

    /// <summary>The first problems.</summary>
    public IReadOnlyList<CaptureProblem> Problems => _problems;

    /// <summary>How many problems there were.</summary>
    public long ProblemCount { get; private set; }

    /// <summary>The bytes.</summary>
    protected CaptureInput Input { get; } = input;

    /// <summary>Gives the next frame; false at the end, and for good.</summary>
    public abstract bool TryRead(out CapturedFrame frame);

    /// <summary>Writes a problem down.</summary>
    protected void Report(string text, long? offset = null)
    {
        ProblemCount++;
        if (_problems.Count < MaxProblems)
        {
            _problems.Add(new CaptureProblem(text, offset ?? Input.Offset, FrameNumber));
        }
    }

    /// <summary>Writes down that the file ends inside of something.</summary>
    protected void ReportEnd(string inside) =>
        Report(Input.Failure is { } failure ? $"{failure}, inside {inside}" : $"the file ends inside {inside}", Input.Offset + Input.Available);

    /// <summary>A number as people read it.</summary>
    protected static string Text(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
