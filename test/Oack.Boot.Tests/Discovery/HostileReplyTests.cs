using Oack.Boot.Dhcp;
using Oack.Boot.Discovery;
using Oack.Protocol;

namespace Oack.Boot.Tests.Discovery;

/// <summary>What is no answer, or a broken one, neither throws nor moves the machine.</summary>
public sealed class HostileReplyTests
{
    private static readonly PeerEndpoint s_stranger = PeerEndpoint.FromIPv4(0xC633_6401, 67);

    [Fact]
    public void Machine_PassesOver_When_TheMessageIsNotForIt()
    {
        Asked asked = new(DhcpHabitsTable.Uefi);
        asked.TakeSent();
        byte[] own = asked.LastSent;
        byte[] otherTransaction = [.. own];
        (otherTransaction[0], otherTransaction[4]) = (2, 99);
        byte[] otherMachine = [.. own];
        (otherMachine[0], otherMachine[28]) = (2, 99);

        Assert.False(asked.Client.HandleMessage(asked.Now, s_stranger, own));
        Assert.False(asked.Client.HandleMessage(asked.Now, s_stranger, otherTransaction));
        Assert.False(asked.Client.HandleMessage(asked.Now, s_stranger, otherMachine));
        Assert.Empty(asked.Client.Replies);
    }

    [Fact]
    public void Machine_NeverThrows_When_TheOptionsAreNoise()
    {
        Random random = new(4011);
        for (int round = 0; round < 2_000; round++)
        {
            Asked asked = new(DhcpHabitsTable.Uefi);
            asked.TakeSent();
            byte[] reply = [.. asked.LastSent[..240], .. new byte[random.Next(0, 200)]];
            random.NextBytes(reply.AsSpan(240));
            reply[0] = 2;
            if (round % 2 == 0 && reply.Length > 252)
            {
                // A message type and the vendor class, so that option 43 is looked into.
                byte[] start = [53, 1, (byte)random.Next(0, 8), 60, 9, .. "PXEClient"u8];
                start.AsSpan(0, 12).CopyTo(reply.AsSpan(240));
            }

            asked.Client.HandleMessage(asked.Now, s_stranger, reply.AsSpan(0, random.Next(0, reply.Length + 1)));
            asked.Client.HandleMessage(asked.Now, s_stranger, reply);
            asked.Wait();

            Assert.InRange(asked.Client.Replies.Count, 1, 2);
        }
    }

    [Fact]
    public void Machine_KeepsAsManyAnswersAsItSays_When_ServersFloodIt()
    {
        Asked asked = new(DhcpHabitsTable.Uefi);
        asked.TakeSent();

        for (int i = 0; i < DhcpClient.MaxReplies + 5; i++)
        {
            asked.Answer(DhcpMessageType.Offer, new IPv4Address(0x0A00_0001 + (uint)i), Asked.Lent);
        }

        Assert.Equal(DhcpClient.MaxReplies, asked.Client.Replies.Count);
        Assert.Equal(5, asked.Client.NotKept);

        asked.Wait();
        asked.TakeSent();
        asked.Answer(DhcpMessageType.Acknowledge, asked.Client.Replies[0].Server, Asked.Lent);

        Assert.Equal(DhcpClientState.Done, asked.Client.State);
    }
}
