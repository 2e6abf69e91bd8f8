using Oack.Protocol.Wire;

namespace Oack.Trace.Report;

/// <summary>A packet that left one side and never came to the other.</summary>
/// <param name="Opcode">Its kind.</param>
/// <param name="Block">The block of DATA and ACK, else 0.</param>
/// <param name="Frame">Its frame in the capture that saw it.</param>
public readonly record struct LostPacket(Opcode Opcode, long Block, long Frame)
{
    /// <summary>For example <c>DATA 7 (frame 18)</c>.</summary>
    public override string ToString()
    {
        string block = Opcode is Opcode.Data or Opcode.Acknowledgment ? $" {Amounts.Number(Block)}" : "";
        return $"{PacketText.NameOf(Opcode)}{block} (frame {Amounts.Number(Frame)})";
    }
}
