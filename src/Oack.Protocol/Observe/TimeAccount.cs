namespace Oack.Protocol.Observe;

/// <summary>Where a transfer's time went, as seen from the capture point.</summary>
/// <remarks>
/// A time that ended with a retransmission was spent waiting for a timer. Each other time between a packet of one side
/// and the answer of the other belongs to the side that answered, less the shortest such time: so much the path takes
/// at least, there and back.
/// </remarks>
/// <param name="Server">What the server took beyond the path.</param>
/// <param name="Client">What the client took beyond the path.</param>
/// <param name="Path">What the path took: the shortest round trip, once for each turn.</param>
/// <param name="Timers">What was spent waiting for timers.</param>
/// <param name="Turns">How many times the data's sender waited for an ACK.</param>
/// <param name="RoundTrip">The shortest round trip that was seen, both legs added; zero where none was.</param>
public readonly record struct TimeAccount(
    TimeSpan Server, TimeSpan Client, TimeSpan Path, TimeSpan Timers, long Turns, TimeSpan RoundTrip);
