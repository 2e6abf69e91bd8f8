using Oack.Protocol.Wire;

namespace Oack.Protocol.Observe;

/// <summary>
/// Packets whose request was not seen. Two bytes do not make a transfer: only blocks in order, and their ACKs where both
/// sides are seen, do.
/// </summary>
internal sealed class MidwayTraffic
{
    /// <summary>How many pairs of endpoints are remembered; past it all are forgotten.</summary>
    private const int MaxPairs = 4_096;

    private const ushort TftpPort = 69;
    private const int EnoughInOrder = 3;

    private readonly Dictionary<(PeerEndpoint From, PeerEndpoint To), Run> _runs = [];

    internal void Clear() => _runs.Clear();

    internal bool IsTransfer(
        in ObservedDatagram datagram, ReadOnlySpan<byte> payload, Opcode opcode, out PeerEndpoint client, out PeerEndpoint server, out bool isWrite)
    {
        (client, server, isWrite) = (datagram.To, datagram.From, false);
        bool isData = opcode == Opcode.Data && payload.Length >= DataPacket.HeaderBytes;
        bool isAck = opcode == Opcode.Acknowledgment && datagram.PayloadBytes is AckPacket.Bytes or AckPacket.BytesWithWindow && payload.Length >= AckPacket.Bytes;
        if (!isData && !isAck)
        {
            return false;
        }

        ushort number = WireFormat.ReadNumber(payload);
        (PeerEndpoint, PeerEndpoint) key = (datagram.From, datagram.To);
        Run run = _runs.GetValueOrDefault(key);
        bool follows = run.Count > 0 && run.IsData == isData && (ushort)(run.Number + 1) == number;
        bool repeats = run.Count > 0 && run.IsData == isData && run.Number == number;
        run = follows ? run with { Number = number, Count = run.Count + 1 } : repeats ? run : new Run(isData, number, 1);
        if (_runs.Count >= MaxPairs && !_runs.ContainsKey(key))
        {
            _runs.Clear();
        }

        _runs[key] = run;
        Run answer = _runs.GetValueOrDefault((datagram.To, datagram.From));
        bool isAnswered = answer.Count > 0 && answer.IsData != isData && (ushort)(number - answer.Number) <= 2;
        if (run.Count + (isAnswered ? answer.Count : 0) < EnoughInOrder || (run.Count < 2 && !isAnswered))
        {
            return false;
        }

        // DATA comes from the server, unless the port says otherwise.
        PeerEndpoint source = isData ? datagram.From : datagram.To;
        PeerEndpoint sink = isData ? datagram.To : datagram.From;
        isWrite = sink.Port == TftpPort;
        (client, server) = isWrite ? (source, sink) : (sink, source);
        _runs.Remove(key);
        _runs.Remove((datagram.To, datagram.From));
        return true;
    }

    private readonly record struct Run(bool IsData, ushort Number, int Count);
}
