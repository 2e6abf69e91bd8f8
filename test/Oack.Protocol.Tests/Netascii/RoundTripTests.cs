using System.Buffers;
using FsCheck;
using FsCheck.Fluent;
using Oack.Protocol.Tests.Data;
using Oack.Protocol.Transfer;

namespace Oack.Protocol.Tests.Netascii;

public sealed class RoundTripTests
{
    private static readonly Gen<(byte[] File, int EncodeBytes, int DecodeBytes)> Cases =
        from file in Gen.ArrayOf(Gen.Elements((byte)'\r', (byte)'\n', (byte)0, (byte)'a', (byte)0xFF))
        from encodeBytes in Gen.Choose(1, 20)
        from decodeBytes in Gen.Choose(1, 20)
        select (file, encodeBytes, decodeBytes);

    [Fact]
    public void File_ComesBackByteForByte_When_ItIsEncodedAndDecodedInBlocks() =>
        Hostile.ForAll(Cases, test =>
        {
            byte[] wire = Encode(test.File, test.EncodeBytes);
            return Decode(wire, test.DecodeBytes).AsSpan().SequenceEqual(test.File) && IsNetascii(wire);
        });

    /// <summary>RFC 764: after CR comes LF or NUL, and LF comes after CR only.</summary>
    private static bool IsNetascii(byte[] wire)
    {
        bool isAfterCr = false;
        foreach (byte letter in wire)
        {
            if (isAfterCr ? letter is not ((byte)'\n' or 0) : letter == '\n')
            {
                return false;
            }

            isAfterCr = letter == '\r';
        }

        return !isAfterCr;
    }

    private static byte[] Encode(byte[] file, int blockBytes)
    {
        NetasciiEncoder encoder = default;
        List<byte> wire = [];
        byte[] block = new byte[blockBytes];
        ReadOnlySpan<byte> rest = file;
        OperationStatus status;
        do
        {
            status = encoder.Encode(rest, block, out int consumed, out int written);
            wire.AddRange(block[..written]);
            rest = rest[consumed..];
        }
        while (status != OperationStatus.Done);

        return [.. wire];
    }

    private static byte[] Decode(byte[] wire, int blockBytes)
    {
        NetasciiDecoder decoder = default;
        List<byte> file = [];
        byte[] target = new byte[blockBytes + 1];
        int written;
        foreach (byte[] block in wire.Chunk(blockBytes))
        {
            // A target of one byte more than the block always suffices.
            Assert.Equal(OperationStatus.Done, decoder.Decode(block, target, out int consumed, out written));
            Assert.Equal(block.Length, consumed);
            file.AddRange(target[..written]);
        }

        decoder.Flush(target, out written);
        file.AddRange(target[..written]);
        return [.. file];
    }
}
