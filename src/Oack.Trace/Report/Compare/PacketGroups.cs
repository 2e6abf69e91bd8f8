namespace Oack.Trace.Report;

/// <summary>Two sorted logs side by side.</summary>
internal static class PacketGroups
{
    /// <summary>For each packet the times it was seen at both points; one of the two lists may be empty.</summary>
    internal static IEnumerable<(ArraySegment<PointPacket> First, ArraySegment<PointPacket> Second)> Join(PointPacket[] first, PointPacket[] second)
    {
        int a = 0;
        int b = 0;
        while (a < first.Length || b < second.Length)
        {
            int order = a == first.Length ? 1 : b == second.Length ? -1 : first[a].CompareKind(second[b]);
            int endOfFirst = order <= 0 ? EndOfGroup(first, a) : a;
            int endOfSecond = order >= 0 ? EndOfGroup(second, b) : b;
            yield return (new ArraySegment<PointPacket>(first, a, endOfFirst - a), new ArraySegment<PointPacket>(second, b, endOfSecond - b));
            (a, b) = (endOfFirst, endOfSecond);
        }
    }

    private static int EndOfGroup(PointPacket[] packets, int start)
    {
        int end = start + 1;
        while (end < packets.Length && packets[end].CompareKind(packets[start]) == 0)
        {
            end++;
        }

        return end;
    }
}
