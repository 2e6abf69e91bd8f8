using Oack.Protocol;

namespace Oack.Trace.Report;

/// <summary>Finds out which packets of one direction were lost between the points.</summary>
/// <param name="delay">What the receiving point's clock shows more than the sending one's when a packet arrives, in ticks.</param>
/// <param name="firstTime">When the receiving point's capture begins, on its clock.</param>
/// <param name="lastTime">When it ends.</param>
internal sealed class LegCounter(long delay, Instant firstTime, Instant lastTime)
{
    private readonly List<PointPacket> _lost = [];
    private long _sent;
    private long _notJudged;
    private long _doubled;
    private long _notSeenLeaving;

    /// <summary>Takes in one packet: when it left, and when it arrived, each as often as it was seen.</summary>
    internal void Add(ArraySegment<PointPacket> left, ArraySegment<PointPacket> arrived)
    {
        _sent += left.Count;
        int taken = 0;
        int next = 0;
        foreach (PointPacket packet in arrived)
        {
            // Copies keep their order; those that must remain for the arrivals behind this one cannot be its source.
            int lastChoice = left.Count - (arrived.Count - taken);
            int choice = next;
            for (int i = next; i <= Math.Max(next, lastChoice) && i < left.Count; i++)
            {
                if (Math.Abs(packet.Ticks - delay - left[i].Ticks) < Math.Abs(packet.Ticks - delay - left[choice].Ticks))
                {
                    choice = i;
                }
            }

            if (next >= left.Count)
            {
                (_doubled, _notSeenLeaving) = left.Count > 0 ? (_doubled + 1, _notSeenLeaving) : (_doubled, _notSeenLeaving + 1);
                continue;
            }

            for (int i = next; i < choice; i++)
            {
                Miss(left[i]);
            }

            taken++;
            next = choice + 1;
        }

        for (int i = next; i < left.Count; i++)
        {
            Miss(left[i]);
        }
    }

    /// <summary>The sum.</summary>
    internal LegLoss Finish() => new()
    {
        Sent = _sent,
        Lost = _lost.Count,
        NotJudged = _notJudged,
        Doubled = _doubled,
        NotSeenLeaving = _notSeenLeaving,
        Named = [.. _lost.OrderBy(packet => packet.Ticks).Take(LegLoss.MaxNamed).Select(packet => new LostPacket(packet.Opcode, packet.Block, packet.Frame))],
    };

    private void Miss(PointPacket packet)
    {
        long expected = packet.Ticks + delay;
        if (expected < firstTime.Ticks || expected > lastTime.Ticks)
        {
            _notJudged++;
            return;
        }

        _lost.Add(packet);
    }
}
