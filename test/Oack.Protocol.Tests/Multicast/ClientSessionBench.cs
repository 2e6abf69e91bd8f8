using System.Text;
using Oack.Protocol.Multicast;
using Oack.Protocol.Options;
using Oack.Protocol.Transfer;
using Oack.Protocol.Wire;

namespace Oack.Protocol.Tests.Multicast;

/// <summary>A client's session on a virtual clock, with what it sends written as short lines.</summary>
internal sealed class ClientSessionBench(Func<Instant, MulticastClientSession> make)
{
    public static readonly PeerEndpoint Server = PeerEndpoint.FromIPv4(0x0A000001, 69);
    public static readonly PeerEndpoint Tid = PeerEndpoint.FromIPv4(0x0A000001, 40_001);
    public static readonly PeerEndpoint Group = PeerEndpoint.FromIPv4(0xEFFF0001, 1_758);
    private readonly byte[] _buffer = new byte[RequestPacket.MaxBytes];

    public MulticastClientSession Session { get; } = make(Instant.Zero + TimeSpan.FromSeconds(1));

    public Instant Now { get; private set; } = Instant.Zero + TimeSpan.FromSeconds(1);

    public ReceivedPayload Payload { get; private set; }

    public static ClientSessionBench Rfc2090(int windowBlocks = 1)
    {
        OptionList asked = default;
        if (windowBlocks > 1)
        {
            asked.TryAdd(OptionKind.WindowSize, windowBlocks);
        }

        return new(now => MulticastReceiveSession.Request(now, Server, "f"u8.ToArray(), asked));
    }

    public static ClientSessionBench Mtftp(MtftpSettings? settings = null) =>
        new(now => MtftpReceiveSession.Listen(now, Server, Group, "f"u8.ToArray(), settings));

    public void Advance(double milliseconds) => Now += TimeSpan.FromMilliseconds(milliseconds);

    public double Expire()
    {
        Assert.True(Session.NextDeadline.IsSet, "no timer is set");
        double waited = Math.Max(0, (Session.NextDeadline - Now).TotalMilliseconds);
        Now = Instant.Max(Now, Session.NextDeadline);
        Session.HandleTimeout(Now);
        return waited;
    }

    public Disposition Deliver(PeerEndpoint from, bool viaGroup, ReadOnlySpan<byte> datagram)
    {
        Disposition disposition = Session.HandleDatagram(Now, from, viaGroup, datagram, out ReceivedPayload payload);
        Payload = payload;
        return disposition;
    }

    public Disposition OptionAck(string options) => Deliver(Tid, viaGroup: false, [0, 6, .. Encoding.ASCII.GetBytes(options)]);

    public Disposition Data(int block, int bytes = 512, bool viaGroup = true, PeerEndpoint? from = null)
    {
        byte[] datagram = new byte[4 + bytes];
        datagram[1] = 3;
        datagram[2] = (byte)(block >> 8);
        datagram[3] = (byte)block;
        return Deliver(from ?? Tid, viaGroup, datagram);
    }

    public string[] Sent()
    {
        List<string> sent = [];
        while (Session.TryPollTransmit(Now, _buffer, out Transmit transmit))
        {
            int number = (_buffer[2] << 8) | _buffer[3];
            sent.Add(transmit.Kind switch
            {
                Opcode.ReadRequest => "RRQ " + Encoding.ASCII.GetString(_buffer, 2, transmit.HeaderBytes - 2).Replace('\0', ' ').TrimEnd(),
                Opcode.Acknowledgment => $"ACK {number}",
                _ => $"ERROR {number}",
            });
        }

        return [.. sent];
    }

    public string[] Events()
    {
        List<string> events = [];
        while (Session.TryPollEvent(out MulticastEvent one))
        {
            events.Add($"{one.Kind}");
        }

        return [.. events];
    }
}
