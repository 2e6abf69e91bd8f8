namespace Oack.Protocol.Tests.Multicast;

/// <summary>atftpd grants windowsize beside multicast, and sends one block for each ACK once the master client has changed.</summary>
public sealed class WindowThatIsNoneTests
{
    private readonly ClientSessionBench _bench = ClientSessionBench.Rfc2090(windowBlocks: 16);

    public WindowThatIsNoneTests()
    {
        _bench.OptionAck("windowsize\016\0multicast\0239.255.0.1,1758,1\0");
        Assert.Equal(["ACK 0"], _bench.Sent());
    }

    [Fact]
    public void EachBlockIsAcknowledgedAtOnce_When_TheServerWaitsForThat()
    {
        _bench.Data(1);
        Assert.Empty(_bench.Sent());
        _bench.Expire();
        Assert.Equal(["ACK 1"], _bench.Sent());
        _bench.Data(2);
        Assert.Empty(_bench.Sent());
        _bench.Expire();
        Assert.Equal(["ACK 2"], _bench.Sent());

        _bench.Data(3);
        Assert.Equal(["ACK 3"], _bench.Sent());
        _bench.Data(4);
        Assert.Equal(["ACK 4"], _bench.Sent());
    }

    [Fact]
    public void WindowStays_When_OnlyOnceTheRestOfItWasLost()
    {
        _bench.Data(1);
        _bench.Expire();
        Assert.Equal(["ACK 1"], _bench.Sent());

        for (int block = 2; block <= 16; block++)
        {
            _bench.Data(block);
            Assert.Empty(_bench.Sent());
        }

        _bench.Data(17);
        Assert.Equal(["ACK 17"], _bench.Sent());
    }
}
