using Oack.Simulation.Network;
using Oack.Simulation.Nodes;

namespace Oack.Simulation.Checkers;

/// <summary>
/// An OACK grants nothing that was not asked and nothing above what was asked, with the names and in the order of the
/// request (RFC 2347, 2348, 2349, 7440).
/// </summary>
public sealed class OptionsChecker(SimulationLoop loop, FlowTracker flows) : Checker(loop)
{
    /// <inheritdoc/>
    public override string Rule => "options";

    /// <inheritdoc/>
    public override void OnSent(SimulatedNode sender, in PacketSighting packet, DropReason? dropped)
    {
        ArgumentNullException.ThrowIfNull(sender);
        if (!sender.IsUnderTest || packet.Opcode != RawPacket.OptionAcknowledgment)
        {
            return;
        }

        Flow flow = flows.FlowOfSent(packet);
        List<string> strings = RawPacket.Strings(packet.Bytes);
        if (strings.Count == 0 || strings.Count % 2 != 0 || packet.Bytes[^1] != 0)
        {
            Report($"{sender.Name} sends a broken OACK: {RawPacket.Describe(packet.Bytes)}");
            return;
        }

        int place = -1;
        for (int i = 0; i < strings.Count; i += 2)
        {
            int askedPlace = IndexOf(flow.AskedNames, strings[i]);
            if (askedPlace <= place)
            {
                Report($"{sender.Name} grants {strings[i]}, which was not asked, or not in this order");
                return;
            }

            place = askedPlace;
        }

        foreach ((string name, long value) in RawPacket.Options(packet.Bytes))
        {
            long asked = flow.Asked.GetValueOrDefault(name);
            bool isLegal = name switch
            {
                "blksize" => value >= 8 && value <= asked,
                "blksize2" => value >= 8 && value <= asked && long.IsPow2(value),
                "windowsize" => value >= 1 && value <= asked,
                "timeout" or "utimeout" or "rollover" => value == asked,
                "tsize" => flow.IsRead == true || value == asked,
                "msftwindow" => value == 27_182,
                _ => false,
            };
            if (!isLegal)
            {
                Report($"{sender.Name} grants {name}={value} where {asked} was asked");
            }
        }
    }

    private static int IndexOf(IReadOnlyList<string> names, string name)
    {
        for (int i = 0; i < names.Count; i++)
        {
            if (string.Equals(names[i], name, StringComparison.Ordinal))
            {
                return i;
            }
        }

        return -1;
    }
}
