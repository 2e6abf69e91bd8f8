namespace Oack.Trace.Frames;

/// <summary>What the fragments of one datagram have in common (RFC 791 §3.2; RFC 8200 §4.5, without the protocol).</summary>
internal readonly record struct FragmentKey(
    ulong SourceHigh, ulong SourceLow, ulong TargetHigh, ulong TargetLow, uint Identification, short Protocol)
{
    /// <summary>The value of <see cref="Protocol"/> for IPv6, where it is not part of the key.</summary>
    public const short NoProtocol = -1;

    /// <summary>Whether both travel between the same two hosts, whichever way.</summary>
    public bool IsBetween(ulong firstHigh, ulong firstLow, ulong secondHigh, ulong secondLow) =>
        (SourceLow == firstLow && SourceHigh == firstHigh && TargetLow == secondLow && TargetHigh == secondHigh)
        || (SourceLow == secondLow && SourceHigh == secondHigh && TargetLow == firstLow && TargetHigh == firstHigh);
}
