using System.Globalization;
using System.Text;
using Oack.Protocol.Options;
using Oack.Protocol.Transfer;
using Oack.Protocol.Wire;
using Oack.Simulation.Network;
using Oack.Simulation.Nodes;
using Oack.Simulation.Reference;

namespace Oack.Simulation;

/// <summary>Everything that one run is made of, as data: a scenario makes it from a seed.</summary>
public sealed record SimulationPlan
{
    /// <summary>RRQ or WRQ.</summary>
    public Opcode Opcode { get; init; } = Opcode.ReadRequest;

    /// <summary>The length of the file.</summary>
    public int FileBytes { get; init; }

    /// <summary>What the client under test asks for.</summary>
    public OptionList Asked { get; init; }

    /// <summary>The network.</summary>
    public NetworkFaults Faults { get; init; } = NetworkFaults.None;

    /// <summary>The patience of the client under test.</summary>
    public TransferSettings ClientSettings { get; init; } = TransferSettings.Default;

    /// <summary>What the user of the client under test does.</summary>
    public NodeBehavior ClientBehavior { get; init; } = NodeBehavior.Plain;

    /// <summary>The server under test.</summary>
    public ServerPlan Server { get; init; } = new();

    /// <summary>A simple client in place of the one under test; null for the one under test.</summary>
    public ReferenceHabits? ReferenceClient { get; init; }

    /// <summary>A simple server in place of the one under test; null for the one under test.</summary>
    public ReferenceHabits? ReferenceServer { get; init; }

    /// <summary>Whether the client is hostile.</summary>
    public bool HostileClient { get; init; }

    /// <summary>What a hostile client asks for.</summary>
    public IReadOnlyList<KeyValuePair<string, long>> HostileAsks { get; init; } = [];

    /// <summary>Whether the server is hostile.</summary>
    public bool HostileServer { get; init; }

    /// <summary>What must come of it, beside the rules that always hold.</summary>
    public Demand Demand { get; init; } = Demand.Ends;

    /// <summary>How a server transfer must end, when each packet arrives; None for any way.</summary>
    public TransferOutcome ServerOutcome { get; init; }

    /// <summary>Whether the file goes from the server to the client.</summary>
    public bool IsRead => Opcode == Opcode.ReadRequest;

    /// <summary>Whether both ends mean well.</summary>
    public bool IsHonest => !HostileClient && !HostileServer;

    /// <summary>The plan in one line a part, as a replay shows it.</summary>
    public string Describe()
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{Opcode}, {FileBytes} bytes, demand: {Demand}\n");
        text.Append("asked:");
        for (int i = 0; i < Asked.Count; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $" {Asked[i].Kind}={Asked[i].Value}");
        }

        text.Append(CultureInfo.InvariantCulture, $"\nnetwork: {Faults}\n");
        foreach (Partition partition in Faults.Partitions)
        {
            text.Append(CultureInfo.InvariantCulture, $"  cut: {partition}\n");
        }

        text.Append(CultureInfo.InvariantCulture, $"client: {(object?)ReferenceClient ?? (HostileClient ? "hostile" : ClientBehavior)}\n");
        text.Append(CultureInfo.InvariantCulture, $"server: {(object?)ReferenceServer ?? (HostileServer ? "hostile" : Server)}\n");
        return text.ToString();
    }
}
