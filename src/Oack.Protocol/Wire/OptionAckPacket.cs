using Oack.Protocol.Options;

namespace Oack.Protocol.Wire;

/// <summary>SKELETON: OACK.</summary>
public readonly ref struct OptionAckPacket
{
    /// <summary>Reads an OACK.</summary>
    public static ParseStatus TryParse(ReadOnlySpan<byte> datagram, out OptionAckPacket packet) => throw new NotImplementedException();

    /// <summary>Writes an OACK; returns the bytes written, 0 when it does not fit.</summary>
    public static int Write(Span<byte> target, in OptionList options) => throw new NotImplementedException();
}
