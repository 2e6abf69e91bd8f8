namespace Oack.Protocol.Tests.Data;

/// <summary>One packet of a real program, as it was on the wire.</summary>
/// <param name="Source">Which program sent it, and to whom.</param>
/// <param name="Bytes">The UDP payload.</param>
/// <param name="Line">What it says, written by hand from the capture.</param>
internal sealed record CapturedPacket(string Source, byte[] Bytes, string Line)
{
    public override string ToString() => Source;
}
