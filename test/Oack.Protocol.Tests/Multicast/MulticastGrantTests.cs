using Oack.Protocol.Options;
using Oack.Protocol.Wire;

namespace Oack.Protocol.Tests.Multicast;

public sealed class MulticastGrantTests
{
    private static readonly OptionPolicy Granting = new() { GrantsMulticast = true };

    [Fact]
    public void Multicast_IsLeftOut_When_TheServerHasNoGroups() =>
        Assert.Equal(List((OptionKind.BlockSize, 1_024)), Grant(OptionPolicy.Default, Opcode.ReadRequest, TransferMode.Octet, 100_000));

    [Fact]
    public void Multicast_IsGrantedBesideBlockSizeAndSize_When_ThePolicySaysSo() =>
        Assert.Equal(
            List((OptionKind.Multicast, 0), (OptionKind.BlockSize, 1_024)),
            Grant(Granting, Opcode.ReadRequest, TransferMode.Octet, 100_000));

    [Theory]
    [InlineData(Opcode.WriteRequest, TransferMode.Octet)]
    [InlineData(Opcode.ReadRequest, TransferMode.Netascii)]
    public void Multicast_IsLeftOut_When_ItIsNoReadInOctets(Opcode opcode, TransferMode mode) =>
        Assert.False(Grant(Granting, opcode, mode, 100_000).Contains(OptionKind.Multicast));

    [Fact]
    public void Multicast_IsLeftOut_When_TheLengthIsUnknown() =>
        Assert.False(Grant(Granting, Opcode.ReadRequest, TransferMode.Octet, null).Contains(OptionKind.Multicast));

    [Theory]
    [InlineData((65_535L * 1_024) - 1, true)]
    [InlineData(65_535L * 1_024, false)]
    public void Multicast_IsGranted_When_EachBlockHasANumberOfItsOwn(long contentBytes, bool isGranted) =>
        Assert.Equal(isGranted, Grant(Granting, Opcode.ReadRequest, TransferMode.Octet, contentBytes).Contains(OptionKind.Multicast));

    [Fact]
    public void RolloverAndMicrosoftWindow_AreLeftOut_When_MulticastIsGranted()
    {
        OptionList asked = List(
            (OptionKind.Multicast, 0), (OptionKind.WindowSize, 8), (OptionKind.Rollover, 1), (OptionKind.MicrosoftWindow, 31_416));
        Assert.Equal(
            List((OptionKind.Multicast, 0), (OptionKind.WindowSize, 8)),
            OptionNegotiator.Grant(asked, Opcode.ReadRequest, TransferMode.Octet, 100_000, Granting));
    }

    private static OptionList Grant(OptionPolicy policy, Opcode opcode, TransferMode mode, long? contentBytes) =>
        OptionNegotiator.Grant(List((OptionKind.Multicast, 0), (OptionKind.BlockSize, 1_024)), opcode, mode, contentBytes, policy);

    private static OptionList List(params (OptionKind Kind, long Value)[] options)
    {
        OptionList list = default;
        foreach ((OptionKind kind, long value) in options)
        {
            list.TryAdd(kind, value);
        }

        return list;
    }
}
