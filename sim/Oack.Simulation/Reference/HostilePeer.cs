using Oack.Protocol;
using Oack.Simulation.Network;
using Oack.Simulation.Nodes;

namespace Oack.Simulation.Reference;

/// <summary>
/// A peer at the right address and port that sends whatever it likes: numbers that fit and numbers that do not, packets
/// of the wrong kind, noise, options that nobody asked for, and after a while nothing at all. As a server it answers each
/// request from a port of its own; as a client it starts with a request.
/// </summary>
public sealed class HostilePeer : SimulatedNode
{
    private const int MaxPayloadBytes = 2_000;
    private readonly SimulationLoop _loop;
    private readonly PeerEndpoint _local;
    private readonly SimulationRandom _random;
    private readonly bool _isServer;
    private readonly double _sanity;
    private PeerEndpoint _target;
    private Instant _next = Instant.Never;
    private int _packetsLeft;
    private ushort _lastNumber;
    private int _lastOpcode;

    /// <summary>A hostile client, or a hostile server at port 69 and one more port.</summary>
    /// <param name="loop">Where it lives.</param>
    /// <param name="random">Its dice.</param>
    /// <param name="isServer">Whether it waits for requests rather than making one.</param>
    /// <param name="local">A client's endpoint; null for the only client there is.</param>
    public HostilePeer(SimulationLoop loop, SimulationRandom random, bool isServer, PeerEndpoint? local = null)
        : base(isServer ? "hostile server" : "hostile client")
    {
        ArgumentNullException.ThrowIfNull(loop);
        ArgumentNullException.ThrowIfNull(random);
        _loop = loop;
        _random = random.Fork("hostile");
        _isServer = isServer;
        _sanity = _random.NextUnit();
        _packetsLeft = _random.Between(1, 200);
        _local = isServer ? SimulatedHosts.Server.WithPort(SimulatedHosts.FirstServerPort) : local ?? SimulatedHosts.Client;
        loop.Bind(_local, this);
        if (isServer)
        {
            loop.Bind(SimulatedHosts.Server, this);
        }
        else
        {
            _target = SimulatedHosts.Server;
        }
    }

    /// <inheritdoc/>
    public override bool IsDone => _packetsLeft <= 0;

    /// <inheritdoc/>
    public override Instant NextDeadline => IsDone ? Instant.Never : _next;

    /// <summary>A hostile client's request.</summary>
    public void Ask(int opcode, IEnumerable<KeyValuePair<string, long>> options)
    {
        Cause = SendCause.Start;
        _loop.Send(this, _local, _target, RawPacket.MakeRequest(opcode, options));
        _next = _loop.Now + TimeSpan.FromMilliseconds(1);
    }

    /// <inheritdoc/>
    public override void HandleDatagram(PeerEndpoint local, in PacketSighting packet)
    {
        Cause = SendCause.Datagram;
        if (_target == default || _isServer || packet.From.HasAddressOf(_target))
        {
            _target = packet.From;
        }

        _lastOpcode = packet.Opcode;
        _lastNumber = packet.Block;
        if (_random.Chance(0.6))
        {
            SendSomething();
        }
        else
        {
            _next = Instant.Min(_next, _loop.Now + _random.Between(TimeSpan.Zero, TimeSpan.FromMilliseconds(50)));
        }
    }

    /// <inheritdoc/>
    public override void HandleTimeout(Instant now)
    {
        Cause = SendCause.Timeout;
        _next = now + _random.Between(TimeSpan.FromMilliseconds(1), TimeSpan.FromSeconds(_random.Chance(0.05) ? 20 : 0.2));
        SendSomething();
    }

    private void SendSomething()
    {
        if (_packetsLeft-- > 0 && _target != default)
        {
            int copies = _random.Chance(0.1) ? 3 : 1;
            byte[] packet = Make();
            for (int i = 0; i < copies; i++)
            {
                _loop.Send(this, _local, _target, packet);
            }
        }
    }

    private byte[] Make()
    {
        int number = _random.Pick(_lastNumber, _lastNumber + 1, _lastNumber - 1, _lastNumber + 64, 0, 1, 65_535, (int)_random.Below(65_536)) & 0xFFFF;
        if (_random.Chance(_sanity))
        {
            // What an honest peer would say, so that the transfer gets somewhere.
            return _lastOpcode switch
            {
                RawPacket.Data => RawPacket.MakeAck(_lastNumber),
                RawPacket.OptionAcknowledgment => RawPacket.MakeAck(0),
                RawPacket.WriteRequest => RawPacket.MakeAck(0),
                RawPacket.Acknowledgment or RawPacket.ReadRequest => RawPacket.MakeData((_lastNumber + 1) & 0xFFFF, Payload(512)),
                _ => RawPacket.MakeAck(number),
            };
        }

        return _random.Between(0, 9) switch
        {
            0 or 1 => RawPacket.MakeAck(number),
            2 or 3 => RawPacket.MakeData(number, Payload(_random.Pick(0, 1, 511, 512, 513, 1_428, MaxPayloadBytes))),
            4 => RawPacket.MakeOptionAck([new("blksize", _random.Pick<long>(0, 7, 8, 511, 512, 1_428, 65_464, 65_465, long.MaxValue)), new("tsize", _random.Below(9_999))]),
            5 => RawPacket.MakeOptionAck([new("windowsize", _random.Pick<long>(0, 1, 4, 64, 65_535, 65_536))]),
            6 => [.. RawPacket.MakeAck(number), (byte)_random.Below(256)],
            7 => Payload(_random.Between(0, 40)),
            8 => RawPacket.MakeRequest(_random.Between(1, 2), [new("blksize", _random.Between(0, 9_999))]),
            _ => _random.Chance(0.2) ? RawPacket.MakeError(_random.Between(0, 9), "%s%n\u0001") : RawPacket.MakeAck(_lastNumber),
        };
    }

    private byte[] Payload(int length)
    {
        byte[] bytes = new byte[length];
        _random.Fill(bytes);
        return bytes;
    }
}
