using System.Buffers.Binary;
using Oack.Boot.Dhcp;
using Oack.Boot.Link;
using Oack.Protocol;

namespace Oack.Boot.Tests.Link;

/// <summary>A machine of its own on an Ethernet: what it sends, and what it takes in.</summary>
public sealed class EthernetHostTests
{
    private readonly EthernetHost _one = Host(1);
    private readonly EthernetHost _other = Host(2);

    [Fact]
    public void Datagram_Arrives_When_TheNeighbourIsAskedForFirst()
    {
        Assert.True(_one.TrySend(Instant.Zero, _one.Address, 2001, _other.Address.WithPort(69), "hello"u8));

        List<byte[]> frames = Exchange();

        // ARP asks all, ARP answers, then the datagram.
        Assert.Equal([0x0806, 0x0806, 0x0800], frames.Select(TypeOf));
        Assert.True(_other.TryPollDatagram(out ReceivedDatagram datagram));
        Assert.Equal((69, _one.Address.WithPort(2001), "hello"), (datagram.Port, datagram.From, System.Text.Encoding.ASCII.GetString(datagram.Payload)));
    }

    /// <summary>RFC 1071: the sum over what a checksum covers, itself included, is all ones.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(517)]
    public void Packet_HasSoundChecksums_When_ItIsWritten(int payloadBytes)
    {
        byte[] payload = new byte[payloadBytes];
        new Random(payloadBytes).NextBytes(payload);

        byte[] packet = FrameFormat.Udp(7, _one.Address, 2001, _other.Address, 69, payload);

        Assert.Equal(0xFFFF, Sum(packet.AsSpan(0, 20)));
        byte[] covered = [.. packet[12..20], 0, 17, packet[24], packet[25], .. packet[20..]];
        Assert.Equal(0xFFFF, Sum(covered));
    }

    [Fact]
    public void Host_GoesThroughItsRouter_When_TheTargetIsInAnotherSubnet()
    {
        _one.Router = _other.Address;

        Assert.True(_one.TrySend(Instant.Zero, _one.Address, 2001, PeerEndpoint.FromIPv4(0x0808_0808, 69), [1]));

        Assert.True(_one.TryPollFrame(out ReadOnlyMemory<byte> arp));
        Assert.Equal(_other.Address, IPv4Address.From(arp.Span[(14 + 24)..]));
        _one.Router = default;
        Assert.False(_one.TrySend(Instant.Zero, _one.Address, 2001, PeerEndpoint.FromIPv4(0x0808_0808, 69), [1]));
    }

    [Fact]
    public void Host_AsksAgain_When_TheNeighbourIsSilent()
    {
        _one.TrySend(Instant.Zero, _one.Address, 2001, _other.Address.WithPort(69), [1]);
        Assert.True(_one.TryPollFrame(out _));

        Assert.Equal(Instant.Zero + TimeSpan.FromSeconds(1), _one.NextDeadline);
        _one.HandleTimeout(_one.NextDeadline);

        Assert.True(_one.TryPollFrame(out ReadOnlyMemory<byte> again));
        Assert.Equal(0x0806, TypeOf(again.ToArray()));
    }

    [Fact]
    public void Host_TakesABroadcast_When_ItHasNoAddressYet()
    {
        EthernetHost blank = new(HardwareAddress.Ethernet([2, 0, 0, 0, 0, 9]));

        _one.TrySend(Instant.Zero, _one.Address, 67, IPv4Address.Broadcast.WithPort(68), [1, 2]);
        Assert.True(_one.TryPollFrame(out ReadOnlyMemory<byte> frame));
        blank.HandleFrame(frame.Span);

        Assert.True(blank.TryPollDatagram(out ReceivedDatagram datagram));
        Assert.Equal(68, datagram.Port);
    }

    [Fact]
    public void Datagram_IsPutTogether_When_ItComesInFragmentsOutOfOrder()
    {
        byte[] payload = new byte[3_000];
        new Random(1).NextBytes(payload);
        byte[] packet = FrameFormat.Udp(7, _one.Address, 40_000, _other.Address, 2001, payload);

        _other.HandleFrame(FragmentOf(packet, 1_480, packet.Length - 20 - 1_480, isLast: true));
        Assert.False(_other.TryPollDatagram(out _));
        _other.HandleFrame(FragmentOf(packet, 0, 1_480, isLast: false));

        Assert.True(_other.TryPollDatagram(out ReceivedDatagram datagram));
        Assert.Equal(payload, datagram.Payload);
    }

