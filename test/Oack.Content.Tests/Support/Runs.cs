using System.Buffers.Binary;
using Oack.Protocol.Transfer;
using Oack.Protocol.Wire;
using Xunit;

namespace Oack.Content.Tests;

/// <summary>Windows of DATA packets, as a transfer asks for them.</summary>
internal static class Runs
{
    /// <summary>Every DATA packet of a content, read in windows.</summary>
    public static async Task<List<byte[]>> ToEndAsync(ReadContent content, int blockSize, int window, ushort rolloverTo = 0)
    {
        DatagramTrain train = new();
        List<byte[]> packets = [];
        long blocks = (content.LengthBytes!.Value / blockSize) + 1;
        int most = Math.Min(window, DatagramTrain.CountFor(blockSize + 4));
        for (long first = 1; first <= blocks; first += most)
        {
            BlockRun run = new(first, (int)Math.Min(most, blocks - first + 1), blockSize, rolloverTo);
            await OkAsync(content, run, train);
            packets.AddRange(Packets(train));
        }

        train.Clear();
        return packets;
    }

    /// <summary>Reads one run, waiting where that is asked for.</summary>
    public static async Task OkAsync(ReadContent content, BlockRun run, DatagramTrain train) =>
        Assert.Equal(ContentStatus.Ok, await StatusAsync(content, run, train));

    /// <summary>Reads one run, waiting where that is asked for; the status in the end.</summary>
    public static async Task<ContentStatus> StatusAsync(ReadContent content, BlockRun run, DatagramTrain train)
    {
        ContentStatus status = content.TryReadRun(run, train);
        if (status == ContentStatus.Pending)
        {
            Assert.Equal(0, train.Count);
            await content.PrepareReadAsync(
                run.OffsetBytes, (int)run.PayloadBytes(content.LengthBytes!.Value), TestContext.Current.CancellationToken);
            status = content.TryReadRun(run, train);
        }

        return status;
    }

    public static IEnumerable<byte[]> Packets(DatagramTrain train) =>
        Enumerable.Range(0, train.Count).Select(index => train[index].ToArray());

    /// <summary>How many bytes of the train are leased from the cache; the train's own space has another size.</summary>
    public static int LeasedBytes(DatagramTrain train)
    {
        int leased = 0;
        foreach (ref readonly DatagramPiece piece in train.Pieces)
        {
            leased += piece.Owner.Length == HotBlocks.SegmentBytes ? piece.Length : 0;
        }

        return leased;
    }

    /// <summary>RFC 1350 §5 by hand: what the packets must be.</summary>
    public static List<byte[]> Expected(ReadOnlySpan<byte> bytes, int blockSize, ushort rolloverTo = 0)
    {
        List<byte[]> packets = [];
        ushort number = 1;
        for (int offset = 0; offset <= bytes.Length; offset += blockSize)
        {
            ReadOnlySpan<byte> payload = bytes.Slice(offset, Math.Min(blockSize, bytes.Length - offset));
            byte[] packet = new byte[4 + payload.Length];
            packet[1] = 3;
            BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(2), number);
            payload.CopyTo(packet.AsSpan(4));
            packets.Add(packet);
            number = number == 65_535 ? rolloverTo : (ushort)(number + 1);
        }

        return packets;
    }

    public static void Same(List<byte[]> expected, List<byte[]> actual)
    {
        Assert.Equal(expected.Count, actual.Count);
        for (int i = 0; i < expected.Count; i++)
        {
            Assert.True(expected[i].AsSpan().SequenceEqual(actual[i]), $"DATA packet {i + 1} differs");
        }
    }
}
