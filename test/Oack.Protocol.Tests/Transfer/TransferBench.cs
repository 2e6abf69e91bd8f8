using System.Text;
using Oack.Protocol.Options;
using Oack.Protocol.Transfer;
using Oack.Protocol.Wire;

namespace Oack.Protocol.Tests.Transfer;

/// <summary>One machine on a virtual clock, with what it sends written as short lines.</summary>
internal sealed class TransferBench(TransferMachine machine)
{
    public static readonly PeerEndpoint Peer = PeerEndpoint.FromIPv4(0xC0A80105, 2001);
    public static readonly PeerEndpoint Stranger = PeerEndpoint.FromIPv4(0xC0A80105, 2002);
    private readonly byte[] _buffer = new byte[RequestPacket.MaxBytes];

    public TransferMachine Machine { get; } = machine;

    public Instant Now { get; private set; } = Instant.Zero;

    public ReceivedPayload Payload { get; private set; }

    public PeerEndpoint From { get; set; } = Peer;

    public static OptionList Options(params (OptionKind Kind, long Value)[] options)
    {
        OptionList list = default;
        foreach ((OptionKind kind, long value) in options)
        {
            Assert.True(list.TryAdd(kind, value));
        }

        return list;
    }

    public static TransferBench Sender(long? contentBytes, TransferSettings? settings = null, params (OptionKind Kind, long Value)[] granted)
    {
        OptionList list = Options(granted);
        return new(SendTransfer.Answer(
            Instant.Zero, Peer, list, OptionNegotiator.Settle(list), contentBytes, settings ?? TransferSettings.Default));
    }

    public static TransferBench Receiver(TransferSettings? settings = null, params (OptionKind Kind, long Value)[] granted)
    {
        OptionList list = Options(granted);
        return new(ReceiveTransfer.Answer(
            Instant.Zero, Peer, list, OptionNegotiator.Settle(list), settings ?? TransferSettings.Default));
    }

    public static TransferBench Reader(TransferSettings? settings = null, params (OptionKind Kind, long Value)[] asked) =>
        new(ReceiveTransfer.Request(
            Instant.Zero, Peer.WithPort(69), "f"u8.ToArray(), TransferMode.Octet, Options(asked), settings ?? TransferSettings.Default));

    public static TransferBench Writer(long? contentBytes, TransferSettings? settings = null, params (OptionKind Kind, long Value)[] asked) =>
        new(SendTransfer.Request(
            Instant.Zero, Peer.WithPort(69), "f"u8.ToArray(), TransferMode.Octet, Options(asked), contentBytes, settings ?? TransferSettings.Default));

    /// <summary>Opens a sender whose OACK the client acknowledges after one round trip.</summary>
    public static TransferBench OpenSender(long contentBytes, double roundTripMs, params (OptionKind Kind, long Value)[] granted)
    {
        TransferBench bench = Sender(contentBytes, null, granted);
        bench.Sent();
        bench.Advance(roundTripMs);
        bench.Ack(0);
        return bench;
    }

    /// <summary>Everything the machine wants to send now.</summary>
    public string[] Sent()
    {
        List<string> sent = [];
        bool maySend = Machine.MaySendNow;
        while (Machine.TryPollTransmit(Now, _buffer, out Transmit transmit))
        {
            Assert.True(maySend, $"said that it had nothing to send, and sent {Describe(transmit)}");
            sent.Add(Describe(transmit));
            maySend = Machine.MaySendNow;
        }

        return [.. sent];
    }

    public TransferEventKind[] Events()
    {
        List<TransferEventKind> events = [];
        while (Machine.TryPollEvent(out TransferEventKind kind))
        {
            events.Add(kind);
        }

        return [.. events];
    }

    public void Advance(double milliseconds) => Now += TimeSpan.FromMilliseconds(milliseconds);

    /// <summary>Goes to the next deadline and lets it act; returns how long that took, in milliseconds.</summary>
    public double Expire()
    {
        Instant deadline = Machine.NextDeadline;
        Assert.True(deadline.IsSet, "no timer is set");
        double waited = Math.Max(0, (deadline - Now).TotalMilliseconds);
        Now = Instant.Max(Now, deadline);
        Machine.HandleTimeout(Now);
        return waited;
    }

    public Disposition Deliver(ReadOnlySpan<byte> datagram)
    {
        Disposition disposition = Machine.HandleDatagram(Now, From, datagram, out ReceivedPayload payload);
        Payload = payload;
        return disposition;
    }

    public Disposition Ack(ushort block) => Deliver([0, 4, (byte)(block >> 8), (byte)block]);

    public Disposition Data(ushort block, int payloadBytes)
    {
        byte[] datagram = new byte[4 + payloadBytes];
        datagram[1] = 3;
        datagram[2] = (byte)(block >> 8);
        datagram[3] = (byte)block;
        return Deliver(datagram);
    }

    public Disposition Error(ushort code, string text = "text") =>
        Deliver([0, 5, (byte)(code >> 8), (byte)code, .. Encoding.ASCII.GetBytes(text), 0]);

    public Disposition OptionAck(params string[] pairs) =>
        Deliver([0, 6, .. pairs.SelectMany(text => Encoding.ASCII.GetBytes(text + "\0"))]);

    private string Describe(Transmit transmit)
    {
        ReadOnlySpan<byte> header = _buffer.AsSpan(0, transmit.HeaderBytes);
        int number = (header[2] << 8) | header[3];
        string text = transmit.Kind switch
        {
            Opcode.Data => $"DATA {number} @{transmit.PayloadOffset}+{transmit.PayloadBytes}",
            Opcode.Acknowledgment => header.Length == 5 ? $"ACK {number} next {header[4]}" : $"ACK {number}",
            Opcode.Error => $"ERROR {number}",
            Opcode.OptionAcknowledgment => "OACK",
            Opcode.ReadRequest => "RRQ",
            Opcode.WriteRequest => "WRQ",
            _ => transmit.Kind.ToString(),
        };
        return transmit.To == Peer || transmit.To.Port == 69 ? text : $"{text} to {transmit.To}";
    }
}
