using Oack.Protocol;

namespace Oack.Simulation.Reference;

/// <summary>The sending half of a <see cref="ReferencePeer"/> (RFC 1350 §4 to §6, RFC 7440 §4).</summary>
public sealed class ReferenceSender : ReferencePeer
{
    private long _acknowledged;
    private long _sent;
    private byte[]? _optionAck;

    /// <summary>A client that writes, or a server that serves.</summary>
    public ReferenceSender(
        SimulationLoop loop, string name, PeerEndpoint local, PeerEndpoint peer, ReferenceHabits habits, FileContent content, bool isServer)
        : base(loop, name, local, peer, habits, content, isServer)
    {
    }

    private long LastBlock => (Content.LengthBytes / BlockSize) + 1;

    protected override void Begin(byte[]? optionAck)
    {
        _optionAck = optionAck;
        if (optionAck is not null)
        {
            Send(optionAck);
        }
        else
        {
            SendWindow();
        }
    }

    protected override void GoOn() => SendWindow();

    protected override bool HandlePacket(int opcode, ushort number, ReadOnlySpan<byte> payload, bool isOptionAck)
    {
        if (opcode != RawPacket.Acknowledgment)
        {
            return false;
        }

        long block = WireNumber.Nearest(number, _acknowledged, RolloverTo);
        bool opens = block == 0 && _sent == 0;
        if (opens)
        {
            _optionAck = null;
            SendWindow();
            Progress();
        }
        else if (block > _acknowledged && block <= _sent)
        {
            Advance(block);
        }
        else if (block == _acknowledged && _sent > _acknowledged && Habits.AnswersDuplicateAcks)
        {
            SendWindow();
        }

        return opens || _sent > 0;
    }

    protected override void SendAgain()
    {
        if (_optionAck is not null)
        {
            Send(_optionAck);
        }
        else
        {
            SendWindow();
        }
    }

    private void Advance(long block)
    {
        _acknowledged = block;
        Bytes = Math.Min(block * BlockSize, Content.LengthBytes);
        if (block == LastBlock)
        {
            IsComplete = true;
            Leave();
            return;
        }

        SendWindow();
        Progress();
    }

    private void SendWindow()
    {
        for (long block = _acknowledged + 1; block <= Math.Min(_acknowledged + WindowBlocks, LastBlock); block++)
        {
            Send(RawPacket.MakeData(WireNumber.Of(block, RolloverTo), Content.At((block - 1) * BlockSize, BlockSize)));
            _sent = Math.Max(_sent, block);
        }
    }
}
