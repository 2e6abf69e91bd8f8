using System.Runtime.InteropServices;

namespace Oack.Trace.Live;

/// <summary>An instruction of a classic packet filter (<c>struct sock_filter</c>).</summary>
/// <param name="Code">What it does.</param>
/// <param name="IfTrue">How many instructions a jump leaves out when it holds.</param>
/// <param name="IfFalse">And when it does not.</param>
/// <param name="Value">Its operand.</param>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct FilterInstruction(ushort Code, byte IfTrue, byte IfFalse, uint Value);
