using static Oack.Boot.Tests.Conformance.Scripted.Faults;

namespace Oack.Boot.Tests.Conformance.Scripted;

/// <summary>Faults in what is granted.</summary>
internal static class OptionFaults
{
    private const int Read = 1;
    private const int Data = 3;
    private const int OptionAck = 6;

    public static void Add(Action<string, string, Action<ModelServer>> add)
    {
        AddNegotiation(add);
        AddValues(add);
    }

    private static void AddNegotiation(Action<string, string, Action<ModelServer>> add)
    {
        add("rfc2347-nothing-unasked", "timeout is granted unasked", Sends(packet => packet.Opcode == OptionAck ? packet.With([.. packet.Bytes, .. "timeout\05\0"u8]) : packet));
        add("rfc2347-nothing-unasked", "the size is told unasked", Sends(packet =>
            packet.Opcode == OptionAck && !packet.Text.Contains("tsize", StringComparison.Ordinal) ? packet.With([.. packet.Bytes, .. "tsize\012\0"u8]) : packet));
        add("rfc2347-unknown-option", "an unknown option is refused", Answers(packet => packet.Text.Contains("x-oack-check", StringComparison.Ordinal), _ => ModelPacket.Error(8, "what is that")));
        add("rfc2347-unknown-option", "an unknown option is granted", Answers(packet => packet.Text.Contains("x-oack-check", StringComparison.Ordinal), _ => ModelPacket.OptionAck("x-oack-check", "1")));
        add("rfc2347-name-case", "only lower case is known", Redirects("BLKSIZE", "unknown"));
        add("rfc2347-order", "what stands behind blksize is not read", server => server.Incoming = (one, packet) =>
        {
            int at = packet.Text.IndexOf("blksize\01024\0tsize", StringComparison.Ordinal);
            if (packet.Opcode == Read && at > 0)
            {
                one.Dispatch(packet.From, packet.To.Port, packet.Replace("\0tsize\00", "").Bytes);
                return true;
            }

            return false;
        });
        add("rfc2347-bad-value", "any value is granted", Has(habits => habits.GrantsAnyValue = true));
        add("rfc2347-repeated-option", "an option is granted twice", Sends(packet => packet.Opcode == OptionAck ? packet.With([.. packet.Bytes, .. "blksize\0512\0"u8]) : packet));
        add("rfc2347-oack-form", "the OACK is filled up with NULs", Sends(packet => packet.Opcode == OptionAck ? packet.With([.. packet.Bytes, 0, 0, 0]) : packet));
        add("habit-option-case", "names come back in upper case", Sends(packet => packet.Opcode == OptionAck ? packet.Replace("blksize", "BLKSIZE") : packet));
    }

    private static void AddValues(Action<string, string, Action<ModelServer>> add)
    {
        foreach ((string asked, string granted) in new[] { ("8", "16"), ("512", "1024"), ("1428", "1468"), ("65464", "65500") })
        {
            add("rfc2348-blksize-" + asked, $"{asked} becomes {granted}", Sends(packet => packet.Opcode == OptionAck ? packet.Replace($"blksize\0{asked}\0", $"blksize\0{granted}\0") : packet));
        }

        add("rfc2348-blksize-8", "small blocks are granted and 512 bytes sent", Sends(packet => packet.Opcode == Data ? packet.With(ModelPacket.Data(packet.Number, Bench.Small.AsSpan(0, 512))) : packet));
        add("rfc2348-blksize-1428", "blocks are a byte short", Sends(packet => packet.Opcode == Data && packet.Bytes.Length == 1_432 ? packet.With(packet.Bytes[..^1]) : packet));
        add("rfc2348-blksize-65464", "large blocks do not come through", Drops(packet => packet.Opcode == Data && packet.Bytes.Length > 1_472));
        foreach (string illegal in new[] { "rfc2348-blksize-7", "rfc2348-blksize-0", "rfc2348-blksize-65465", "rfc2349-timeout-0", "rfc7440-windowsize-0" })
        {
            add(illegal, "any value is granted: " + illegal, Has(habits => habits.GrantsAnyValue = true));
        }

        add("rfc2348-blksize-7", "7 becomes 8", Answers(packet => packet.Text.Contains("blksize\07\0", StringComparison.Ordinal), _ => ModelPacket.OptionAck("blksize", "8")));
        add("rfc2349-tsize", "the size is a byte too small", Sends(packet => packet.Opcode == OptionAck ? packet.Replace("6144", "6143") : packet));
        add("rfc2349-tsize", "the size is always 0", Sends(packet => packet.Opcode == OptionAck ? packet.Replace("6144", "0") : packet));
        add("habit-tsize-not-zero", "the size is too small when it is asked for otherwise", Sends(packet => packet.Opcode == OptionAck ? packet.Replace("6144", "6143") : packet));
        add("rfc2349-timeout", "the timeout becomes 5", Sends(packet => packet.Opcode == OptionAck ? packet.Replace("timeout\06", "timeout\05") : packet));
        add("rfc2349-timeout-kept", "the granted timeout is not kept", Has(habits => habits.IgnoresGrantedTimeout = true));
        add("rfc2349-timeout-kept", "nothing is sent again, whatever the timeout", Has(habits => habits.NeverRetransmits = true));
        add("rfc7440-windowsize-65535", "a window of 65536 is granted", Answers(packet => packet.Text.Contains("65535", StringComparison.Ordinal), _ => ModelPacket.OptionAck("windowsize", "65536")));
        add("rfc2090-multicast", "the group is none", Answers(packet => packet.Text.Contains("multicast", StringComparison.Ordinal), _ => ModelPacket.OptionAck("multicast", "192.0.2.7,1758,1")));
        add("rfc2090-multicast", "the role is missing", Answers(packet => packet.Text.Contains("multicast", StringComparison.Ordinal), _ => ModelPacket.OptionAck("multicast", "239.1.2.3,1758")));
        add("rfc2090-multicast", "multicast is refused", Answers(packet => packet.Text.Contains("multicast", StringComparison.Ordinal), _ => ModelPacket.Error(8, "no")));
    }

    /// <summary>A server that reads one word for another.</summary>
    private static Action<ModelServer> Redirects(string word, string other) => server => server.Incoming = (one, packet) =>
    {
        bool isIts = packet.Opcode == Read && packet.Text.Contains(word, StringComparison.Ordinal);
        if (isIts)
        {
            one.Dispatch(packet.From, packet.To.Port, packet.Replace(word, other).Bytes);
        }

        return isIts;
    };
}
