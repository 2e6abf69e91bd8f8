using Oack.Protocol.Observe;
using Oack.Simulation.Multicast;
using Oack.Simulation.Network;
using Oack.Simulation.Nodes;

namespace Oack.Simulation.Tests.Multicast;

/// <summary>What the analyser says of conversations that the machines had: the server's own capture of them.</summary>
public sealed class ObservedMulticastTests
{
    [Theory]
    [InlineData("multicast-clean", 25)]
    public void EveryTransferIsCompleteAndNothingIsWrong_When_NothingIsLost(string scenario, int seeds)
    {
        for (long seed = 0; seed < seeds; seed++)
        {
            ConversationTracker tracker = Watch(scenario, seed);
            Assert.NotEmpty(tracker.Transfers);
            foreach (ObservedTransfer transfer in tracker.Transfers)
            {
                string where = $"{scenario} {seed} {transfer.Client}: {transfer.Outcome} {string.Join(", ", transfer.Findings.Select(one => one.CodeName + " " + one.Explanation))}";
                Assert.True(transfer.Outcome == ObservedOutcome.Complete, where);
                Assert.True(transfer.Findings.All(one => one.Severity == FindingSeverity.Note), where);
            }
        }
    }

    [Fact]
    public void MasterIsCompleteAndNoListenerIsBlamed_When_ItIsMtftp()
    {
        for (long seed = 0; seed < 25; seed++)
        {
            IReadOnlyList<ObservedTransfer> transfers = Watch("mtftp-clean", seed).Transfers;
            Assert.Contains(transfers, one => one.Outcome == ObservedOutcome.Complete);
            foreach (ObservedTransfer transfer in transfers)
            {
                // One that asked behind block 1 shows no packet that says whether it has that block.
                Assert.True(transfer.Outcome is ObservedOutcome.Complete or ObservedOutcome.InProgress, $"{seed} {transfer.Client}: {transfer.Outcome}");
                Assert.All(transfer.Findings, one => Assert.Equal(FindingSeverity.Note, one.Severity));
            }
        }
    }

    [Theory]
    [InlineData("multicast-loss", 45)]
    [InlineData("multicast-late", 45)]
    public void NoTransferIsCalledFailed_When_LossWasRepaired(string scenario, int seeds)
    {
        for (long seed = 0; seed < seeds; seed++)
        {
            foreach (ObservedTransfer transfer in Watch(scenario, seed).Transfers)
            {
                string where = $"{scenario} {seed} {transfer.Client}: {transfer.Outcome} {string.Join(", ", transfer.Findings.Select(one => one.CodeName + " " + one.Explanation))}";
                Assert.True(transfer.Outcome is ObservedOutcome.Complete or ObservedOutcome.Unanswered or ObservedOutcome.InProgress, where);
                Assert.True(transfer.Findings.All(one => one.Severity != FindingSeverity.Error), where);
            }
        }
    }

    [Fact]
    public void MasterChangesAreNoted_When_ListenersRepairTheirGaps()
    {
        IEnumerable<ObservedTransfer> all = Enumerable.Range(0, 20).SelectMany(seed => Watch("multicast-loss", seed).Transfers);
        Assert.Contains(all, one => one.Findings.Any(finding => finding.Code == FindingCode.MulticastMasterChange));
    }

    private static ConversationTracker Watch(string scenario, long seed)
    {
        var tap = new Tap();
        MulticastReport report = MulticastRunner.Run(MulticastScenarioCatalogue.Find(scenario)!, seed, log: null, tap);
        Assert.True(report.IsGood, report.ToString());
        tap.Tracker.Finish();
        return tap.Tracker;
    }

    /// <summary>Hears what the server's host would: all that it sends, and what reaches it.</summary>
    private sealed class Tap : ISimulationObserver
    {
        private long _frame;

        public ConversationTracker Tracker { get; } = new();

        public void OnSentToGroup(SimulatedNode sender, in PacketSighting packet) => Take(packet);

        public void OnSent(SimulatedNode sender, in PacketSighting packet, DropReason? dropped)
        {
            const uint GroupCopyMark = 0x0080_0000;
            bool isCopy = (packet.To.IPv4Address & GroupCopyMark) != 0;
            if (sender.Name == "server" && !isCopy)
            {
                Take(packet);
            }
        }

        public void OnDelivered(SimulatedNode receiver, in PacketSighting packet)
        {
            if (receiver.Name == "server")
            {
                Take(packet);
            }
        }

        private void Take(in PacketSighting packet) =>
            Tracker.Observe(new ObservedDatagram(packet.Now, ++_frame, packet.From, packet.To, packet.Bytes.Length), packet.Bytes);
    }
}