    [Fact]
    public void Datagrams_AreToldApart_When_TheKernelHasJoinedThem()
    {
        byte[] packet = FrameFormat.Udp(7, _one.Address, 40_000, _other.Address, 2001, new byte[25]);

        _other.HandleFrame(Framed(packet), segmentBytes: 10);

        List<int> lengths = [];
        while (_other.TryPollDatagram(out ReceivedDatagram datagram))
        {
            lengths.Add(datagram.Payload.Length);
        }

        Assert.Equal([10, 10, 5], lengths);
    }

    [Fact]
    public void Error_IsToldToThePort_When_NobodyListens()
    {
        byte[] sent = FrameFormat.Udp(7, _other.Address, 2001, _one.Address, 69, [1, 2, 3, 4]);
        byte[] icmp = [3, 3, 0, 0, 0, 0, 0, 0, .. sent[..28]];
        byte[] packet = [.. FrameFormat.Udp(8, _one.Address, 0, _other.Address, 0, icmp)];
        packet[9] = 1;
        byte[] message = [.. packet[..20], .. icmp];
        BinaryPrimitives.WriteUInt16BigEndian(message.AsSpan(2), (ushort)message.Length);

        _other.HandleFrame(Framed(message));

        Assert.True(_other.TryPollDatagram(out ReceivedDatagram datagram));
        Assert.True(datagram.IsUnreachable);
        Assert.Equal((2001, _one.Address.WithPort(69)), (datagram.Port, datagram.From));
    }

    [Fact]
    public void Host_NeverThrows_When_FramesAreNoise()
    {
        Random random = new(826);
        byte[] good = Framed(FrameFormat.Udp(7, _one.Address, 40_000, _other.Address, 2001, new byte[40]));
        for (int round = 0; round < 5_000; round++)
        {
            byte[] frame = [.. good];
            for (int change = 0; change < 4; change++)
            {
                frame[random.Next(12, frame.Length)] = (byte)random.Next(256);
            }

            _other.HandleFrame(frame.AsSpan(0, random.Next(frame.Length + 1)), random.Next(3) == 0 ? random.Next(1, 60) : 0);
        }

        int taken = 0;
        while (_other.TryPollDatagram(out _))
        {
            taken++;
        }

        Assert.InRange(taken, 0, EthernetHost.MaxReceived);
    }

    private static EthernetHost Host(byte number) => new(HardwareAddress.Ethernet([2, 0, 0, 0, 0, number]))
    {
        Address = new IPv4Address(0xC000_0200u + number),
        Mask = IPv4Address.Mask(24),
    };

    private List<byte[]> Exchange()
    {
        List<byte[]> frames = [];
        bool isMoving = true;
        while (isMoving)
        {
            isMoving = false;
            foreach ((EthernetHost from, EthernetHost to) in new[] { (_one, _other), (_other, _one) })
            {
                while (from.TryPollFrame(out ReadOnlyMemory<byte> frame))
                {
                    frames.Add(frame.ToArray());
                    to.HandleFrame(frame.Span);
                    isMoving = true;
                }
            }
        }

        return frames;
    }

    private byte[] Framed(byte[] packet)
    {
        byte[] frame = FrameFormat.Frame(_other.Hardware, _one.Hardware, FrameFormat.IPv4Type, packet.Length);
        packet.CopyTo(frame, FrameFormat.EthernetHeaderBytes);
        return frame;
    }

    private byte[] FragmentOf(byte[] packet, int offset, int bytes, bool isLast)
    {
        byte[] fragment = [.. packet[..20], .. packet.AsSpan(20 + offset, bytes)];
        BinaryPrimitives.WriteUInt16BigEndian(fragment.AsSpan(2), (ushort)fragment.Length);
        BinaryPrimitives.WriteUInt16BigEndian(fragment.AsSpan(6), (ushort)((offset / 8) | (isLast ? 0 : 0x2000)));
        return Framed(fragment);
    }

    private static int TypeOf(byte[] frame) => BinaryPrimitives.ReadUInt16BigEndian(frame.AsSpan(12));

    private static int Sum(ReadOnlySpan<byte> bytes)
    {
        int sum = 0;
        for (int i = 0; i < bytes.Length; i++)
        {
            sum += i % 2 == 0 ? bytes[i] << 8 : bytes[i];
        }

        while (sum > 0xFFFF)
        {
            sum = (sum >> 16) + (sum & 0xFFFF);
        }

        return sum;
    }
}
