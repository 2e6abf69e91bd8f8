namespace Oack.Net.Tests;

/// <summary>Datagrams that one receive brings carry one number.</summary>
public sealed class BatchTests
{
    [Fact]
    public void Datagrams_HaveOneNumber_When_TheyWereReceivedTogether()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "only Linux receives many at once");
        using ManualResetEventSlim goOn = new();
        ScriptedShard shard = new();
        shard.OnDatagram = (ScriptedShard _, in IncomingDatagram _, ReadOnlySpan<byte> datagram) =>
        {
            if (datagram[0] == 0)
            {
                Assert.True(goOn.Wait(TestTimeouts.Patience));
            }
        };
        using EngineHost host = EngineHost.Start(EngineKind.Linux, shard, "127.0.0.1:0");
        using UdpPeer peer = new();
        peer.Send(host.Endpoint, [0]);
        IncomingDatagram alone = Take(shard, 0);
        for (byte index = 1; index <= 3; index++)
        {
            peer.Send(host.Endpoint, [index]);
        }

        goOn.Set();
        long[] together = [Take(shard, 1).Batch, Take(shard, 2).Batch, Take(shard, 3).Batch];
        peer.Send(host.Endpoint, [4]);

        Assert.Equal(0, alone.Batch);
        Assert.NotEqual(0, together[0]);
        Assert.Equal([together[0], together[0], together[0]], together);
        Assert.Equal(0, Take(shard, 4).Batch);
    }

    private static IncomingDatagram Take(ScriptedShard shard, byte expected)
    {
        Assert.True(shard.Received.TryTake(out (IncomingDatagram Incoming, byte[] Bytes) received, TestTimeouts.Patience));
        Assert.Equal([expected], received.Bytes);
        return received.Incoming;
    }
}
