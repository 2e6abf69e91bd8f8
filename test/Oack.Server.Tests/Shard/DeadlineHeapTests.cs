using Oack.Net;
using Oack.Protocol.Wire;
using Oack.Protocol;
using Oack.Server.Tests.Support;
using static Oack.Server.Tests.Support.ShardHarness;

namespace Oack.Server.Tests.Shard;

public sealed class DeadlineHeapTests
{
    [Fact]
    public void Transfers_come_out_in_the_order_of_their_last_deadlines()
    {
        // 500 transfers, each armed several times with pseudo-random deadlines: the last one counts.
        DeadlineHeap heap = new();
        List<ServerTransfer> transfers = [.. Enumerable.Range(0, 500).Select(Make)];
        Dictionary<ServerTransfer, Instant> expected = [];
        uint state = 12_345;
        for (int round = 0; round < 5; round++)
        {
            foreach (ServerTransfer transfer in transfers)
            {
                state = (state * 1_664_525) + 1_013_904_223;
                Instant deadline = state % 7 == 0 ? Instant.Never : new Instant(state % 10_000);
                heap.Arm(transfer, deadline);
                expected[transfer] = deadline;
            }
        }

        List<Instant> order = [];
        while (heap.TryTakeExpired(new Instant(10_000), out ServerTransfer transfer))
        {
            order.Add(expected[transfer]);
        }

        Assert.Equal(expected.Values.Where(deadline => deadline.IsSet).Order(), order);
        Assert.Equal(Instant.Never, heap.Earliest);
    }

    [Fact]
    public void A_deadline_that_moved_to_later_is_not_due_at_its_old_time()
    {
        DeadlineHeap heap = new();
        ServerTransfer transfer = Make(1);
        heap.Arm(transfer, new Instant(10));
        heap.Arm(transfer, new Instant(20));

        Assert.False(heap.TryTakeExpired(new Instant(15), out _));
        Assert.Equal(new Instant(20), heap.Earliest);
        Assert.True(heap.TryTakeExpired(new Instant(20), out _));
    }

    private static ServerTransfer Make(int slot)
    {
        byte[] datagram = Packets.Rrq("f");
        Assert.Equal(ParseStatus.Ok, RequestPacket.TryParse(datagram, out RequestPacket request));
        IncomingDatagram incoming = new(ChannelId.Listener(0), ClientA, ServerAddress, IsBroadcast: false);
        ServerTransfer transfer = new();
        transfer.Begin(
            Instant.Zero, slot, (slot, 1), incoming, key: default, datagram, request, TransferMode.Octet, usesListener: false);
        return transfer;
    }
}
