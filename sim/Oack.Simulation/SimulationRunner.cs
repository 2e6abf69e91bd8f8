using System.Runtime.CompilerServices;
using Oack.Protocol;
using Oack.Protocol.Options;
using Oack.Protocol.Transfer;
using Oack.Simulation.Checkers;
using Oack.Simulation.Network;
using Oack.Simulation.Nodes;
using Oack.Simulation.Reference;
using Oack.Simulation.Scenarios;

namespace Oack.Simulation;

/// <summary>Runs one seed of one scenario under all checkers.</summary>
public static class SimulationRunner
{
    private const int WarmUpSeeds = 25;
    private const long EventsBesideFile = 200_000;
    private const long EventsPerBlock = 100;
    private static readonly TimeSpan s_longest = TimeSpan.FromDays(2);
    private static readonly byte[] s_fileName = "file"u8.ToArray();

    static SimulationRunner()
    {
        // What the first call of anything costs (tables, types) is no transfer's own: here it is paid beforehand.
        foreach (string name in new[] { "mixed", "abort", "hostile-client", "hostile-server" })
        {
            for (long seed = 0; seed < WarmUpSeeds; seed++)
            {
                Run(ScenarioCatalogue.Find(name)!, seed);
            }
        }
    }

    /// <summary>Lets the machines allocate, once, what is not one transfer's own: <see cref="MemoryChecker"/> counts from here on.</summary>
    public static void WarmUp() => RuntimeHelpers.RunClassConstructor(typeof(SimulationRunner).TypeHandle);

    /// <summary>Runs a seed.</summary>
    /// <param name="scenario">The scenario.</param>
    /// <param name="seed">The seed.</param>
    /// <param name="log">Where each packet is written, or null.</param>
    public static SimulationReport Run(Scenario scenario, long seed, TextWriter? log = null)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        var random = new SimulationRandom((ulong)seed);
        SimulationPlan plan = scenario.MakePlan(random.Fork(scenario.Name));
        log?.WriteLine(plan.Describe());
        return Run(plan, random, scenario.Name, seed, log);
    }

    /// <summary>Runs a plan.</summary>
    public static SimulationReport Run(SimulationPlan plan, SimulationRandom random, string name, long seed, TextWriter? log = null)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var content = new FileContent(plan.FileBytes, random);
        var loop = new SimulationLoop(new VirtualNetwork(plan.Faults, random));
        var flows = new FlowTracker();
        var silence = new SilenceObserver();
        var fingerprint = new Fingerprint();
        loop.Observe(flows);
        loop.Observe(silence);
        loop.Observe(fingerprint);
        if (log is not null)
        {
            loop.Observe(new PacketLog(log));
        }

        foreach (IChecker checker in CommonCheckers(loop, flows, content, plan))
        {
            loop.Observe(checker);
        }

        Func<IEnumerable<SimulatedNode>> servers = AddServer(loop, plan, content, random);
        SimulatedNode client = MakeClient(loop, plan, content, random);
        var completion = new CompletionChecker(loop, plan, client, servers, silence);
        loop.Observe(completion);
        try
        {
            StartClient(client, plan);
            loop.Add(client);
            long maxEvents = EventsBesideFile + (EventsPerBlock * (plan.FileBytes / SmallestBlock(plan)));
            if (!loop.Run(loop.Now + s_longest, maxEvents))
            {
                loop.Report("always ends", $"still busy after {loop.EventCount} events and {loop.Now}");
            }
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            loop.Report("nothing throws", exception.ToString());
        }

        var transfer = client as TransferNode;
        return new SimulationReport
        {
            Scenario = name,
            Seed = seed,
            Violations = loop.Violations,
            IsExcused = completion.IsExcused,
            MissedLastAck = completion.MissedLastAck,
            ClientOutcome = transfer?.Machine.Outcome ?? TransferOutcome.None,
            ClientTime = transfer is { EndedAt.IsSet: true } ? transfer.EndedAt - transfer.StartedAt : TimeSpan.Zero,
            DatagramsSent = loop.Network.Counters.Sent,
            Fingerprint = fingerprint.Value,
        };
    }

    private static IEnumerable<IChecker> CommonCheckers(SimulationLoop loop, FlowTracker flows, FileContent content, SimulationPlan plan) =>
    [
        new WindowChecker(loop, flows),
        new DuplicateAckChecker(loop, flows),
        new ErrorNeverAnsweredChecker(loop, flows),
        new OptionsChecker(loop, flows),
        new UnansweredChecker(loop, flows, plan.Server.Settings),
        new SentDataChecker(loop, flows, content),
        new DeliveredBytesChecker(loop, content, plan.IsHonest),
        new StorageChecker(loop),
        new LifecycleChecker(loop),
        new PacketBoundsChecker(loop, flows, plan.IsHonest),
        new EndsChecker(loop),
        new MemoryChecker(loop),
        new StatisticsChecker(loop, content, plan.IsHonest),
    ];

    private static Func<IEnumerable<SimulatedNode>> AddServer(
        SimulationLoop loop, SimulationPlan plan, FileContent content, SimulationRandom random)
    {
        if (plan.HostileServer)
        {
            loop.Add(new HostilePeer(loop, random, isServer: true));
            return () => [];
        }

        if (plan.ReferenceServer is { } habits)
        {
            var reference = new ReferenceServer(loop, habits, content);
            loop.Add(reference);
            return () => reference.Transfers;
        }

        var acceptor = new AcceptorNode(loop, content, plan.Server, random);
        loop.Add(acceptor);
        return () => acceptor.Transfers;
    }

    private static SimulatedNode MakeClient(SimulationLoop loop, SimulationPlan plan, FileContent content, SimulationRandom random)
    {
        if (plan.HostileClient)
        {
            return new HostilePeer(loop, random, isServer: false);
        }

        if (plan.ReferenceClient is { } habits)
        {
            return plan.IsRead
                ? new ReferenceReceiver(loop, "reference", SimulatedHosts.Client, SimulatedHosts.Server, habits, content, isServer: false)
                : new ReferenceSender(loop, "reference", SimulatedHosts.Client, SimulatedHosts.Server, habits, content, isServer: false);
        }

        long? length = plan.ClientBehavior.HidesLength ? null : content.LengthBytes;
        TransferMachine machine = plan.IsRead
            ? ReceiveTransfer.Request(loop.Now, SimulatedHosts.Server, s_fileName, TransferMode.Octet, plan.Asked, plan.ClientSettings)
            : SendTransfer.Request(loop.Now, SimulatedHosts.Server, s_fileName, TransferMode.Octet, plan.Asked, length, plan.ClientSettings);
        var node = new TransferNode(
            loop, "client", SimulatedHosts.Client, machine, content, plan.ClientSettings, plan.ClientBehavior, random, isServer: false);
        loop.Bind(SimulatedHosts.Client, node);
        return node;
    }

    private static void StartClient(SimulatedNode client, SimulationPlan plan)
    {
        switch (client)
        {
            case TransferNode node:
                node.Start();
                break;
            case ReferencePeer peer:
                peer.Ask((int)plan.Opcode);
                break;
            case HostilePeer peer:
                peer.Ask((int)plan.Opcode, plan.HostileAsks);
                break;
            default:
                throw new InvalidOperationException($"Nothing starts a {client.GetType().Name}.");
        }
    }

    private static int SmallestBlock(SimulationPlan plan) =>
        plan.Asked.Contains(OptionKind.BlockSize) || plan.Asked.Contains(OptionKind.BlockSize2) || plan.ReferenceClient is not null
            ? TransferParameters.MinBlockSize
            : TransferParameters.DefaultBlockSize;
}
