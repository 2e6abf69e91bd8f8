using FsCheck;
using FsCheck.Fluent;
using Oack.Protocol.Options;

namespace Oack.Protocol.Tests.Data;

/// <summary>Generators of what a peer may send: pure noise, and noise that begins like a packet.</summary>
internal static class Hostile
{
    private static readonly byte[][] Words =
    [
        [0], [0], [0], [0xFF], [(byte)'\r'], [.. "octet\0"u8], [.. "netascii\0"u8], [.. "mail\0"u8], [.. "name\0"u8],
        [.. "0\0"u8], [.. "512\0"u8], [.. "65465\0"u8], [.. "99999999999999999999\0"u8], [.. "-1\0"u8],
        .. Enum.GetValues<OptionKind>().Select(kind => Name(kind, upperCaseMask: 0)),
        .. Enum.GetValues<OptionKind>().Select(kind => Name(kind, upperCaseMask: 0x3FF)),
    ];

    /// <summary>Any bytes, half of them with an opcode in front and the field's words inside.</summary>
    public static Gen<byte[]> Datagrams { get; } = Gen.OneOf(
        ArbMap.Default.GeneratorFor<byte[]>(),
        from opcode in Gen.Choose(0, 7)
        from words in Gen.ListOf(Gen.Elements(Words))
        select (byte[])[0, (byte)opcode, .. words.SelectMany(word => word)]);

    /// <summary>Option values around every edge, and far past it.</summary>
    public static Gen<long> Values { get; } = Gen.OneOf(
        Gen.Elements(0L, 1, 7, 8, 9, 511, 512, 513, 1_023, 1_024, 1_428, 1_468, 8_192, 9_999, 10_000, 27_182, 31_416, 65_463,
            65_464, 65_465, 65_535, 65_536, 255, 256, 255_000_000, 255_000_001, int.MaxValue, uint.MaxValue, long.MaxValue),
        Gen.Choose(0, 100_000).Select(value => (long)value));

    /// <summary>Lists of different options in any order, with names in any case.</summary>
    public static Gen<OptionList> OptionLists { get; } =
        from kinds in Gen.Shuffle(Enum.GetValues<OptionKind>())
        from count in Gen.Choose(0, OptionList.Capacity)
        from values in Gen.ArrayOf(Values, OptionList.Capacity)
        from masks in Gen.ArrayOf(Gen.Choose(0, ushort.MaxValue), OptionList.Capacity)
        select Assemble(kinds, count, values, masks);

    /// <summary>
    /// Runs a property over 2,000 generated values; a failure prints the value and the seed that replays it.
    /// </summary>
    public static void ForAll<T>(Gen<T> values, Func<T, bool> holds) =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(2_000).WithQuietOnSuccess(true), Prop.ForAll(values.ToArbitrary(), holds));

    private static byte[] Name(OptionKind kind, ushort upperCaseMask)
    {
        byte[] name = new byte[OptionNames.MaxBytes + 1];
        return name[..(OptionNames.Write(name, kind, upperCaseMask) + 1)];
    }

    private static OptionList Assemble(OptionKind[] kinds, int count, long[] values, int[] masks)
    {
        OptionList list = default;
        for (int i = 0; i < count; i++)
        {
            // Only bits of letters: a digit has no case.
            int letters = 0;
            ReadOnlySpan<byte> name = OptionNames.Get(kinds[i]);
            for (int letter = 0; letter < name.Length; letter++)
            {
                letters |= char.IsAsciiLetter((char)name[letter]) ? 1 << letter : 0;
            }

            list.TryAdd(new OptionEntry(kinds[i], values[i], (ushort)(masks[i] & letters)));
        }

        return list;
    }
}
