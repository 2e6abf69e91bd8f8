using Oack.Simulation.Golden;
using Oack.Simulation.Network;
using static Oack.Simulation.Multicast.MulticastProtocol;

namespace Oack.Simulation.Multicast;

/// <summary>All multicast scenarios, by name.</summary>
public static class MulticastScenarioCatalogue
{
    /// <summary>All scenarios.</summary>
    public static IReadOnlyList<MulticastScenario> All { get; } =
    [
        new("multicast-clean", "RFC 2090 on a perfect network: each block is sent once", 200, random => Clean(random, Rfc2090)),
        new("multicast-loss", "RFC 2090, each receiver loses up to 20 % of its own: all files whole", 300, random => Loss(random, Rfc2090)),
        new("multicast-mixed", "RFC 2090 with loss, reordering, duplication, jitter: all files whole", 300, random => Mixed(random, Rfc2090)),
        new("multicast-late", "RFC 2090, receivers join at any time: all files whole", 200, random => Late(random, Rfc2090)),
        new("multicast-silent", "RFC 2090, receivers never acknowledge or vanish: the others' files whole", 200, random => Silent(random, Rfc2090)),
        new("multicast-liars", "RFC 2090, receivers lie: the others' files whole", 200, random => Liars(random, Rfc2090)),
        new("mtftp-clean", "MTFTP on a perfect network: each block is sent once, DATA 1 twice", 200, random => Clean(random, Mtftp)),
        new("mtftp-loss", "MTFTP, each receiver loses up to 20 % of its own: all files whole", 150, random => Loss(random, Mtftp)),
        new("mtftp-mixed", "MTFTP with loss, reordering, duplication, jitter: all files whole", 150, random => Mixed(random, Mtftp)),
        new("mtftp-late", "MTFTP, receivers join at any time: all files whole", 150, random => Late(random, Mtftp)),
        new("mtftp-silent", "MTFTP, receivers never acknowledge or vanish: the others' files whole", 100, random => Silent(random, Mtftp)),
        new("mtftp-liars", "MTFTP, receivers lie: the others' files whole", 100, random => Liars(random, Mtftp)),
        new("mtftp-skipping", "MTFTP with clients that name their first gap, with loss: all files whole", 150, random => Loss(random, MtftpSkipping)),
    ];

    /// <summary>The scenario of a name, or null; the cells of the golden table have names too.</summary>
    public static MulticastScenario? Find(string name) =>
        All.Concat(MulticastGoldenTable.Scenarios).FirstOrDefault(scenario => scenario.Name == name);

    private static MulticastPlan Start(SimulationRandom random, MulticastProtocol protocol) => new()
    {
        Protocol = protocol,
        Receivers = Honest(random.Between(1, 12)),
        FileBytes = random.Chance(0.1) ? random.Between(0, 20) : random.Between(0, 60_000),
        BlockSize = protocol == Rfc2090 ? random.Pick(512, 1_024, 1_428) : 512,
        WindowBlocks = protocol == Rfc2090 ? random.Pick(1, 1, 4, 16) : 1,
        IsIPv6 = random.Chance(0.5),
        Faults = new NetworkFaults { Delay = random.Between(TimeSpan.FromMicroseconds(50), TimeSpan.FromMilliseconds(5)) },
    };

    private static MulticastPlan Clean(SimulationRandom random, MulticastProtocol protocol)
    {
        MulticastPlan plan = Start(random, protocol);

        // A perfect network, all there from the start: DATA is sent once, and MTFTP's DATA 1 twice.
        double blocks = plan.BlockCount;
        return plan with { MaxFactor = (protocol == Rfc2090 ? blocks : blocks + 1) / blocks };
    }

    private static MulticastPlan Loss(SimulationRandom random, MulticastProtocol protocol)
    {
        MulticastPlan plan = Start(random, protocol);
        return plan with { Faults = plan.Faults with { Loss = random.Between(0, 0.2) } };
    }

    private static MulticastPlan Mixed(SimulationRandom random, MulticastProtocol protocol)
    {
        MulticastPlan plan = Start(random, protocol);
        return plan with
        {
            Faults = plan.Faults with
            {
                Loss = random.Between(0, 0.1),
                Duplication = random.Between(0, 0.1),
                Reordering = random.Between(0, 0.1),
                Jitter = random.Between(TimeSpan.Zero, TimeSpan.FromMilliseconds(5)),
                ReportsUnreachable = random.Chance(0.5),
            },
        };
    }

    private static MulticastPlan Late(SimulationRandom random, MulticastProtocol protocol)
    {
        MulticastPlan plan = Loss(random, protocol);
        return plan with
        {
            Receivers = [.. plan.Receivers.Select(one => one with { StartAfter = random.Between(TimeSpan.Zero, TimeSpan.FromSeconds(3)) })],
        };
    }

    private static MulticastPlan Silent(SimulationRandom random, MulticastProtocol protocol)
    {
        MulticastPlan plan = Mixed(random, protocol);
        List<ReceiverPlan> receivers = [.. plan.Receivers];
        int bad = random.Between(1, 4);
        for (int i = 0; i < bad; i++)
        {
            ReceiverHabit habit = random.Chance(0.5) ? ReceiverHabit.Vanishes : ReceiverHabit.NeverAcknowledges;
            TimeSpan startAfter = random.Between(TimeSpan.Zero, TimeSpan.FromMilliseconds(20));
            TimeSpan vanishAfter = startAfter + random.Between(TimeSpan.Zero, TimeSpan.FromMilliseconds(500));
            receivers.Insert((int)random.Below(receivers.Count + 1), new ReceiverPlan(habit, startAfter, vanishAfter));
        }

        return plan with { Receivers = receivers };
    }

    private static MulticastPlan Liars(SimulationRandom random, MulticastProtocol protocol)
    {
        MulticastPlan plan = Mixed(random, protocol) with { BlockSize = 512, WindowBlocks = 1 };
        List<ReceiverPlan> receivers = [.. plan.Receivers];
        int bad = random.Between(1, 3);
        for (int i = 0; i < bad; i++)
        {
            TimeSpan startAfter = random.Between(TimeSpan.Zero, TimeSpan.FromMilliseconds(50));
            receivers.Insert((int)random.Below(receivers.Count + 1), new ReceiverPlan(ReceiverHabit.Lies, startAfter));
        }

        return plan with { Receivers = receivers };
    }

    internal static IReadOnlyList<ReceiverPlan> Honest(int count) =>
        [.. Enumerable.Range(0, count).Select(_ => new ReceiverPlan(ReceiverHabit.Honest, TimeSpan.Zero))];
}
