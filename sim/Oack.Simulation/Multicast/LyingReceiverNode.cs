using Oack.Protocol;
using Oack.Simulation.Network;
using Oack.Simulation.Nodes;

namespace Oack.Simulation.Multicast;

/// <summary>A receiver that asks like the others and then sends whatever it likes, for a while.</summary>
public sealed class LyingReceiverNode : SimulatedNode
{
    private const int MaxPackets = 400;
    private static readonly byte[] s_request = [0, 1, .. "file\0octet\0multicast\0\0"u8];

    private readonly SimulationLoop _loop;
    private readonly SimulationRandom _random;
    private readonly PeerEndpoint _local;
    private readonly PeerEndpoint _requestTo;
    private readonly int _blockCount;
    private readonly bool _isStubborn;
    private PeerEndpoint _server;
    private Instant _nextAt;
    private int _sent;

    /// <summary>A liar that begins at its time.</summary>
    public LyingReceiverNode(SimulationLoop loop, int index, MulticastHosts hosts, ReceiverPlan receiver, MulticastPlan plan, SimulationRandom random)
        : base($"liar {index}")
    {
        ArgumentNullException.ThrowIfNull(loop);
        ArgumentNullException.ThrowIfNull(hosts);
        ArgumentNullException.ThrowIfNull(receiver);
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(random);
        _loop = loop;
        _random = random.Fork($"liar {index}");
        _local = hosts.Receiver(index);
        _requestTo = _server = plan.Protocol == MulticastProtocol.Rfc2090 ? hosts.Server : hosts.MtftpServer;
        _blockCount = plan.BlockCount;
        _isStubborn = _random.Chance(0.5);
        _nextAt = loop.Now + receiver.StartAfter;
        loop.Bind(_local, this);
    }

    /// <inheritdoc/>
    public override bool IsDone => _sent >= MaxPackets;

    /// <inheritdoc/>
    public override Instant NextDeadline => IsDone ? Instant.Never : _nextAt;

    /// <inheritdoc/>
    public override void HandleDatagram(PeerEndpoint local, in PacketSighting packet)
    {
        _server = packet.From;
        if (_random.Chance(0.5))
        {
            Lie();
        }
    }

    /// <inheritdoc/>
    public override void HandleTimeout(Instant now)
    {
        _nextAt = now + _random.Between(TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(40));
        if (_sent == 0)
        {
            Send(_requestTo, s_request);
        }
        else
        {
            Lie();
        }
    }

    private void Lie()
    {
        if (IsDone)
        {
            return;
        }

        // A stubborn one always asks for the first block; the other takes any number.
        int block = _isStubborn ? 0 : (int)_random.Below(_random.Chance(0.9) ? _blockCount : 65_536);
        switch (_random.Below(20))
        {
            case 0:
                Send(_requestTo, s_request);
                break;
            case 1:
                byte[] noise = new byte[(int)_random.Below(40)];
                _random.Fill(noise);
                Send(_server, noise);
                break;
            case 2 when !_isStubborn:
                Send(_server, [0, 5, 0, 0, (byte)'x', 0]);
                break;
            case 3:
                Send(_server, [0, 3, (byte)(block >> 8), (byte)block, 1, 2, 3]);
                break;
            default:
                Send(_server, [0, 4, (byte)(block >> 8), (byte)block]);
                break;
        }
    }

    private void Send(PeerEndpoint to, ReadOnlySpan<byte> bytes)
    {
        _sent++;
        _loop.Send(this, _local, to, bytes);
    }
}
