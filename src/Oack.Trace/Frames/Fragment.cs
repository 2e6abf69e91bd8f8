namespace Oack.Trace.Frames;

/// <summary>A part of a datagram: all but its bytes.</summary>
/// <param name="Offset">Where it belongs, in bytes.</param>
/// <param name="Bytes">How many it has by its header.</param>
/// <param name="IsLast">Whether it is the end.</param>
/// <param name="PacketBytes">The length of the IP packet that carried it.</param>
/// <param name="Protocol">What its header says of the first byte of the datagram.</param>
internal readonly record struct Fragment(int Offset, int Bytes, bool IsLast, int PacketBytes, byte Protocol);
