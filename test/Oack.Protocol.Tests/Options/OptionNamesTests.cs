using System.Text;
using Oack.Protocol.Options;

namespace Oack.Protocol.Tests.Options;

public sealed class OptionNamesTests
{
    [Theory]
    [InlineData(OptionKind.BlockSize, "blksize")]
    [InlineData(OptionKind.BlockSize2, "blksize2")]
    [InlineData(OptionKind.TransferSize, "tsize")]
    [InlineData(OptionKind.Timeout, "timeout")]
    [InlineData(OptionKind.MicrosecondTimeout, "utimeout")]
    [InlineData(OptionKind.WindowSize, "windowsize")]
    [InlineData(OptionKind.Rollover, "rollover")]
    [InlineData(OptionKind.MicrosoftWindow, "msftwindow")]
    [InlineData(OptionKind.Multicast, "multicast")]
    public void Name_IsWrittenInTheCaseItCameIn_When_ItIsFoundInAnyCase(OptionKind kind, string name)
    {
        Assert.Equal(name, Encoding.ASCII.GetString(OptionNames.Get(kind)));

        // Every combination of cases.
        for (int mask = 0; mask < 1 << name.Length; mask++)
        {
            byte[] asked = Encoding.ASCII.GetBytes(
                string.Concat(name.Select((letter, i) => (mask & (1 << i)) != 0 ? char.ToUpperInvariant(letter) : letter)));
            Assert.True(OptionNames.TryFind(asked, out OptionKind found, out ushort upperCaseMask));
            Assert.Equal(kind, found);

            byte[] written = new byte[OptionNames.MaxBytes];
            int length = OptionNames.Write(written, kind, upperCaseMask);
            Assert.Equal(asked, written[..length]);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("multicasts")]
    [InlineData("blksize3")]
    [InlineData("windowsizes")]
    [InlineData("blk\u0013ize")]
    public void Name_IsNotFound_When_ItIsUnknown(string name) =>
        Assert.False(OptionNames.TryFind(Encoding.ASCII.GetBytes(name), out _, out _));

    [Fact]
    public void Digit_StaysADigit_When_TheMaskMarksIt()
    {
        byte[] written = new byte[OptionNames.MaxBytes];
        int length = OptionNames.Write(written, OptionKind.BlockSize2, 0xFFFF);

        Assert.Equal("BLKSIZE2", Encoding.ASCII.GetString(written, 0, length));
    }

    [Fact]
    public void Write_WritesNothing_When_TheNameDoesNotFit() =>
        Assert.Equal(0, OptionNames.Write(new byte[4], OptionKind.TransferSize, 0));
}
