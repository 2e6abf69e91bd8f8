using FsCheck;
using FsCheck.Fluent;

namespace Oack.Boot.Tests.Support;

/// <summary>What a peer may send: noise, noise that begins like a message, and sound messages with bytes changed or cut.</summary>
internal static class Hostile
{
    private static readonly byte[] s_codes = [0, 1, 3, 6, 43, 50, 51, 52, 53, 54, 55, 57, 60, 61, 66, 67, 77, 82, 93, 94, 97, 175, 255];

    private static readonly Gen<byte[]> s_option =
        from code in Gen.Elements(s_codes)
        from length in Gen.Elements(0, 1, 2, 4, 5, 17, 254, 255)
        from value in Gen.ArrayOf(Gen.Choose(0, 255).Select(number => (byte)number), Math.Min(length, 20))
        select (byte[])[code, (byte)length, .. value];

    private static readonly Gen<byte[]> s_message =
        from head in Gen.ArrayOf(Gen.Choose(0, 255).Select(number => (byte)number), 236)
        from operation in Gen.Choose(0, 3)
        from hardwareLength in Gen.Elements(0, 6, 16, 17, 255)
        from type in Gen.Choose(0, 9)
        from options in Gen.ListOf(s_option)
        select Message(head, operation, hardwareLength, type, [.. options.SelectMany(option => option)]);

    private static readonly Gen<byte[]> s_pxe =
        from type in Gen.Choose(1, 8)
        from architecture in Gen.Choose(0, 40)
        from at in Gen.Choose(0, 330)
        from value in Gen.Choose(0, 255)
        from cut in Gen.Choose(0, 400)
        select Changed(new Question((Oack.Boot.Dhcp.DhcpMessageType)type).Pxe((ushort)architecture).With(77, "iPXE").From("192.0.2.9").ToBytes(), at, (byte)value, cut);

    public static Gen<byte[]> Messages { get; } = Gen.OneOf(ArbMap.Default.GeneratorFor<byte[]>(), s_message, s_pxe);

    public static void ForAll<T>(Gen<T> values, Func<T, bool> holds) =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(2_000).WithQuietOnSuccess(true), Prop.ForAll(values.ToArbitrary(), holds));

    private static byte[] Message(byte[] head, int operation, int hardwareLength, int type, byte[] options)
    {
        head[0] = (byte)operation;
        head[2] = (byte)hardwareLength;
        return [.. head, 99, 130, 83, 99, 53, 1, (byte)type, .. options];
    }

    private static byte[] Changed(byte[] bytes, int at, byte value, int cut)
    {
        bytes[at % bytes.Length] = value;
        return bytes[..Math.Min(cut, bytes.Length)];
    }
}
