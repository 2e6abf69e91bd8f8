using System.Buffers.Binary;
using System.Globalization;
using Oack.Protocol.Multicast;
using Oack.Protocol.Options;

namespace Oack.Protocol.Wire;

/// <summary>
/// What the packets have in common: the opcode in front, numbers big-endian, strings with a NUL behind.
/// </summary>
internal static class WireFormat
{
    internal const int OpcodeBytes = 2;

    /// <summary>Where block number or error code stand.</summary>
    internal const int NumberOffset = OpcodeBytes;

    /// <summary>Opcode and block number, or opcode and error code.</summary>
    internal const int NumberedHeaderBytes = NumberOffset + sizeof(ushort);

    internal static Opcode ReadOpcode(ReadOnlySpan<byte> datagram) => (Opcode)BinaryPrimitives.ReadUInt16BigEndian(datagram);

    internal static ushort ReadNumber(ReadOnlySpan<byte> datagram) =>
        BinaryPrimitives.ReadUInt16BigEndian(datagram[NumberOffset..]);

    /// <summary>Checks the opcode and the fixed part of DATA, ACK and ERROR.</summary>
    internal static ParseStatus CheckNumbered(ReadOnlySpan<byte> datagram, Opcode opcode)
    {
        if (datagram.Length < OpcodeBytes)
        {
            return ParseStatus.TooShort;
        }

        if (ReadOpcode(datagram) != opcode)
        {
            return ParseStatus.WrongOpcode;
        }

        return datagram.Length < NumberedHeaderBytes ? ParseStatus.TooShort : ParseStatus.Ok;
    }

    internal static int WriteNumbered(Span<byte> target, Opcode opcode, ushort number)
    {
        BinaryPrimitives.WriteUInt16BigEndian(target[NumberOffset..], number);
        BinaryPrimitives.WriteUInt16BigEndian(target, (ushort)opcode);
        return NumberedHeaderBytes;
    }

    /// <summary>
    /// Appends a string and its NUL; false, with nothing promised about the target, when they do not fit.
    /// </summary>
    internal static bool TryAppendString(Span<byte> target, ref int written, ReadOnlySpan<byte> text)
    {
        if (target.Length - written <= text.Length)
        {
            return false;
        }

        text.CopyTo(target[written..]);
        written += text.Length;
        target[written++] = 0;
        return true;
    }

    /// <summary>Appends names and values; false when they do not fit.</summary>
    /// <param name="target">Where to.</param>
    /// <param name="written">How far the target is full.</param>
    /// <param name="options">The options.</param>
    /// <param name="isAnswer">Whether they stand in an OACK.</param>
    /// <param name="group">The group that a multicast option of an OACK names; all zero for one that names none.</param>
    internal static bool TryAppendOptions(
        Span<byte> target, ref int written, in OptionList options, bool isAnswer, PeerEndpoint group = default)
    {
        Span<byte> text = stackalloc byte[MulticastOption.MaxBytes];
        for (int i = 0; i < options.Count; i++)
        {
            OptionEntry entry = options[i];
            int nameBytes = OptionNames.Write(text, entry.Kind, entry.UpperCaseMask);
            if (!TryAppendString(target, ref written, text[..nameBytes]))
            {
                return false;
            }

            int valueBytes = WriteValue(text, entry, isAnswer, group);
            if (!TryAppendString(target, ref written, text[..valueBytes]))
            {
                return false;
            }
        }

        return true;
    }

    private static int WriteValue(Span<byte> text, OptionEntry entry, bool isAnswer, PeerEndpoint group)
    {
        int digits;
        if (entry.Kind != OptionKind.Multicast)
        {
            _ = entry.Value.TryFormat(text, out digits, default, CultureInfo.InvariantCulture);
            return digits;
        }

        if (!isAnswer)
        {
            // RFC 2090: empty. Another value is the caller's own, and no server takes it for the option.
            _ = entry.Value.TryFormat(text, out digits, default, CultureInfo.InvariantCulture);
            return entry.Value == 0 ? 0 : digits;
        }

        if (entry.Value is 0 or 1)
        {
            return new MulticastOption(group, IsMaster: entry.Value == 1).Write(text);
        }

        text[0] = text[1] = (byte)',';
        _ = entry.Value.TryFormat(text[2..], out digits, default, CultureInfo.InvariantCulture);
        return digits + 2;
    }
}
