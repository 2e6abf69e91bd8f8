using Oack.Protocol.Options;
using Oack.Protocol.Tests.Data;
using Oack.Protocol.Wire;

namespace Oack.Protocol.Tests.Wire;

public sealed class AnyBytesTests
{
    [Fact]
    public void Bytes_AreAPacketOrGiveAStatus_When_TheyAreAnything() =>
        Hostile.ForAll(Hostile.Datagrams, datagram =>
        {
            ParseStatus status = TftpPacket.TryParse(datagram, out TftpPacket packet);
            string line = PacketText.Describe(datagram);
            return Enum.IsDefined(status) && line.Length > 0 && !line.Any(char.IsControl)
                && (status == ParseStatus.Ok) == Enum.IsDefined(packet.Opcode);
        });

    [Fact]
    public void Request_ReadsBackAsWritten_When_ItsOptionsAreLegal() =>
        Hostile.ForAll(Hostile.OptionLists, options =>
        {
            OptionList legal = default;
            for (int i = 0; i < options.Count; i++)
            {
                if (OptionRanges.MayBeAsked(options[i].Kind, options[i].Value))
                {
                    legal.TryAdd(options[i]);
                }
            }

            byte[] target = new byte[RequestPacket.MaxBytes];
            int written = RequestPacket.Write(target, Opcode.WriteRequest, "dir/name"u8, TransferMode.Netascii, options);
            return RequestPacket.TryParse(target.AsSpan(0, written), out RequestPacket packet) == ParseStatus.Ok
                && packet.Opcode == Opcode.WriteRequest
                && packet.FileName.SequenceEqual("dir/name"u8)
                && packet.TryGetMode(out TransferMode mode) && mode == TransferMode.Netascii
                && packet.RawOptions.Count == options.Count
                && packet.RawOptions.Tail.IsEmpty
                && packet.Options == legal;
        });

    [Fact]
    public void OptionAck_ReadsBackAsWritten_When_ItsOptionsMayBeGranted() =>
        Hostile.ForAll(Hostile.OptionLists, options =>
        {
            OptionList legal = default;
            for (int i = 0; i < options.Count; i++)
            {
                if (OptionRanges.MayBeGranted(options[i].Kind, options[i].Value))
                {
                    legal.TryAdd(options[i]);
                }
            }

            byte[] target = new byte[320];
            int written = OptionAckPacket.Write(target, options);
            return OptionAckPacket.TryParse(target.AsSpan(0, written), out OptionAckPacket packet) == ParseStatus.Ok
                && packet.RawOptions.Count == options.Count
                && packet.Options == legal;
        });
}
