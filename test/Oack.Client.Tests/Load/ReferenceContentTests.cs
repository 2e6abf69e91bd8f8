using Oack.Client.Tests.Scripted;

namespace Oack.Client.Tests.Load;

public sealed class ReferenceContentTests
{
    private const int MebiByte = 1 << 20;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(MebiByte)]
    [InlineData((2 * MebiByte) + 77)]
    public void Agrees_When_AllBringTheSame(int bytes)
    {
        byte[] file = Packets.File(bytes);
        ReferenceContent reference = new();

        Assert.Null(Bring(reference, file, 1_428));
        Assert.Null(Bring(reference, file, 1_428));
        Assert.Null(Bring(reference, file, 512));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(511)]
    [InlineData(512)]
    [InlineData(MebiByte - 1)]
    [InlineData(MebiByte)]
    [InlineData((2 * MebiByte) + 76)]
    public void NamesTheByte_When_OneDiffers(int at)
    {
        byte[] file = Packets.File((2 * MebiByte) + 77);
        ReferenceContent reference = new();
        Assert.Null(Bring(reference, file, 1_428));

        file[at] ^= 1;

        Assert.Equal($"the content differs from what arrived first at byte {at}", Bring(reference, file, 1_428));
    }

    [Fact]
    public void NamesBothLengths_When_ItEndsEarly()
    {
        byte[] file = Packets.File(3_000);
        ReferenceContent reference = new();
        Assert.Null(Bring(reference, file, 1_000));

        Assert.Equal("the content ends after 2999 bytes; what arrived first has 3000", Bring(reference, file[..2_999], 1_000));
        Assert.Equal("the content ends after 0 bytes; what arrived first has 3000", Bring(reference, [], 1_000));
    }

    [Fact]
    public void NamesTheEnd_When_ItGoesOn()
    {
        byte[] file = Packets.File(3_000);
        ReferenceContent reference = new();
        Assert.Null(Bring(reference, file[..2_999], 1_000));

        Assert.Equal("the content goes on after byte 2999, where what arrived first ends", Bring(reference, file, 1_000));
    }

    [Fact]
    public void TellsWhoeverEndsShort_When_AnotherIsAheadAlready()
    {
        byte[] file = Packets.File(3_000);
        ReferenceContent reference = new();
        uint checksum = 0;
        Assert.Null(reference.Compare(0, file, ref checksum));

        Assert.Equal("the content ends after 1000 bytes; what arrived first has more", Bring(reference, file[..1_000], 1_000));
        Assert.Null(reference.CompareEnd(3_000, checksum));
    }

    [Fact]
    public void ComparesTheChecksum_When_NotAllIsKept()
    {
        byte[] file = Packets.File(MebiByte + 5_001);
        ReferenceContent reference = new(MebiByte);
        Assert.Null(Bring(reference, file, 1_428));
        Assert.Null(Bring(reference, file, 1_428));
        Assert.Null(Bring(reference, file, 1_000));

        Assert.Equal($"the content ends after {file.Length - 1} bytes; what arrived first has {file.Length}", Bring(reference, file[..^1], 1_428));
        Assert.Equal($"the content goes on after byte {file.Length}, where what arrived first ends", Bring(reference, [.. file, 1], 1_428));
        file[^1] ^= 1;
        Assert.Equal("the content differs from what arrived first somewhere behind byte 1048576 (CRC-32C)", Bring(reference, file, 1_428));
    }

    [Fact]
    public void IsTheFile_When_OneIsGiven()
    {
        byte[] file = Packets.File((3 * MebiByte) + 5_001);
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(path, file);
            ReferenceContent all = ReferenceContent.Read(path);
            ReferenceContent some = ReferenceContent.Read(path, MebiByte);

            Assert.Null(Bring(all, file, 1_428));
            Assert.Null(Bring(some, file, 1_428));
            Assert.Equal($"the content ends after 0 bytes; the expected file has {file.Length}", Bring(all, [], 512));
            file[7] ^= 1;
            Assert.Equal("the content differs from the expected file at byte 7", Bring(some, file, 1_428));
        }
        finally
        {
            File.Delete(path);
        }
    }

    /// <summary>One transfer; what is wrong with it, or null.</summary>
    private static string? Bring(ReferenceContent reference, byte[] file, int blockSize)
    {
        uint checksum = 0;
        for (int offset = 0; offset < file.Length; offset += blockSize)
        {
            if (reference.Compare(offset, file.AsSpan(offset, Math.Min(blockSize, file.Length - offset)), ref checksum) is { } failure)
            {
                return failure;
            }
        }

        return reference.CompareEnd(file.Length, checksum);
    }
}
