using System.Text;
using Oack.Protocol.Options;
using Oack.Protocol.Tests.Data;
using Oack.Protocol.Wire;

namespace Oack.Protocol.Tests.Wire;

public sealed class RequestOptionsTests
{
    [Theory]
    [InlineData("blksize\01428\0tsize\00\0", "BlockSize=1428 TransferSize=0")]
    [InlineData("tsize\00\0blksize\01428\0", "TransferSize=0 BlockSize=1428")]
    [InlineData("tsize\0994464\0", "TransferSize=994464")]
    [InlineData("blksize2\04096\0utimeout\0500000\0rollover\01\0windowsize\016\0timeout\03\0",
        "BlockSize2=4096 MicrosecondTimeout=500000 Rollover=1 WindowSize=16 Timeout=3")]
    [InlineData("msftwindow\031416\0", "MicrosoftWindow=31416")]
    public void Options_ComeInTheirOrder_When_TheyAreKnown(string options, string expected) =>
        Assert.Equal(expected, Read(options));

    [Theory]
    [InlineData("multicasts\0\0blksize\01024\0", "BlockSize=1024")]
    [InlineData("password\0secret\0tsize\00\0", "TransferSize=0")]
    [InlineData("blksizeX\01024\0", "")]
    [InlineData("blksiz\01024\0", "")]
    public void Option_IsPassedOver_When_ItIsUnknown(string options, string expected) =>
        Assert.Equal(expected, Read(options));

    [Theory]
    [InlineData("blksize\07\0")]
    [InlineData("blksize\0\0")]
    [InlineData("blksize\0 512\0")]
    [InlineData("blksize\0+512\0")]
    [InlineData("blksize\0-512\0")]
    [InlineData("blksize\0512k\0")]
    [InlineData("blksize\00x200\0")]
    [InlineData("windowsize\00\0")]
    [InlineData("windowsize\065536\0")]
    [InlineData("timeout\00\0")]
    [InlineData("timeout\0256\0")]
    [InlineData("utimeout\09999\0")]
    [InlineData("utimeout\0255000001\0")]
    [InlineData("tsize\0-1\0")]
    [InlineData("rollover\02\0")]
    [InlineData("msftwindow\027182\0")]
    public void Option_CountsAsAbsent_When_ItsValueIsNotLegal(string option)
    {
        Assert.Equal("", Read(option));

        // The others go on behind it: none of these is a rollover of 1.
        Assert.Equal(option.StartsWith("rollover", StringComparison.Ordinal) ? "" : "Rollover=1", Read(option + "rollover\01\0"));
    }

    [Theory]
    [InlineData("blksize\065464\0", "BlockSize=65464")]
    [InlineData("blksize\065535\0", "BlockSize=65535")]
    [InlineData("blksize\099999999999999999999999\0", "BlockSize=9223372036854775807")]
    [InlineData("blksize\00000512\0", "BlockSize=512")]
    [InlineData("windowsize\065535\0", "WindowSize=65535")]
    [InlineData("timeout\0255\0", "Timeout=255")]
    [InlineData("utimeout\010000\0", "MicrosecondTimeout=10000")]
    [InlineData("tsize\09223372036854775807\0", "TransferSize=9223372036854775807")]
    public void Option_IsKept_When_ItsValueIsAtTheEdge(string options, string expected) =>
        Assert.Equal(expected, Read(options));

    [Theory]
    [InlineData("blksize\01024\0blksize\02048\0", "BlockSize=1024")]
    [InlineData("blksize\01024\0BLKSIZE\02048\0", "BlockSize=1024")]
    [InlineData("blksize\03\0blksize\02048\0", "")]
    public void FirstOption_Counts_When_ItIsRepeated(string options, string expected) =>
        Assert.Equal(expected, Read(options));

    [Theory]
    [InlineData("blksize\01024\0tsize", "BlockSize=1024")]
    [InlineData("blksize\01024\0tsize\0", "BlockSize=1024")]
    [InlineData("tsize\00\0blksize\01024", "TransferSize=0")]
    [InlineData("blksize\01024\0\0\0\0\0", "BlockSize=1024")]
    [InlineData("\0\0\0\0", "")]
    public void Tail_IsLeftAlone_When_ItIsNoWholePair(string options, string expected) =>
        Assert.Equal(expected, Read(options));

    [Fact]
    public void RawOptions_ShowAllPairsAndTheTail_When_NamesAreUnknown()
    {
        byte[] datagram = Request("multicast\0\0BlkSize\07\0tail");

        Assert.Equal(ParseStatus.Ok, RequestPacket.TryParse(datagram, out RequestPacket packet));
        List<string> pairs = [];
        foreach (OptionPair pair in packet.RawOptions)
        {
            pairs.Add($"{Encoding.ASCII.GetString(pair.Name)}={Encoding.ASCII.GetString(pair.Value)}");
        }

        Assert.Equal(["multicast=", "BlkSize=7"], pairs);
        Assert.Equal(2, packet.RawOptions.Count);
        Assert.Equal("tail"u8.ToArray(), packet.RawOptions.Tail.ToArray());
    }

    [Fact]
    public void UpperCaseMask_MarksTheLetters_When_TheNameIsNotLowerCase()
    {
        Assert.Equal(ParseStatus.Ok, RequestPacket.TryParse(Request("BlkSize\01024\0TSIZE\00\0"), out RequestPacket packet));

        Assert.Equal(new OptionEntry(OptionKind.BlockSize, 1_024, 0b000_1001), packet.Options[0]);
        Assert.Equal(new OptionEntry(OptionKind.TransferSize, 0, 0b1_1111), packet.Options[1]);
    }

    private static byte[] Request(string options) => [.. "\0\u0001f\0octet\0"u8, .. Encoding.ASCII.GetBytes(options)];

    private static string Read(string options)
    {
        Assert.Equal(ParseStatus.Ok, RequestPacket.TryParse(Request(options), out RequestPacket packet));
        return OptionText.Of(packet.Options);
    }
}
