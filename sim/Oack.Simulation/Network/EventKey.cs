namespace Oack.Simulation.Network;

/// <summary>The place of an event in virtual time: the earlier first, and of two at the same time the one that was made first.</summary>
/// <param name="Ticks">The virtual time.</param>
/// <param name="Sequence">The order of making.</param>
internal readonly record struct EventKey(long Ticks, long Sequence) : IComparable<EventKey>
{
    public int CompareTo(EventKey other) =>
        Ticks != other.Ticks ? Ticks.CompareTo(other.Ticks) : Sequence.CompareTo(other.Sequence);
}
