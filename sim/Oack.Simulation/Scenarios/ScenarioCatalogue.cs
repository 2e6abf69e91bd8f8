using Oack.Simulation.Golden;

namespace Oack.Simulation.Scenarios;

/// <summary>All scenarios, by name.</summary>
public static class ScenarioCatalogue
{
    /// <summary>All scenarios.</summary>
    public static IReadOnlyList<Scenario> All { get; } =
    [
        new("clean", "a perfect network: complete, and nothing is sent twice", 1_500, NetworkScenarios.Clean),
        new("loss", "up to 20 % of all packets lost: complete", 2_500, NetworkScenarios.Loss),
        new("burst", "losses in bursts: complete", 1_500, NetworkScenarios.Burst),
        new("duplication", "packets arrive twice: complete", 1_500, NetworkScenarios.Duplication),
        new("reordering", "packets overtake each other, and delays vary: complete", 1_500, NetworkScenarios.Reordering),
        new("corruption", "damage that the UDP checksum sees: complete", 1_000, NetworkScenarios.DetectedCorruption),
        new("damage", "damage that the UDP checksum does not see: ends, within bounds", 1_500, NetworkScenarios.UndetectedCorruption),
        new("partition", "cut off for seconds, in one direction or both: complete", 1_000, NetworkScenarios.Partition),
        new("foreign", "strangers send into the conversation: complete", 1_500, NetworkScenarios.Foreign),
        new("narrow", "a slow link with a short queue: complete", 1_000, NetworkScenarios.Narrow),
        new("mixed", "a little of everything: complete", 2_000, NetworkScenarios.Mixed),
        new("brutal", "a lot of everything, and cut off for good: ends", 2_000, NetworkScenarios.Brutal),
        new("rollover", "more than 65,535 blocks of 8 bytes, rolling over to 0 or 1: complete", 12, NetworkScenarios.Rollover),
        new("storage", "slow storage, held acknowledgments, slow content: complete", 1_500, UserScenarios.SlowStorage),
        new("abort", "users abort, hosts vanish, ports close, storage fails: ends", 2_000, UserScenarios.Abort),
        new("repeat", "the request comes again and again: complete, one answer", 1_000, PeerScenarios.RepeatedRequest),
        new("probe", "the client asks for the size and hangs up, or leaves midway: told from failures", 1_000, PeerScenarios.Probe),
        new("reader", "a simple client reads: complete", 2_000, PeerScenarios.ReferenceReader),
        new("writer", "a simple client writes: complete", 1_500, PeerScenarios.ReferenceWriter),
        new("source", "reads from a simple server: complete", 1_500, PeerScenarios.ReferenceSource),
        new("sink", "writes to a simple server: complete", 1_500, PeerScenarios.ReferenceSink),
        new("hostile-client", "a client that sends whatever it likes: ends, within bounds", 2_000, PeerScenarios.HostileClient),
        new("hostile-server", "a server that sends whatever it likes: ends, within bounds", 2_000, PeerScenarios.HostileServer),
    ];

    /// <summary>The scenario of a name, or null; the cells of the golden table have names too.</summary>
    public static Scenario? Find(string name) => All.Concat(GoldenTable.Scenarios).FirstOrDefault(scenario => scenario.Name == name);
}
