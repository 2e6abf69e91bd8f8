using Oack.Client.Tests.Scripted;
using Oack.Content;

namespace Oack.Client.Tests;

public sealed class AllocationTests
{
    [Fact]
    public async Task BlockCostsNoAllocation_When_Underway()
    {
        const int Blocks = 2_000;
        const int From = 500;
        const int To = 1_900;
        int seen = 0;
        long before = 0;
        long after = 0;
        using ScriptedServer server = new();
        Task script = server.Play(s => s.TakeRequest().SendFile(Packets.File((Blocks * 512) + 1)));
        await using TftpClient client = new();
        using NullTarget target = new();

        // The observer runs on the transfer's own thread: what that thread allocates shows in its counter.
        TftpClientOptions options = new()
        {
            Observer = (direction, _, _) =>
            {
                if (direction == PacketDirection.Received && ++seen is From or To)
                {
                    (before, after) = seen == From ? (GC.GetAllocatedBytesForCurrentThread(), 0) : (before, GC.GetAllocatedBytesForCurrentThread());
                }
            },
        };
        await client.GetAsync(server.Uri(), target, options, cancellationToken: TestContext.Current.CancellationToken);
        await script;

        Assert.Equal(0, after - before);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task BlockCostsNoAllocation_When_WindowsCome(bool isPortable)
    {
        const int BlockSize = 1_428;
        const int Window = 32;
        const int Blocks = 6_400;
        const int From = 2_000;
        const int To = 6_000;
        int seen = 0;
        long before = 0;
        long after = 0;
        using ScriptedServer server = new();
        Task script = server.Play(s =>
        {
            ScriptedPort port = s.TakeRequest();
            port.Send(Packets.OptionAck(("blksize", "1428"), ("windowsize", "32")));
            port.ReceiveUntil("ACK block=0");
            port.SendWindows(Packets.File((Blocks * BlockSize) + 1), BlockSize, Window, isJoined: true);
        });
        await using TftpClient client = new();
        using NullTarget target = new();
        TftpClientOptions options = new()
        {
            BlockSize = BlockSize,
            WindowBlocks = Window,
            Observer = (direction, _, _) =>
            {
                if (direction == PacketDirection.Received && ++seen is From or To)
                {
                    (before, after) = seen == From ? (GC.GetAllocatedBytesForCurrentThread(), 0) : (before, GC.GetAllocatedBytesForCurrentThread());
                }
            },
        };
        AppContext.SetSwitch(ReceivePathTests.PortableSwitch, isPortable);
        try
        {
            await client.GetAsync(server.Uri(), target, options, cancellationToken: TestContext.Current.CancellationToken);
        }
        finally
        {
            AppContext.SetSwitch(ReceivePathTests.PortableSwitch, false);
        }

        await script;
        Assert.Equal(0, after - before);
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
