using Oack.Protocol;

namespace Oack.Simulation.Nodes;

/// <summary>The addresses of a simulation with two hosts.</summary>
public static class SimulatedHosts
{
    /// <summary>The port that requests go to.</summary>
    public const ushort RequestPort = 69;

    /// <summary>The first transfer identifier that the server hands out.</summary>
    public const ushort FirstServerPort = 40_001;

    /// <summary>The client, at the first port that NILO would use.</summary>
    public static PeerEndpoint Client { get; } = PeerEndpoint.FromIPv4(0x0A00_0002, 2_001);

    /// <summary>The server, where requests go.</summary>
    public static PeerEndpoint Server { get; } = PeerEndpoint.FromIPv4(0x0A00_0001, RequestPort);
}
