using Oack.Protocol;

namespace Oack.Simulation.Reference;

/// <summary>The receiving half of a <see cref="ReferencePeer"/> (RFC 1350 §4 to §6, RFC 7440 §4).</summary>
public sealed class ReferenceReceiver : ReferencePeer
{
    private long _taken;
    private int _sinceAck;
    private bool _gapReported;
    private byte[] _last = [];

    /// <summary>A client that reads, or a server that takes an upload.</summary>
    public ReferenceReceiver(
        SimulationLoop loop, string name, PeerEndpoint local, PeerEndpoint peer, ReferenceHabits habits, FileContent content, bool isServer)
        : base(loop, name, local, peer, habits, content, isServer)
    {
    }

    protected override void Begin(byte[]? optionAck) => Send(_last = optionAck ?? RawPacket.MakeAck(0));

    protected override void GoOn() => Acknowledge();

    protected override bool HandlePacket(int opcode, ushort number, ReadOnlySpan<byte> payload, bool isOptionAck)
    {
        if (isOptionAck)
        {
            // The server has not got ACK 0.
            if (_taken == 0)
            {
                Acknowledge();
            }

            return false;
        }

        if (opcode != RawPacket.Data)
        {
            return false;
        }

        long block = WireNumber.Nearest(number, _taken + 1, RolloverTo);
        if (block == _taken + 1 && !IsComplete)
        {
            Take(payload);
            return true;
        }

        if (block <= _taken)
        {
            if (Habits.AcknowledgesDuplicates && (WindowBlocks == 1 || block == _taken))
            {
                Acknowledge();
            }
        }
        else if (Habits.Gap == GapHabit.ReportEach || (Habits.Gap == GapHabit.ReportOnce && !_gapReported))
        {
            _gapReported = true;
            Acknowledge();
        }

        return _taken > 0;
    }

    protected override void SendAgain()
    {
        if (!IsComplete)
        {
            Send(_last);
        }
    }

    private void Take(ReadOnlySpan<byte> payload)
    {
        SawWrongBytes |= !Content.At(_taken * BlockSize, payload.Length).SequenceEqual(payload);
        _taken++;
        Bytes += payload.Length;
        _gapReported = false;
        Progress();
        if (payload.Length < BlockSize)
        {
            IsComplete = true;
            Acknowledge();
            LeaveAfter(Habits.Dally);
        }
        else if (Habits.HangsUpAfterBlocks is { } blocks && _taken >= blocks)
        {
            Send(RawPacket.MakeError(0, "closed"));
            Leave();
        }
        else if (++_sinceAck >= WindowBlocks || Habits.AcknowledgesEachBlock)
        {
            Acknowledge();
        }
    }

    private void Acknowledge()
    {
        _sinceAck = 0;
        byte[] ack = RawPacket.MakeAck(WireNumber.Of(_taken, RolloverTo));
        Send(_last = Habits.SendsFiveByteAcks ? [.. ack, (byte)WindowBlocks] : ack);
    }
}
