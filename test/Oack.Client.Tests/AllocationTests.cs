using Oack.Client.Tests.Scripted;
using Oack.Content;
using Oack.Tests.Common;

namespace Oack.Client.Tests;

public sealed class AllocationTests
{
    [Fact]
    public async Task BlockCostsNoAllocation_When_Underway()
    {
        const int Blocks = 2_000;

        long allocated = await Allocations.MeasureAsync(() => MeasureAsync(
            500, 1_900, new TftpClientOptions(), s => s.TakeRequest().SendFile(Packets.File((Blocks * 512) + 1))));

        Assert.Equal(0, allocated);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task BlockCostsNoAllocation_When_WindowsCome(bool isPortable)
    {
        const int BlockSize = 1_428;
        const int Window = 32;
        const int Blocks = 6_400;
        AppContext.SetSwitch(ReceivePathTests.PortableSwitch, isPortable);
        try
        {
            long allocated = await Allocations.MeasureAsync(() => MeasureAsync(
                2_000, 6_000, new TftpClientOptions { BlockSize = BlockSize, WindowBlocks = Window }, s =>
                {
                    ScriptedPort port = s.TakeRequest();
                    port.Send(Packets.OptionAck(("blksize", "1428"), ("windowsize", "32")));
                    port.ReceiveUntil("ACK block=0");
                    port.SendWindows(Packets.File((Blocks * BlockSize) + 1), BlockSize, Window, isJoined: true);
                }));

            Assert.Equal(0, allocated);
        }
        finally
        {
            AppContext.SetSwitch(ReceivePathTests.PortableSwitch, false);
        }
    }

    /// <summary>What the transfer's own thread, on which the observer runs, allocates between two datagrams that it receives.</summary>
    private static async Task<long> MeasureAsync(int from, int to, TftpClientOptions options, Action<ScriptedServer> script)
    {
        int seen = 0;
        long before = -1;
        long after = -1;
        using ScriptedServer server = new();
        Task played = server.Play(script);
        await using TftpClient client = new();
        using NullTarget target = new();
        options = options with
        {
            Observer = (direction, _, _) =>
            {
                if (direction != PacketDirection.Received)
                {
                    return;
                }

                seen++;
                before = seen == from ? GC.GetAllocatedBytesForCurrentThread() : before;
                after = seen == to ? GC.GetAllocatedBytesForCurrentThread() : after;
            },
        };
        await client.GetAsync(server.Uri(), target, options, cancellationToken: TestContext.Current.CancellationToken);
        await played;
        Assert.True(after >= 0 && before >= 0, "the transfer was too short to be measured");
        return after - before;
    }

    private sealed class NullTarget : WriteContent
    {
        public override ContentStatus TryWrite(ReadOnlySpan<byte> bytes) => ContentStatus.Ok;

        public override ValueTask<ContentRefusal?> CommitAsync(CancellationToken cancellationToken) => default;

        protected override void Dispose(bool disposing)
        {
        }
    }
}
