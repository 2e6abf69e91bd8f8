using Oack.Protocol.Options;

namespace Oack.Protocol.Wire;

/// <summary>SKELETON: RRQ or WRQ.</summary>
public readonly ref struct RequestPacket
{
    /// <summary>The longest request that is written or read, in bytes: 2,048... see the implementation.</summary>
    public const int MaxBytes = 2_048;

    /// <summary>RRQ or WRQ.</summary>
    public Opcode Opcode => throw new NotImplementedException();

    /// <summary>The name, without NUL; never empty.</summary>
    public ReadOnlySpan<byte> FileName => throw new NotImplementedException();

    /// <summary>The mode as it came.</summary>
    public ReadOnlySpan<byte> Mode => throw new NotImplementedException();

    /// <summary>The known options with legal values, in order, each once.</summary>
    public OptionList Options => throw new NotImplementedException();

    /// <summary>Reads a request.</summary>
    public static ParseStatus TryParse(ReadOnlySpan<byte> datagram, out RequestPacket packet) => throw new NotImplementedException();

    /// <summary>Whether the mode is one that is served.</summary>
    public bool TryGetMode(out TransferMode mode) => throw new NotImplementedException();

    /// <summary>Writes a request; returns the bytes written, 0 when it does not fit.</summary>
    public static int Write(Span<byte> target, Opcode opcode, ReadOnlySpan<byte> fileName, TransferMode mode, in OptionList options) =>
        throw new NotImplementedException();
}
