using static Oack.Boot.Tests.Conformance.Scripted.Faults;

namespace Oack.Boot.Tests.Conformance.Scripted;

/// <summary>Faults in transfers: blocks, ports, loss, strangers.</summary>
internal static class TransferFaults
{
    private const int Read = 1;
    private const int Data = 3;
    private const int Ack = 4;
    private const int Error = 5;
    private const int OptionAck = 6;

    public static void Add(Action<string, string, Action<ModelServer>> add)
    {
        AddBlocks(add);
        AddLoss(add);
    }

    private static void AddBlocks(Action<string, string, Action<ModelServer>> add)
    {
        add("rfc1350-read", "blocks are numbered from 0", Sends(packet => packet.Opcode == Data ? packet.With(ModelPacket.Data(packet.Number - 1, packet.Bytes.AsSpan(4))) : packet));
        add("rfc1350-read", "a block has other bytes", Sends(packet => packet.Opcode == Data && packet.Number == 7 ? packet.With(ModelPacket.Data(7, new byte[512])) : packet));
        add("rfc1350-read", "a block is left out", Drops(packet => packet.Opcode == Data && packet.Number == 3));
        add("rfc1350-no-unasked-oack", "an OACK comes unasked", Sends(packet => packet.Opcode == Data ? packet.With(ModelPacket.OptionAck("blksize", "512")) : packet));
        add("rfc1350-own-port", "all transfers share a port that is not the server's", Has(habits => habits.OnePortForAll = true));
        add("rfc1123-reply-address", "another address answers", Sends(packet => packet with { From = Oack.Protocol.PeerEndpoint.FromIPv4(0xC000_0263, packet.From.Port) }));
        add("rfc1350-transfers-apart", "a new request ends the others", server => server.Incoming = (one, packet) =>
        {
            if (packet.Opcode == Read)
            {
                one.EndAll();
            }

            return false;
        });
        add("rfc1350-mode-case", "modes are read in lower case only", Answers(packet => packet.Opcode == Read && !packet.Text.Contains("octet", StringComparison.Ordinal), _ => ModelPacket.Error(4, "no such mode")));
        add("rfc1350-netascii", "netascii is sent as octet", Has(habits => habits.SkipsNetascii = true));
        add("rfc1350-netascii", "netascii is refused", Answers(packet => packet.Text.Contains("netascii", StringComparison.Ordinal), _ => ModelPacket.Error(4, "octet only")));
        add("rfc1350-final-empty-block", "the empty block is left out", Drops(packet => packet.Opcode == Data && packet.Bytes.Length == 4));
        add("rfc1350-quiet-after-end", "the last ACK is forgotten", Has(habits => habits.ForgetsLastAck = true));
        add("rfc1350-early-ack", "any ACK is followed", Has(habits => habits.FollowsAnyAck = true));
    }

    private static void AddLoss(Action<string, string, Action<ModelServer>> add)
    {
        add("rfc1350-retransmission", "nothing is sent again", Has(habits => habits.NeverRetransmits = true));
        add("rfc1123-duplicate-ack", "each ACK brings a DATA", Has(habits => habits.AnswersEachAck = true));
        add("rfc1350-foreign-tid-told", "strangers get no answer", Has(habits => habits.IsSilentToStrangers = true));
        add("rfc1350-foreign-tid-harmless", "a stranger's ACK counts", Has(habits => habits.TrustsStrangers = true));
        add("rfc1350-foreign-tid-harmless", "a stranger ends the transfer", Takes(packet => packet.Opcode == 9, (server, _) => server.EndAll()));
        add("rfc1350-foreign-error", "a stranger's ERROR counts", Has(habits => habits.TrustsStrangers = true));
        add("rfc1350-foreign-error", "a stranger's ERROR is answered", Has(habits => habits.AnswersStrangersErrors = true));
        add("rfc1350-repeated-request", "a repeated request is refused", RefusesRepetition);
        add("rfc1350-client-error", "the client's ERROR is not heard", Has(habits => habits.IgnoresErrors = true));
        add("rfc1350-client-error", "the client's ERROR is answered", Answers(packet => packet.Opcode == Error, _ => ModelPacket.Error(0, "well then")));
        add("rfc2347-refused-by-client", "ERROR 8 is not heard", Has(habits => habits.IgnoresErrors = true));
        add("rfc2347-oack-retransmission", "an OACK is sent once", SendsOptionAckOnce);
        add("rfc2347-oack", "DATA follows the OACK unasked", server => server.Outgoing = packet => packet.Opcode == OptionAck
            ? [packet, packet.With(ModelPacket.Data(1, Bench.Small.AsSpan(0, 512)))]
            : [packet]);
        add("rfc2347-oack", "ACK 0 is not answered", Takes(packet => packet.Opcode == Ack && packet.Number == 0, (_, _) => { }));
        add("rfc7440-windowsize", "the window has a block too many", Has(habits => habits.SendsOneBlockTooMany = true));
        add("rfc7440-windowsize", "the window is larger than asked for", Sends(packet => packet.Opcode == OptionAck ? packet.Replace("windowsize\04", "windowsize\08") : packet));
        add("rfc7440-ack-inside", "an ACK inside the window is ignored", Has(habits => habits.IgnoresAckInside = true));
        add("rfc7440-retransmission", "a window is never sent again", Has(habits => habits.NeverRetransmits = true));
        add("rfc7440-retransmission", "only the end of a window is sent again", SendsFirstBlockOnce);
        add("rfc7440-last-window", "the last window is never acknowledged", Has(habits => habits.ForgetsLastAck = true));
        add("rfc7440-last-window", "the last window is cut", Drops(packet => packet.Opcode == Data && packet.Number > 12));
        add("habit-rollover", "block 65535 is followed by block 1", Sends(packet => packet.Opcode == Data && packet.Number == 0 ? packet.With(ModelPacket.Data(1, packet.Bytes.AsSpan(4))) : packet));
        add("habit-rollover", "there is nothing after block 65535", Drops(packet => packet.Opcode == Data && packet.Number == 0));
    }

    private static void RefusesRepetition(ModelServer server)
    {
        ModelPacket? last = null;
        server.Incoming = (one, packet) =>
        {
            bool isAgain = packet.Opcode == Read && last is not null && last.From == packet.From && last.Text == packet.Text;
            last = packet.Opcode == Read ? packet : last;
            if (isAgain)
            {
                one.Send(packet.From, 31_000, ModelPacket.Error(0, "busy with you"));
            }

            return isAgain;
        };
    }

    private static void SendsOptionAckOnce(ModelServer server)
    {
        HashSet<int> ports = [];
        server.Outgoing = packet => packet.Opcode == OptionAck && !ports.Add(packet.From.Port) ? [] : [packet];
    }

    private static void SendsFirstBlockOnce(ModelServer server)
    {
        HashSet<int> ports = [];
        server.Outgoing = packet => packet.Opcode == Data && packet.Number == 1 && !ports.Add(packet.From.Port) ? [] : [packet];
    }
}
