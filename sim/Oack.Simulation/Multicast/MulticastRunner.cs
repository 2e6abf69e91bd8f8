using Oack.Protocol;
using Oack.Protocol.Multicast;
using Oack.Protocol.Options;
using Oack.Simulation.Network;
using Oack.Simulation.Nodes;

namespace Oack.Simulation.Multicast;

/// <summary>Runs one seed of one multicast scenario and holds it to the rules.</summary>
public static class MulticastRunner
{
    private const long MaxEvents = 40_000_000;
    private static readonly TimeSpan s_longest = TimeSpan.FromHours(6);
    private static readonly byte[] s_fileName = "file"u8.ToArray();

    /// <summary>Runs a seed.</summary>
    /// <param name="scenario">The scenario.</param>
    /// <param name="seed">The seed.</param>
    /// <param name="log">Where each packet is written, or null.</param>
    /// <param name="observer">Who else sees it all, or null.</param>
    public static MulticastReport Run(MulticastScenario scenario, long seed, TextWriter? log = null, ISimulationObserver? observer = null)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        var random = new SimulationRandom((ulong)seed);
        MulticastPlan plan = scenario.MakePlan(random.Fork(scenario.Name));
        log?.WriteLine(plan.Describe());
        return Run(plan, random, scenario.Name, seed, log, observer);
    }

    private static MulticastReport Run(MulticastPlan plan, SimulationRandom random, string name, long seed, TextWriter? log, ISimulationObserver? watcher)
    {
        var content = new FileContent(plan.FileBytes, random);
        var hosts = new MulticastHosts(plan.IsIPv6);
        var loop = new SimulationLoop(new VirtualNetwork(plan.Faults, random));
        var fingerprint = new Fingerprint();
        loop.Observe(fingerprint);
        if (watcher is not null)
        {
            loop.Observe(watcher);
        }

        if (log is not null)
        {
            loop.Observe(new PacketLog(log));
        }

        Instant start = loop.Now;
        SimulatedNode server = plan.Protocol == MulticastProtocol.Rfc2090
            ? new MulticastServerNode(loop, hosts, content, MulticastSettings.Default)
            : new MtftpServerNode(loop, hosts, content, plan.BlockSize, MtftpSettings.Default);
        List<MulticastClientNode> clients = [];
        try
        {
            loop.Add(server);
            for (int i = 0; i < plan.Receivers.Count; i++)
            {
                AddReceiver(loop, i, hosts, plan, content, random, clients);
            }

            if (!loop.Run(loop.Now + s_longest, MaxEvents))
            {
                loop.Report("always ends", $"still busy after {loop.EventCount} events and {loop.Now}");
            }
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            loop.Report("nothing throws", exception.ToString());
        }

        foreach (MulticastClientNode client in clients)
        {
            client.CheckWhole();
        }

        MulticastReport report = Count(server, plan) with
        {
            Scenario = name,
            Seed = seed,
            Time = clients.Where(one => one.CompleteAt.IsSet).Select(one => one.CompleteAt - start).DefaultIfEmpty().Max(),
            Fingerprint = fingerprint.Value,
        };
        CheckEnd(loop, server, plan, report);
        return report with { Violations = [.. loop.Violations] };
    }

    private static void AddReceiver(
        SimulationLoop loop, int index, MulticastHosts hosts, MulticastPlan plan, FileContent content, SimulationRandom random, List<MulticastClientNode> clients)
    {
        ReceiverPlan receiver = plan.Receivers[index];
        if (receiver.Habit == ReceiverHabit.Lies)
        {
            loop.Add(new LyingReceiverNode(loop, index, hosts, receiver, plan, random));
            return;
        }

        var client = new MulticastClientNode(loop, index, hosts, receiver, content, now => MakeSession(now, hosts, plan));
        clients.Add(client);
        loop.Add(client);
    }

    private static MulticastClientSession MakeSession(Instant now, MulticastHosts hosts, MulticastPlan plan)
    {
        if (plan.Protocol != MulticastProtocol.Rfc2090)
        {
            var settings = new MtftpSettings { SkipsBlocks = plan.Protocol == MulticastProtocol.MtftpSkipping };
            return MtftpReceiveSession.Listen(now, hosts.MtftpServer, hosts.Group(0), s_fileName, settings);
        }

        OptionList asked = default;
        if (plan.BlockSize != TransferParameters.DefaultBlockSize)
        {
            asked.TryAdd(OptionKind.BlockSize, plan.BlockSize);
        }

        if (plan.WindowBlocks > 1)
        {
            asked.TryAdd(OptionKind.WindowSize, plan.WindowBlocks);
        }

        return MulticastReceiveSession.Request(now, hosts.Server, s_fileName, asked);
    }

    private static MulticastReport Count(SimulatedNode server, MulticastPlan plan)
    {
        var report = new MulticastReport { Scenario = "", Seed = 0, Violations = [] };
        return server switch
        {
            MulticastServerNode node => report with
            {
                Factor = (double)node.BlocksSent / plan.BlockCount,
                MasterChanges = node.MasterChanges,
                ReceiversLost = node.ReceiversLost,
                Sessions = node.Sessions,
            },
            MtftpServerNode node => report with
            {
                Factor = (double)node.Session.Statistics.BlocksSent / plan.BlockCount,
                ReceiversLost = node.Session.Statistics.ReceiversLost,
                Sessions = node.Session.Statistics.Rounds,
            },
            _ => report,
        };
    }

    private static void CheckEnd(SimulationLoop loop, SimulatedNode server, MulticastPlan plan, MulticastReport report)
    {
        if (!server.IsDone)
        {
            loop.Report("always ends", "the server's session is not closed");
        }

        if (plan.MaxFactor is { } most && report.Factor > most)
        {
            loop.Report("one for all", FormattableString.Invariant($"{report.Factor:0.000} DATA for each block, more than {most:0.000}"));
        }
    }
}
