using System.Buffers.Binary;
using Oack.Protocol.Options;

namespace Oack.Protocol.Wire;

/// <summary>
/// An OACK: the options that the server grants (RFC 2347). Only a view.
/// <code>
///   2 bytes    string   1    string   1
///   +--------+--------+---+---------+---+
///   |   6    | option | 0 |  value  | 0 |  …
///   +--------+--------+---+---------+---+
/// </code>
/// Each string needs its NUL: a value that may be cut would be agreed on wrongly. NULs that fill the packet up behind
/// the last pair are tolerated, as servers send them. Whether the options are a legal answer says <see
/// cref="OptionNegotiator.Accept(in OptionList, Opcode, in OptionAckPacket, out OptionList)"/>.
/// </summary>
public readonly ref struct OptionAckPacket
{
    private OptionAckPacket(ReadOnlySpan<byte> optionBytes) => RawOptions = new OptionPairs(optionBytes);

    /// <summary>All options as they came, unknown and illegal ones included.</summary>
    public OptionPairs RawOptions { get; }

    /// <summary>
    /// The known options with values that may be granted, in order, each once: what an observer takes from the packet.
    /// It does not know what was asked; <see cref="OptionNegotiator.Accept(in OptionList, Opcode, in OptionAckPacket,
    /// out OptionList)"/> does.
    /// </summary>
    public OptionList Options => RawOptions.ToList(isAnswer: true);

    /// <summary>Reads an OACK; one without options is sound.</summary>
    /// <returns>
    /// Ok; TooShort; WrongOpcode; Unterminated for a string without NUL; BadOption for a name without value or an empty
    /// name.
    /// </returns>
    public static ParseStatus TryParse(ReadOnlySpan<byte> datagram, out OptionAckPacket packet)
    {
        packet = default;
        if (datagram.Length < WireFormat.OpcodeBytes)
        {
            return ParseStatus.TooShort;
        }

        if (WireFormat.ReadOpcode(datagram) != Opcode.OptionAcknowledgment)
        {
            return ParseStatus.WrongOpcode;
        }

        ReadOnlySpan<byte> optionBytes = datagram[WireFormat.OpcodeBytes..];
        ReadOnlySpan<byte> tail = new OptionPairs(optionBytes).Tail;
        if (tail.ContainsAnyExcept((byte)0))
        {
            return tail[^1] != 0 ? ParseStatus.Unterminated : ParseStatus.BadOption;
        }

        packet = new OptionAckPacket(optionBytes);
        return ParseStatus.Ok;
    }

    /// <summary>
    /// Writes an OACK; returns the bytes written, 0 when it does not fit. 320 bytes are always enough.
    /// </summary>
    public static int Write(Span<byte> target, in OptionList options) => Write(target, options, default);

    /// <summary>Writes an OACK whose multicast option names a group; returns the bytes written, 0 when it does not fit.</summary>
    /// <param name="target">Where to; 320 bytes are always enough.</param>
    /// <param name="options">The options; the value of multicast says whether it goes to the master client.</param>
    /// <param name="group">
    /// The group's address and port; all zero leaves both out, for a receiver that knows them (RFC 2090).
    /// </param>
    public static int Write(Span<byte> target, in OptionList options, PeerEndpoint group)
    {
        int written = WireFormat.OpcodeBytes;
        if (target.Length < written || !WireFormat.TryAppendOptions(target, ref written, options, isAnswer: true, group))
        {
            return 0;
        }

        BinaryPrimitives.WriteUInt16BigEndian(target, (ushort)Opcode.OptionAcknowledgment);
        return written;
    }
}
