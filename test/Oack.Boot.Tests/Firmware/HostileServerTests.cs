using Oack.Boot.Firmware;

namespace Oack.Boot.Tests.Firmware;

/// <summary>Whatever a server sends, a played program neither throws nor sends more than it got.</summary>
public sealed class HostileServerTests
{
    public static TheoryData<string> Programs => [.. FirmwareProfiles.All.Select(profile => profile.Key)];

    [Theory]
    [MemberData(nameof(Programs))]
    public void Program_StaysWithinItsBounds_When_PacketsAreNoise(string key)
    {
        Assert.True(FirmwareProfiles.TryFind(key, out FirmwareProfile? profile));
        Random random = new(1350);
        byte[][] good =
        [
            Packets.OptionAck(("blksize", "100"), ("tsize", "500"), ("windowsize", "2"), ("timeout", "5"), ("msftwindow", "27182")),
            Packets.OptionAck(("tsize", "500"), ("blksize", "100")),
            Packets.Data(1, 100), Packets.Data(2, 100), Packets.Data(1, 512), Packets.Error(8, "no"),
        ];
        for (int round = 0; round < 300; round++)
        {
            Played played = round % 2 == 0 && profile.SizeOnly is not null ? Played.Probe(profile) : Played.Fetch(profile);
            for (int step = 0; step < 20 && played.Transfer.End == FirmwareEnd.None; step++)
            {
                played.TakeSent();
                byte[] packet = [.. good[random.Next(good.Length)]];
                for (int change = random.Next(4); change > 0; change--)
                {
                    packet[random.Next(packet.Length)] = (byte)random.Next(256);
                }

                played.Receive(packet[..random.Next(packet.Length + 1)]);
                Assert.InRange(played.TakeSent().Length, 0, 1);
                played.Receive(packet);
                Assert.InRange(played.TakeSent().Length, 0, 1);
            }

            Assert.InRange(played.Content.Count, 0, 20 * 2 * 512);
        }
    }

    [Fact]
    public void Reading_NamesEveryFault_When_TheOptionAckIsCutAnywhere()
    {
        byte[] whole = Packets.OptionAck(("blksize", "1432"), ("tsize", "994464"));
        FirmwareRequest request = FirmwareProfiles.Ipxe.Fetch;

        Assert.Equal(OptionAckFaults.None, OptionAckReading.Read(whole, request).Kinds);
        for (int length = 0; length < whole.Length; length++)
        {
            Assert.NotEqual(OptionAckFaults.None, OptionAckReading.Read(whole.AsSpan(0, length), request).Kinds);
        }
    }

    [Fact]
    public void Reading_EndsAtItsLimit_When_ThereAreMoreOptions()
    {
        byte[] packet = Packets.OptionAck([.. Enumerable.Range(0, 500).Select(i => ($"o{i}", "1"))]);

        Assert.Equal(OptionAckReading.MaxOptions, OptionAckReading.Read(packet, FirmwareRequest.Plain).Options.Count);
    }
}
