using System.Runtime.InteropServices;

namespace Oack.Boot.Serving;

/// <summary>An instruction of a classic packet filter (<c>struct sock_filter</c>).</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct PacketFilterInstruction(ushort Code, byte IfTrue, byte IfFalse, uint Value);
