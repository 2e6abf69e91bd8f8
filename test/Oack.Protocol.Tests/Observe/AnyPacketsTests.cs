using Oack.Protocol.Observe;
using static Oack.Protocol.Tests.Observe.TrackerBench;

namespace Oack.Protocol.Tests.Observe;

/// <summary>Whatever is sent: nothing is thrown, every transfer has an outcome, every finding its evidence.</summary>
public sealed class AnyPacketsTests
{
    private const int Runs = 300;
    private const int PacketsPerRun = 200;

    [Fact]
    public void EveryTransferIsConcluded_When_PacketsAreDrawnAtRandom()
    {
        for (int seed = 0; seed < Runs; seed++)
        {
            var bench = new TrackerBench();
            var random = new Random(seed);
            for (int i = 0; i < PacketsPerRun; i++)
            {
                SendAny(bench, random);
            }

            bench.Tracker.Finish();
            Assert.All(bench.Tracker.Transfers, transfer => AssertSound(bench, transfer, seed));
        }
    }

    private static void SendAny(TrackerBench bench, Random random)
    {
        PeerEndpoint[] places = [Server, Tid, OtherServer, bench.Client, bench.Client.WithPort(2_002), PeerEndpoint.FromIPv4(0xEF010101, 1758)];
        PeerEndpoint from = places[random.Next(places.Length)];
        PeerEndpoint to = places[random.Next(places.Length)];
        bench.Wait(random.Next(20) == 0 ? random.Next(100_000) : random.NextDouble() * 5);
        bench.IpId = random.Next(4) - 1;
        string[] names = ["a", "b", "grub/x.lst", "pxelinux.cfg/default", "pxelinux.cfg/0A", "12345678/start.elf"];
        string[] options = ["blksize", "8", "tsize", "0", "windowsize", "4", "BLKSIZE", "99999", "multicast", "239.1.1.1,1758,1", "timeout", "x", "", "msftwindow"];
        byte[] bytes = random.Next(8) switch
        {
            0 => [0, 1, .. Latin(names[random.Next(names.Length)]), 0, .. Latin(random.Next(2) == 0 ? "octet" : "netascii"), 0, .. Some()],
            1 => [0, 2, .. Latin("w"), 0, .. Latin("octet"), 0, .. Some()],
            2 => [0, 6, .. Some()],
            3 or 4 => DataOf(random.Next(6) == 0 ? random.Next(65_536) : random.Next(20), random.Next(3) == 0 ? random.Next(600) : 8),
            5 => AckOf(random.Next(6) == 0 ? random.Next(65_536) : random.Next(20)),
            6 => ErrorOf(random.Next(12), random.Next(2) == 0 ? "closed" : "x"),
            _ => Noise(),
        };
        if (random.Next(10) == 0)
        {
            bytes = bytes[..random.Next(bytes.Length + 1)];
        }

        bench.Send(from, to, bytes, (DatagramDamage)random.Next(3), random.Next(2) * 1500, bytes.Length + random.Next(2) * random.Next(9_000));
        if (random.Next(30) == 0)
        {
            bench.Unreachable(from, to);
        }

        byte[] Some()
        {
            string text = "";
            for (int i = random.Next(7); i > 0; i--)
            {
                text += options[random.Next(options.Length)] + (random.Next(12) == 0 ? "" : "\0");
            }

            return Latin(text);
        }

        byte[] Noise()
        {
            byte[] noise = new byte[random.Next(40)];
            random.NextBytes(noise);
            return noise;
        }
    }

    private static void AssertSound(TrackerBench bench, ObservedTransfer transfer, int seed)
    {
        Assert.True(transfer.IsEnded, $"seed {seed}: transfer {transfer.Id} has no end");
        Assert.InRange(transfer.FirstFrame, 1, bench.Frame);
        Assert.InRange(transfer.LastFrame, transfer.FirstFrame, bench.Frame);
        Assert.True(transfer.Duration >= TimeSpan.Zero);
        foreach (Finding finding in transfer.Findings)
        {
            Assert.True(finding.Frame is > 0 && finding.Frame <= bench.Frame, $"seed {seed}: {finding}");
            Assert.EndsWith(".", finding.Explanation, StringComparison.Ordinal);
            Assert.EndsWith(".", finding.Remedy, StringComparison.Ordinal);
            Assert.NotEmpty(finding.Reference);
        }
    }

    private static byte[] Latin(string text) => System.Text.Encoding.Latin1.GetBytes(text);
}
