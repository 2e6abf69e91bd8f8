using Oack.Protocol.Options;
using Oack.Protocol.Tests.Data;

namespace Oack.Protocol.Tests.Options;

public sealed class OptionListTests
{
    [Fact]
    public void Option_IsHeldOnce_When_AddedTwice()
    {
        OptionList list = default;

        Assert.True(list.TryAdd(OptionKind.BlockSize, 1_024));
        Assert.False(list.TryAdd(OptionKind.BlockSize, 2_048));
        Assert.Equal(1, list.Count);
        Assert.True(list.TryGet(OptionKind.BlockSize, out long value));
        Assert.Equal(1_024, value);
        Assert.False(list.TryGet(OptionKind.TransferSize, out _));
    }

    [Fact]
    public void Copy_StaysAsItWas_When_TheOriginalGrows()
    {
        OptionList list = OptionText.List((OptionKind.BlockSize, 1_024));
        OptionList copy = list;
        list.TryAdd(OptionKind.TransferSize, 0);

        Assert.Equal(1, copy.Count);
        Assert.NotEqual(list, copy);
        Assert.Throws<ArgumentOutOfRangeException>(() => copy[1]);
    }

    [Fact]
    public void Lists_Differ_When_OrderOrCaseDiffer()
    {
        OptionList list = OptionText.List((OptionKind.BlockSize, 8), (OptionKind.WindowSize, 1));
        OptionList upper = default;
        upper.TryAdd(new OptionEntry(OptionKind.BlockSize, 8, UpperCaseMask: 1));
        upper.TryAdd(OptionKind.WindowSize, 1);

        Assert.True(list == OptionText.List((OptionKind.BlockSize, 8), (OptionKind.WindowSize, 1)));
        Assert.True(list != OptionText.List((OptionKind.WindowSize, 1), (OptionKind.BlockSize, 8)));
        Assert.False(list.Equals((object)upper));
    }

    [Fact]
    public void Text_ShowsNamesAndValuesInOrder_When_Logged()
    {
        OptionList list = OptionText.List((OptionKind.TransferSize, 994_464));
        list.TryAdd(new OptionEntry(OptionKind.BlockSize, 1_468, UpperCaseMask: 0b1001));

        Assert.Equal("tsize=994464 BlkSize=1468", list.ToString());
        Assert.Equal("", default(OptionList).ToString());
    }
}
