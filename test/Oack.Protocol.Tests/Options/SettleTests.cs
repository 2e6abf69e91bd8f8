using Oack.Protocol.Options;
using Oack.Protocol.Tests.Data;

namespace Oack.Protocol.Tests.Options;

public sealed class SettleTests
{
    [Fact]
    public void Parameters_AreThoseOfRfc1350_When_NothingIsGranted() =>
        Assert.Equal(
            new TransferParameters
            {
                BlockSize = 512,
                WindowBlocks = 1,
                Timeout = null,
                RolloverTo = 0,
                HasMicrosoftWindow = false,
                TransferSize = null,
            },
            OptionNegotiator.Settle(default));

    [Fact]
    public void Parameters_FollowEachOption_When_AllAreGranted() =>
        Assert.Equal(
            new TransferParameters
            {
                BlockSize = 1_456,
                WindowBlocks = 4,
                Timeout = TimeSpan.FromSeconds(3),
                RolloverTo = 1,
                HasMicrosoftWindow = true,
                TransferSize = 994_464,
            },
            OptionNegotiator.Settle(OptionText.List(
                (OptionKind.BlockSize, 1_456), (OptionKind.WindowSize, 4), (OptionKind.Timeout, 3), (OptionKind.Rollover, 1),
                (OptionKind.MicrosoftWindow, 27_182), (OptionKind.TransferSize, 994_464))));

    [Fact]
    public void Parameters_FollowTheFieldsVariants_When_TheyAreGranted()
    {
        TransferParameters parameters = OptionNegotiator.Settle(
            OptionText.List((OptionKind.BlockSize2, 2_048), (OptionKind.MicrosecondTimeout, 250_000)));

        Assert.Equal(2_048, parameters.BlockSize);
        Assert.Equal(TimeSpan.FromMilliseconds(250), parameters.Timeout);
    }

    [Fact]
    public void BlockSize_IsTheDefault_When_OnlyTheSizeIsGranted() =>
        Assert.Equal(512, OptionNegotiator.Settle(OptionText.List((OptionKind.TransferSize, 10))).BlockSize);

    [Fact]
    public void Value_IsPassedOver_When_ItMayNotBeGranted() =>
        Assert.Equal(
            new TransferParameters(),
            OptionNegotiator.Settle(OptionText.List(
                (OptionKind.BlockSize, 65_465), (OptionKind.WindowSize, 0), (OptionKind.Timeout, 256), (OptionKind.Rollover, 2),
                (OptionKind.MicrosoftWindow, 31_416), (OptionKind.BlockSize2, 1_000), (OptionKind.MicrosecondTimeout, 1))));
}
