using System.Globalization;
using Oack.Simulation.Network;

namespace Oack.Simulation.Multicast;

/// <summary>What a seed of a multicast scenario becomes: data, and nothing else.</summary>
public sealed record MulticastPlan
{
    /// <summary>The protocol.</summary>
    public MulticastProtocol Protocol { get; init; }

    /// <summary>Who wants the file.</summary>
    public required IReadOnlyList<ReceiverPlan> Receivers { get; init; }

    /// <summary>The length of the file.</summary>
    public int FileBytes { get; init; }

    /// <summary>Bytes in a block.</summary>
    public int BlockSize { get; init; } = 512;

    /// <summary>The window that receivers ask for; 1 for none. Means nothing in MTFTP.</summary>
    public int WindowBlocks { get; init; } = 1;

    /// <summary>Whether hosts and group have IPv6 addresses.</summary>
    public bool IsIPv6 { get; init; }

    /// <summary>What the network does, to each receiver's copy on its own.</summary>
    public NetworkFaults Faults { get; init; } = NetworkFaults.None;

    /// <summary>The most DATA that the server may send for each block of the file; null for no demand.</summary>
    public double? MaxFactor { get; init; }

    /// <summary>How many blocks the file has.</summary>
    public int BlockCount => (FileBytes / BlockSize) + 1;

    /// <summary>The plan in a line, for the head of a log.</summary>
    public string Describe() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Protocol} {(IsIPv6 ? "IPv6" : "IPv4")} {Receivers.Count} receivers, {FileBytes} bytes in blocks of {BlockSize}, window {WindowBlocks}; {Faults}");
}
