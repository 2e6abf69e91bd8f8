using System.Globalization;
using System.Text;
using Oack.Protocol;
using Oack.Protocol.Wire;

namespace Oack.Boot.Conformance.Talk;

/// <summary>A datagram that a check received, or that none came.</summary>
internal sealed class CheckPacket
{
    private const int MaxShownTextBytes = 60;

    private CheckPacket(CheckPacketKind kind, PeerEndpoint from, Instant at, byte[] bytes)
    {
        Kind = kind;
        From = from;
        At = at;
        Bytes = bytes;
    }

    internal CheckPacketKind Kind { get; }

    /// <summary>Who sent it.</summary>
    internal PeerEndpoint From { get; }

    /// <summary>When it came, or when the wait for it was over.</summary>
    internal Instant At { get; }

    internal byte[] Bytes { get; }

    /// <summary>The block number of a DATA or an ACK, else 0.</summary>
    internal ushort Block { get; private init; }

    /// <summary>The code of an ERROR.</summary>
    internal ErrorCode Code { get; private init; }

    /// <summary>What a DATA carries.</summary>
    internal ReadOnlySpan<byte> Payload => Kind == CheckPacketKind.Data ? Bytes.AsSpan(DataPacket.HeaderBytes) : [];

    /// <summary>The options of an OACK in their order, names as they were written.</summary>
    internal IReadOnlyList<(string Name, string Value)> Options { get; private init; } = [];

    /// <summary>The packet in a few words, safe to print.</summary>
    internal string Text { get; private init; } = "";

    internal static CheckPacket Nothing(Instant at, TimeSpan wait) => new(CheckPacketKind.Nothing, default, at, [])
    {
        Text = string.Create(CultureInfo.InvariantCulture, $"nothing within {wait.TotalSeconds:0.##} s"),
    };

    internal static CheckPacket Unreachable(PeerEndpoint about, Instant at) => new(CheckPacketKind.Unreachable, about, at, [])
    {
        Text = "ICMP port unreachable",
    };

    internal static CheckPacket Read(PeerEndpoint from, Instant at, ReadOnlySpan<byte> datagram)
    {
        byte[] bytes = datagram.ToArray();
        if (TftpPacket.TryParse(bytes, out TftpPacket packet) != ParseStatus.Ok)
        {
            return new(CheckPacketKind.Other, from, at, bytes) { Text = Cut(PacketText.Describe(bytes)) };
        }

        if (packet.TryGetData(out DataPacket data))
        {
            return new(CheckPacketKind.Data, from, at, bytes) { Block = data.Block, Text = Words($"DATA {data.Block} of {data.Payload.Length} bytes") };
        }

        if (packet.TryGetAck(out AckPacket ack))
        {
            return new(CheckPacketKind.Acknowledgment, from, at, bytes) { Block = ack.Block, Text = Words($"ACK {ack.Block}") };
        }

        if (packet.TryGetError(out ErrorPacket error))
        {
            string words = PacketText.Escape(error.Message, MaxShownTextBytes);
            return new(CheckPacketKind.Error, from, at, bytes) { Code = error.Code, Text = Words($"ERROR {(ushort)error.Code} \"{words}\"") };
        }

        if (packet.TryGetOptionAck(out OptionAckPacket oack))
        {
            List<(string, string)> options = [];
            foreach (OptionPair pair in oack.RawOptions)
            {
                options.Add((Encoding.Latin1.GetString(pair.Name), Encoding.Latin1.GetString(pair.Value)));
            }

            return new(CheckPacketKind.OptionAck, from, at, bytes) { Options = options, Text = Cut(PacketText.Describe(bytes)) };
        }

        return new(CheckPacketKind.Other, from, at, bytes) { Text = Cut(PacketText.Describe(bytes)) };
    }

    /// <summary>The value of an option of an OACK, its name in any case; null when it is not granted.</summary>
    internal string? Granted(string name)
    {
        foreach ((string granted, string value) in Options)
        {
            if (granted.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return value;
            }
        }

        return null;
    }

    /// <summary>The same as a number: null when it is not granted, -1 when it is no number.</summary>
    internal long? GrantedNumber(string name) => Granted(name) is not { } text ? null
        : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number
        : -1;

    private static string Words(FormattableString words) => words.ToString(CultureInfo.InvariantCulture);

    private static string Cut(string text)
    {
        const int MaxChars = 120;
        return text.Length <= MaxChars ? text : text[..MaxChars] + "…";
    }
}
