using Oack.Net;
using Oack.Protocol;

namespace Oack.Server.Tests.Support;

/// <summary>A datagram that the shard sent.</summary>
internal sealed record SentDatagram(ChannelId Channel, PeerEndpoint Remote, PeerEndpoint Local, byte[] Bytes)
{
    internal int Opcode => Packets.OpcodeOf(Bytes);

    internal int Number => Packets.NumberOf(Bytes);

    internal void AssertError(int code, string textPart)
    {
        Assert.Equal(5, Opcode);
        Assert.Equal(code, Number);
        Assert.Contains(textPart, Packets.TextOf(Bytes), StringComparison.OrdinalIgnoreCase);
        Assert.Equal(0, Bytes[^1]);
    }
}
