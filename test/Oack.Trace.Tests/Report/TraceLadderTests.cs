using Oack.Protocol.Observe;
using Oack.Trace.Report;

namespace Oack.Trace.Tests.Report;

/// <summary>The ladder of a transfer in the terminal.</summary>
public sealed class TraceLadderTests
{
    [Fact]
    public void Ladder_ShowsTheRepetitionAndFoldsTheRest_When_ABlockIsLost()
    {
        PathBench path = new();
        path.Read("file.bin", "blksize", "100").OptionAck("blksize", "100").Ack(0).Carry(PathBench.Content(1250), 100, 7);
        PacketLog log = new();
        TraceRun run = path.RunAtServer(log);

        string ladder = PathBench.Text(TraceLadder.Render(log.TrailOf(run.Transfers[0])!));

        Assert.Equal(
            """
            #1 file.bin: 10.0.0.5:2001 reads from 10.0.0.1:69
            asked: blksize=100; granted: blksize=100; blocks of 100 bytes, window of 1
               frame       time       gap  client                                     server
                   1   0.000000  0.000000  RRQ file=file.bin mode=octet blksize=100 ───────▶
                   2   0.000020 +0.000020  ◀─────────────────────────────── OACK blksize=100
                   3   0.000240 +0.000220  ACK 0 ──────────────────────────────────────────▶
                   4   0.000260 +0.000020  ◀────────────────────────────────── DATA 1, 100 B
                     … 10 packets, 5 DATA up to block 6, all in order, 0.98 ms
                  15   0.001680 +0.000220  ACK 6 ──────────────────────────────────────────▶
                  16   0.001700 +0.000020  ◀────────────────────────────────── DATA 7, 100 B
                  17   1.001820 +1.000120  ◀──────────── DATA 7, 100 B (again, after 1.00 s)
                  18   1.002040 +0.000220  ACK 7 ──────────────────────────────────────────▶
                  19   1.002060 +0.000020  ◀────────────────────────────────── DATA 8, 100 B
                     … 9 packets, 4 DATA up to block 12, all in order, 0.96 ms
                  29   1.003260 +0.000020  ◀────────────────────────────────── DATA 13, 50 B
                  30   1.003480 +0.000220  ACK 13 ─────────────────────────────────────────▶
                                           complete (data-lost timer-bound)
            """,
            ladder);
    }

    [Fact]
    public void Ladder_Fits80Columns_When_APacketHoldsLongText()
    {
        PathBench path = new();
        path.Read(new string('n', 400)).Wait(3000).Read(new string('n', 400)).Error(0, new string('e', 300), fromClient: false);
        PacketLog log = new();
        TraceRun run = path.RunAtClient(log);

        string[] lines = [.. TraceLadder.Render(log.TrailOf(run.Transfers[0])!).Skip(1).Select(line => line.ToString())];

        Assert.All(lines, line => Assert.InRange(line.Length, 0, 80));
        Assert.Contains(lines, line => line.Contains("… (again, after 3.00 s) ──▶", StringComparison.Ordinal));
    }

    [Fact]
    public void Trail_StaysSmallAndCountsAll_When_ATransferHas700000Packets()
    {
        PathBench path = new();
        path.Read("x").Carry(PathBench.Content(700), 512);
        PacketLog source = new();
        ObservedTransfer transfer = path.RunAtClient(source).Transfers[0];
        PacketTrail trail = new(transfer);
        byte[] bytes = [0, 3, 0, 1, 0];

        for (int i = 1; i <= 350_000; i++)
        {
            trail.Add(Packet(i, isData: true), bytes, mayGrow: true);
            trail.Add(Packet(i, isData: false), bytes, mayGrow: true);
        }

        Assert.InRange(trail.Entries, PacketTrail.HeadPackets, PacketTrail.MaxEntries);
        Assert.Equal(700_000, trail.Packets);
        Assert.Equal(700_000, trail.Runs.Sum(run => run.Packets));
        Assert.Equal(350_000, trail.Runs.Sum(run => run.DataPackets));
        Assert.InRange(TraceLadder.Render(trail).Count(), 8, 40);
    }

    private static ObservedPacket Packet(int block, bool isData) => new(
        new ObservedDatagram(new Protocol.Instant((block * 10L) + (isData ? 0 : 5)), block, default, default, 516),
        FromClient: !isData,
        isData ? Protocol.Wire.Opcode.Data : Protocol.Wire.Opcode.Acknowledgment,
        block,
        (ushort)block,
        isData ? 512 : 0,
        Protocol.Transfer.Disposition.Accepted,
        IsRetransmission: false);
}
