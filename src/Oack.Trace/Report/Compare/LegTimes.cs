namespace Oack.Trace.Report;

/// <summary>
/// How much later the second point's clock shows a packet than the first one's, by direction: the clocks' difference and
/// the way between the points in one. Only packets that both saw exactly once count.
/// </summary>
/// <param name="OfServer">For the server's packets, in ticks; null where none was seen at both points.</param>
/// <param name="OfClient">For the client's packets, in ticks; null where none was seen at both points.</param>
/// <param name="ServerOnlyFirst">The server's packets that only the first point saw.</param>
/// <param name="ServerOnlySecond">The server's packets that only the second point saw.</param>
/// <param name="ClientOnlyFirst">The client's packets that only the first point saw.</param>
/// <param name="ClientOnlySecond">The client's packets that only the second point saw.</param>
internal readonly record struct LegTimes(
    long? OfServer, long? OfClient, long ServerOnlyFirst, long ServerOnlySecond, long ClientOnlyFirst, long ClientOnlySecond)
{
    /// <summary>Measures two sorted logs of one transfer.</summary>
    internal static LegTimes Measure(PointPacket[] first, PointPacket[] second)
    {
        List<long> ofServer = [];
        List<long> ofClient = [];
        long serverFirst = 0, serverSecond = 0, clientFirst = 0, clientSecond = 0;
        foreach ((ArraySegment<PointPacket> a, ArraySegment<PointPacket> b) in PacketGroups.Join(first, second))
        {
            bool fromClient = (a.Count > 0 ? a[0] : b[0]).FromClient;
            if (a.Count == 1 && b.Count == 1)
            {
                (fromClient ? ofClient : ofServer).Add(b[0].Ticks - a[0].Ticks);
            }

            long onlyFirst = Math.Max(0, a.Count - b.Count);
            long onlySecond = Math.Max(0, b.Count - a.Count);
            (serverFirst, clientFirst) = fromClient ? (serverFirst, clientFirst + onlyFirst) : (serverFirst + onlyFirst, clientFirst);
            (serverSecond, clientSecond) = fromClient ? (serverSecond, clientSecond + onlySecond) : (serverSecond + onlySecond, clientSecond);
        }

        return new LegTimes(Median(ofServer), Median(ofClient), serverFirst, serverSecond, clientFirst, clientSecond);
    }

    /// <summary>The middle one; null of none.</summary>
    internal static long? Median(List<long> values)
    {
        if (values.Count == 0)
        {
            return null;
        }

        values.Sort();
        return values[values.Count / 2];
    }
}
