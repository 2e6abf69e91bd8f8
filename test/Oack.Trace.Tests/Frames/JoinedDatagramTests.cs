using Oack.Protocol.Observe;

namespace Oack.Trace.Tests.Frames;

/// <summary>A window that was captured before the network card cut it into datagrams.</summary>
public sealed class JoinedDatagramTests
{
    [Theory]
    [InlineData(1428, 16, 0xFFF8, 700)]
    [InlineData(1428, 2, 1, 0)]
    [InlineData(512, 3, 1, 512)]
    [InlineData(512, 1, 65_535, 100)]
    [InlineData(1024, 40, 1, 3)]
    public void Window_IsCutIntoItsDatagrams(int blockBytes, int fullBlocks, int firstBlock, int lastBytes)
    {
        List<byte[]> parts = [];
        for (int index = 0; index < fullBlocks; index++)
        {
            parts.Add(Data(firstBlock + index, blockBytes));
        }

        parts.Add(Data(firstBlock + fullBlocks, lastBytes));
        byte[] joined = [.. parts.SelectMany(part => part)];
        DecoderHost host = new DecoderHost().Add(PacketBytes.IPv4(PacketBytes.Udp, PacketBytes.Datagram(40_001, 1024, joined)));

        Assert.Equal(parts, host.Datagrams.Select(found => found.Payload));
        Assert.All(host.Datagrams, found => Assert.Equal((1L, DatagramDamage.None), (found.Datagram.Frame, found.Datagram.Damage)));
        Assert.Equal((fullBlocks + 1, 1), (host.Counters.Datagrams, host.Counters.JoinedDatagrams));
    }

    [Fact]
    public void Window_IsCutIntoItsDatagrams_WhenTheCaptureKeptItsBeginning()
    {
        byte[] joined = [.. Enumerable.Range(1, 8).SelectMany(block => Data(block, 1428))];
        byte[] packet = PacketBytes.IPv4(PacketBytes.Udp, PacketBytes.Datagram(40_001, 1024, joined));
        DecoderHost host = new DecoderHost().Add(packet[..2000], original: packet.Length);

        Assert.Equal(8, host.Datagrams.Count);
        Assert.All(host.Datagrams, found => Assert.Equal(1432, found.Datagram.PayloadBytes));
        Assert.Equal(
            [DatagramDamage.None, .. Enumerable.Repeat(DatagramDamage.CutByCapture, 7)],
            host.Datagrams.Select(found => found.Datagram.Damage));
        Assert.Equal([1432, 540, 0, 0, 0, 0, 0, 0], host.Datagrams.Select(found => found.Payload.Length));
    }

    [Fact]
    public void Block_IsLeftWhole_WhenItOnlyHoldsWhatLooksLikeAHeader()
    {
        byte[] data = Data(1, 8192);
        byte[] header = [0, 3, 0, 2];
        header.CopyTo(data, 2000);
        DecoderHost host = new DecoderHost().Add(PacketBytes.IPv4(PacketBytes.Udp, PacketBytes.Datagram(40_001, 1024, data)));

        Assert.Equal(data, host.Single().Payload);
    }

    [Fact]
    public void Datagram_IsLeftWhole_WhenItFitsAnEthernet()
    {
        byte[] joined = [.. Data(1, 600), .. Data(2, 600)];
        DecoderHost host = new DecoderHost().Add(PacketBytes.IPv4(PacketBytes.Udp, PacketBytes.Datagram(40_001, 1024, joined)));

        Assert.Equal(joined, host.Single().Payload);
    }

    private static byte[] Data(int block, int bytes) =>
        [0, 3, .. PacketBytes.U16((ushort)block), .. Enumerable.Repeat((byte)block, bytes).Select((value, index) => (byte)(value * 31 ^ index))];
}
