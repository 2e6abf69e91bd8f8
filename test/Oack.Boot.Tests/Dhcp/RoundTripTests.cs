using FsCheck;
using FsCheck.Fluent;
using Oack.Boot.Dhcp;
using Oack.Boot.Tests.Support;

namespace Oack.Boot.Tests.Dhcp;

/// <summary>Whatever options are written are read again, or nothing is written at all.</summary>
public sealed class RoundTripTests
{
    private static readonly Gen<byte> s_byte = Gen.Choose(0, 255).Select(number => (byte)number);

    private static readonly Gen<(byte Code, byte[] Value)> s_option =
        from code in Gen.Choose(1, 254).Where(code => code != (int)DhcpOptionCode.Overload)
        from length in Gen.Choose(0, 600)
        from value in Gen.ArrayOf(s_byte, length)
        select ((byte)code, value);

    private static readonly Gen<(int Room, (byte Code, byte[] Value)[] Options)> s_messages =
        from room in Gen.Choose(0, 1500)
        from count in Gen.Choose(0, 6)
        from options in Gen.ArrayOf(s_option, count)
        select (room, options.DistinctBy(option => option.Code).ToArray());

    [Fact]
    public void Options_ComeBack_When_TheyFit() => Hostile.ForAll(s_messages, test =>
    {
        const byte Poison = 0xA5;
        byte[] target = new byte[test.Room + 16];
        target.AsSpan().Fill(Poison);
        DhcpPacketWriter writer = new(target.AsSpan(0, test.Room), DhcpOperation.Reply);
        writer.SetTransaction(7);
        foreach ((byte code, byte[] value) in test.Options)
        {
            writer.Add((DhcpOptionCode)code, value);
        }

        int needed = Math.Max(300, 241 + test.Options.Sum(option => option.Value.Length + (2 * Math.Max(1, (option.Value.Length + 254) / 255))));
        int length = writer.Finish();
        return !target.AsSpan(test.Room).ContainsAnyExcept(Poison)
            && length == (test.Room >= needed ? needed : 0)
            && (length == 0 || (DhcpPacket.TryParse(target.AsSpan(0, length), out DhcpPacket packet) == DhcpParseStatus.Ok && HoldsAll(packet, test.Options)));
    });

    private static bool HoldsAll(in DhcpPacket packet, (byte Code, byte[] Value)[] options)
    {
        foreach ((byte code, byte[] value) in options)
        {
            if (!packet.Options.TryFind(code, out ReadOnlySpan<byte> read) || !read.SequenceEqual(value))
            {
                return false;
            }
        }

        return packet.TransactionId == 7 && !packet.Options.IsCut;
    }
}
