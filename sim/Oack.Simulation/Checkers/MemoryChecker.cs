using Oack.Protocol;
using Oack.Simulation.Nodes;

namespace Oack.Simulation.Checkers;

/// <summary>
/// A machine's heap does not grow with the file: all that it allocates in all its calls, from first to last, stays
/// below one bound. What is never allocated cannot pile up.
/// </summary>
public sealed class MemoryChecker(SimulationLoop loop) : Checker(loop)
{
    /// <summary>The most that one transfer may allocate after it was made: a message or two.</summary>
    public const long MaxAllocatedBytes = 8 * 1_024;

    /// <inheritdoc/>
    public override string Rule => "bounded memory";

    /// <inheritdoc/>
    public override void OnFinished(Instant now)
    {
        foreach (SimulatedNode node in Loop.Nodes)
        {
            if (node is TransferNode transfer && transfer.AllocatedBytes > MaxAllocatedBytes)
            {
                Report($"{node.Name} allocated {transfer.AllocatedBytes} bytes for {transfer.Machine.Statistics.DatagramsReceived} datagrams");
            }
        }
    }
}
