using System.Text;
using Oack.Protocol.Multicast;
using Oack.Protocol.Options;
using Oack.Protocol.Transfer;
using Oack.Protocol.Wire;

namespace Oack.Protocol.Tests.Multicast;

/// <summary>A server's session on a virtual clock, with what it sends written as short lines.</summary>
internal sealed class SendSessionBench
{
    public static readonly PeerEndpoint Group = PeerEndpoint.FromIPv4(0xEFFF0001, 1_758);
    private readonly byte[] _buffer = new byte[512];
    private readonly OptionList _granted;

    public SendSessionBench(int blocks, int windowBlocks = 1, MulticastSettings? settings = null)
    {
        OptionList granted = default;
        granted.TryAdd(OptionKind.Multicast, 0);
        if (windowBlocks > 1)
        {
            granted.TryAdd(OptionKind.WindowSize, windowBlocks);
        }

        _granted = granted;
        Session = new MulticastSendSession(Group, OptionNegotiator.Settle(granted), (512L * (blocks - 1)) + 10, settings);
    }

    public MulticastSendSession Session { get; }

    public Instant Now { get; private set; } = Instant.Zero + TimeSpan.FromSeconds(1);

    public static PeerEndpoint Host(int index) => PeerEndpoint.FromIPv4(0x0A000000 + (uint)index, 2_000);

    public MulticastJoin Join(int host) => Session.Join(Now, Host(host), _granted);

    public Disposition Ack(int host, int block) => Deliver(host, [0, 4, (byte)(block >> 8), (byte)block]);

    public Disposition Deliver(int host, ReadOnlySpan<byte> datagram) => Session.HandleDatagram(Now, Host(host), datagram);

    public void Advance(double milliseconds) => Now += TimeSpan.FromMilliseconds(milliseconds);

    public void Expire()
    {
        Assert.True(Session.NextDeadline.IsSet, "no timer is set");
        Now = Instant.Max(Now, Session.NextDeadline);
        Session.HandleTimeout(Now);
    }

    /// <summary>Everything the session wants to send now: <c>2: OACK mc=1</c>, <c>group: DATA 3</c>.</summary>
    public string[] Sent()
    {
        List<string> sent = [];
        while (Session.TryPollTransmit(Now, _buffer, out Transmit transmit))
        {
            string to = transmit.To == Group ? "group" : (transmit.To.IPv4Address & 0xFF).ToString(System.Globalization.CultureInfo.InvariantCulture);
            int number = (_buffer[2] << 8) | _buffer[3];
            string what = transmit.Kind switch
            {
                Opcode.Data => $"DATA {number}",
                Opcode.Error => $"ERROR {number}",
                _ => "OACK mc=" + MasterFlag(Encoding.ASCII.GetString(_buffer, 0, transmit.HeaderBytes)),
            };
            sent.Add($"{to}: {what}");
        }

        return [.. sent];
    }

    private static char MasterFlag(string packet)
    {
        const string Before = "239.255.0.1,1758,";
        return packet[packet.IndexOf(Before, StringComparison.Ordinal) + Before.Length];
    }

    public string[] Events()
    {
        List<string> events = [];
        while (Session.TryPollEvent(out MulticastEvent one))
        {
            events.Add(one.Receiver.Port == 0 ? $"{one.Kind}" : $"{one.Kind} {one.Receiver.IPv4Address & 0xFF}");
        }

        return [.. events];
    }
}
