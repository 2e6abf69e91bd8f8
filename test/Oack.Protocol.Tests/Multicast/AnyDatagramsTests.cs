using FsCheck;
using FsCheck.Fluent;
using Oack.Protocol.Multicast;
using Oack.Protocol.Options;
using Oack.Protocol.Tests.Data;
using Oack.Protocol.Transfer;
using Oack.Protocol.Wire;

namespace Oack.Protocol.Tests.Multicast;

/// <summary>Whatever a peer sends, in whatever order: no machine throws, sends without end, or keeps a deadline that has passed.</summary>
public sealed class AnyDatagramsTests
{
    private const int MaxSentForOne = 64;
    private static readonly PeerEndpoint Peer = PeerEndpoint.FromIPv4(0x0A000001, 40_001);
    private static readonly PeerEndpoint Stranger = PeerEndpoint.FromIPv4(0x0A000009, 5);
    private static readonly PeerEndpoint Group = PeerEndpoint.FromIPv4(0xEFFF0001, 1_758);

    private static readonly Gen<byte[]> Packets = Gen.OneOf(
        Hostile.Datagrams,
        from block in Gen.OneOf(Gen.Choose(0, 12), Gen.Choose(0, 65_535))
        from opcode in Gen.Elements(3, 4, 4, 5)
        from bytes in Gen.Elements(0, 1, 511, 512, 513, 1_432)
        select (byte[])[0, (byte)opcode, (byte)(block >> 8), (byte)block, .. opcode == 3 ? new byte[bytes] : []],
        Gen.Elements<byte[]>(
            [0, 6, .. "multicast\0239.255.0.1,1758,1\0"u8],
            [0, 6, .. "multicast\0239.255.0.1,1758,0\0"u8],
            [0, 6, .. "multicast\0,,1\0"u8],
            [0, 6, .. "multicast\0239.255.0.7,9,0\0"u8]));

    private static readonly Gen<Step[]> Steps = Gen.ArrayOf(
        from packet in Packets
        from kind in Gen.Choose(0, 9)
        from milliseconds in Gen.Elements(0, 0, 1, 20, 1_000, 6_000)
        select new Step(packet, kind, milliseconds));

    [Fact]
    public void ServerOfRfc2090StaysWithinBounds_When_AnythingComes() =>
        Hostile.ForAll(Steps, steps =>
        {
            OptionList granted = default;
            granted.TryAdd(OptionKind.Multicast, 0);
            var session = new MulticastSendSession(Group, new TransferParameters { WindowBlocks = 4 }, 5_000);
            session.Join(Instant.Zero, Peer, granted);
            return Drive(steps, new Machine(
                (now, step) => step.Kind == 0
                    ? session.Join(now, Stranger, granted) <= MulticastJoin.Closed
                    : session.HandleDatagram(now, step.From, step.Packet) <= Disposition.Terminal,
                session.HandleTimeout,
                session.TryPollTransmit,
                session.TryPollEvent,
                () => session.NextDeadline));
        });

    [Fact]
    public void ClientOfRfc2090StaysWithinBounds_When_AnythingComes() =>
        Hostile.ForAll(Steps, steps =>
            DriveClient(steps, MulticastReceiveSession.Request(Instant.Zero, Peer.WithPort(69), "f"u8.ToArray(), default)));

    [Fact]
    public void ServerOfMtftpStaysWithinBounds_When_AnythingComes() =>
        Hostile.ForAll(Steps, steps =>
        {
            var session = new MtftpSendSession(Instant.Zero, Group, 512, 5_000);
            session.HandleRequest(Instant.Zero, Peer);
            return Drive(steps, new Machine(
                (now, step) => (step.Kind == 0 ? session.HandleRequest(now, Stranger) : session.HandleDatagram(now, step.From, step.Packet))
                    <= Disposition.Terminal,
                session.HandleTimeout,
                session.TryPollTransmit,
                session.TryPollEvent,
                () => session.NextDeadline));
        });

    [Fact]
    public void ClientOfMtftpStaysWithinBounds_When_AnythingComes() =>
        Hostile.ForAll(Steps, steps => DriveClient(steps, MtftpReceiveSession.Listen(Instant.Zero, Peer, Group, "f"u8.ToArray())));

    [Fact]
    public void MulticastOptionReadsBackAsItIsWritten_When_AnyValueIsSound() =>
        Hostile.ForAll(ArbMap.Default.GeneratorFor<byte[]>(), bytes =>
        {
            if (!MulticastOption.TryParse(bytes, out MulticastOption option))
            {
                return true;
            }

            byte[] written = new byte[MulticastOption.MaxBytes];
            int length = option.Write(written);
            return MulticastOption.TryParse(written.AsSpan(0, length), out MulticastOption again) && again == option;
        });

    private static bool DriveClient(Step[] steps, MulticastClientSession session) => Drive(steps, new Machine(
        (now, step) =>
        {
            bool isSane = session.HandleDatagram(now, step.From, step.Kind < 5, step.Packet, out ReceivedPayload payload) <= Disposition.Terminal;
            return isSane && payload.Offset >= 0 && payload.StartInDatagram + payload.LengthBytes <= step.Packet.Length;
        },
        session.HandleTimeout,
        session.TryPollTransmit,
        (out MulticastEvent one) =>
        {
            bool has = session.TryPollEvent(out one);
            if (has && one.Kind == MulticastEventKind.Received)
            {
                session.HandleStored(session.LastHeard);
            }

            return has;
        },
        () => session.NextDeadline));

    private static bool Drive(Step[] steps, Machine machine)
    {
        Instant now = Instant.Zero;
        byte[] buffer = new byte[RequestPacket.MaxBytes];
        foreach (Step step in steps)
        {
            now += TimeSpan.FromMilliseconds(step.Milliseconds);
            bool isSane = machine.Handle(now, step) && Drain(now, buffer, machine);
            machine.HandleTimeout(now);
            if (!isSane || !Drain(now, buffer, machine) || machine.NextDeadline() <= now)
            {
                return false;
            }
        }

        return true;
    }

    private static bool Drain(Instant now, byte[] buffer, Machine machine)
    {
        int polls = 0;
        bool isBusy = true;
        while (isBusy && polls < MaxSentForOne)
        {
            isBusy = false;
            while (machine.TryPollTransmit(now, buffer, out Transmit transmit) && polls++ < MaxSentForOne)
            {
                isBusy = transmit.HeaderBytes > 0;
            }

            while (machine.TryPollEvent(out _) && polls++ < MaxSentForOne)
            {
                isBusy = true;
            }
        }

        return polls < MaxSentForOne;
    }

    private delegate bool PollTransmit(Instant now, Span<byte> buffer, out Transmit transmit);

    private delegate bool PollEvent(out MulticastEvent sessionEvent);

    private sealed record Step(byte[] Packet, int Kind, int Milliseconds)
    {
        public PeerEndpoint From => Kind == 1 ? Stranger : Kind == 2 ? Peer.WithPort(40_002) : Peer;
    }

    private sealed record Machine(
        Func<Instant, Step, bool> Handle, Action<Instant> HandleTimeout, PollTransmit TryPollTransmit, PollEvent TryPollEvent, Func<Instant> NextDeadline);
}
