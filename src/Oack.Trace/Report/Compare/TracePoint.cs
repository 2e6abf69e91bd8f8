using Oack.Protocol;

namespace Oack.Trace.Report;

/// <summary>One of two captures of the same transfers.</summary>
/// <param name="Report">What was read from it.</param>
/// <param name="Log">Its packets.</param>
/// <param name="FirstTime">When its first frame was captured.</param>
/// <param name="LastTime">When its last frame was captured.</param>
public sealed record TracePoint(TraceReport Report, PointLog Log, Instant FirstTime, Instant LastTime);
