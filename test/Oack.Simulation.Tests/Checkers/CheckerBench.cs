using Oack.Protocol;
using Oack.Protocol.Options;
using Oack.Protocol.Transfer;
using Oack.Simulation.Checkers;
using Oack.Simulation.Network;
using Oack.Simulation.Nodes;

namespace Oack.Simulation.Tests.Checkers;

/// <summary>Shows a checker packets that nobody sent, to see whether it notices what is wrong with them.</summary>
internal sealed class CheckerBench
{
    public static readonly PeerEndpoint Client = SimulatedHosts.Client;
    public static readonly PeerEndpoint Server = SimulatedHosts.Server.WithPort(SimulatedHosts.FirstServerPort);
    private readonly PuppetNode _puppet = new();
    private ISimulationObserver[] _observers = [];

    public CheckerBench()
    {
        Loop = new SimulationLoop(new VirtualNetwork(NetworkFaults.None, new SimulationRandom(1)));
        Content = new FileContent(2_000, new SimulationRandom(1));
    }

    public SimulationLoop Loop { get; }

    public FlowTracker Flows { get; } = new();

    public FileContent Content { get; }

    public Instant Now { get; private set; } = Instant.Zero + TimeSpan.FromSeconds(1);

    /// <summary>The rules that were broken so far, without their times.</summary>
    public IEnumerable<string> Broken => Loop.Violations.Select(violation => violation.Split(' ', 2)[1].Split(':')[0]);

    public CheckerBench Under(IChecker checker)
    {
        _observers = [Flows, checker];
        return this;
    }

    public CheckerBench After(TimeSpan time)
    {
        Now += time;
        return this;
    }

    /// <summary>The server under test hears a packet of the client, at its transfer's port or, a request, at port 69.</summary>
    public CheckerBench Hears(byte[] packet)
    {
        bool isRequest = packet[1] is RawPacket.ReadRequest or RawPacket.WriteRequest;
        var sighting = new PacketSighting(Now, Client, isRequest ? SimulatedHosts.Server : Server, packet, PacketMarks.None);
        foreach (ISimulationObserver observer in _observers)
        {
            observer.OnDelivered(_puppet, sighting);
        }

        return this;
    }

    /// <summary>The server under test sends a packet to the client.</summary>
    public CheckerBench Sends(byte[] packet, SendCause cause = SendCause.Datagram)
    {
        _puppet.Act(cause);
        var sighting = new PacketSighting(Now, Server, Client, packet, PacketMarks.None);
        foreach (ISimulationObserver observer in _observers)
        {
            observer.OnSent(_puppet, sighting, null);
        }

        return this;
    }

    /// <summary>A DATA with the bytes of the file, in blocks of 512.</summary>
    public byte[] Data(int block) => RawPacket.MakeData(block, Content.At((block - 1) * 512, 512));

    /// <summary>A real receiver, so that checkers of its calls have somebody to talk about.</summary>
    public TransferNode Receiver()
    {
        var machine = ReceiveTransfer.Answer(Now, Client, default, new TransferParameters(), TransferSettings.Default);
        return new TransferNode(
            Loop, "receiver", Server, machine, Content, TransferSettings.Default, NodeBehavior.Plain, new SimulationRandom(1), isServer: true);
    }

    private sealed class PuppetNode() : SimulatedNode("puppet")
    {
        public override bool IsUnderTest => true;

        public override bool IsDone => false;

        public override Instant NextDeadline => Instant.Never;

        public void Act(SendCause cause) => Cause = cause;

        public override void HandleDatagram(PeerEndpoint local, in PacketSighting packet)
        {
        }

        public override void HandleTimeout(Instant now)
        {
        }
    }
}
