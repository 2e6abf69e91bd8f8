using System.Globalization;
using Oack.Protocol.Wire;

namespace Oack.Trace.Report;

/// <summary>Logged packets in few words.</summary>
internal static class PacketWords
{
    /// <summary>For example <c>DATA 17 (1,024)</c>, <c>ACK 17</c>, <c>ERROR code=8 "User aborted"</c>.</summary>
    internal static string Describe(in LoggedPacket packet)
    {
        if (packet.Text is { } text)
        {
            return text;
        }

        string block = packet.Block is >= 0 and <= ushort.MaxValue || packet.Block < 0
            ? packet.WireBlock.ToString(CultureInfo.InvariantCulture)
            : string.Create(CultureInfo.InvariantCulture, $"{packet.Block} (as {packet.WireBlock})");
        return packet.IsData ? $"DATA {block}, {Amounts.Number(packet.DataBytes)} B" : $"{PacketText.NameOf(packet.Opcode)} {block}";
    }

    /// <summary>What is odd about it, for example <c>again, after 6.00 s</c>; empty where nothing is.</summary>
    internal static string Marks(in LoggedPacket packet, TimeSpan gap)
    {
        List<string> marks = [];
        Add(PacketMarks.FragmentsMissing, packet, "fragments missing");
        Add(PacketMarks.Retransmission, packet, "again");
        Add(PacketMarks.OutOfOrder, packet, "not the next");
        Add(PacketMarks.Ignored, packet, "out of place");
        Add(PacketMarks.AfterPause, packet, $"after {Amounts.Time(gap)}");
        return string.Join(", ", marks);

        void Add(PacketMarks mark, in LoggedPacket of, string words)
        {
            if (of.Marks.HasFlag(mark))
            {
                marks.Add(words);
            }
        }
    }

    /// <summary>For example <c>240 packets (120 DATA, to block 240), all in order, 0.80 s</c>.</summary>
    internal static string Describe(in PacketRun run)
    {
        TimeSpan time = run.Last.Time - run.First.Time;
        string data = run.DataPackets > 0 ? $"{Amounts.Number(run.DataPackets)} DATA" : "no DATA";
        string order = run.Oddities == 0 ? "all in order" : $"{Amounts.Number(run.Oddities)} of them odd";
        return $"{Amounts.Count(run.Packets, "packet")}, {data} up to block {Amounts.Number(run.HighestBlock)}, {order}, {Amounts.Time(time)}";
    }
}
