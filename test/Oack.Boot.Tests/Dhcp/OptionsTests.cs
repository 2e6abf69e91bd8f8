using Oack.Boot.Dhcp;
using Oack.Boot.Tests.Support;

namespace Oack.Boot.Tests.Dhcp;

/// <summary>Options are found wherever RFC 2131 §4.1 and RFC 3396 allow them to stand.</summary>
public sealed class OptionsTests
{
    [Fact]
    public void Parts_AreJoinedInOrder_When_AnOptionIsSplit()
    {
        DhcpPacket packet = Parse(new Question(DhcpMessageType.Discover).With(67, "pxe").With(12, "host").With(67, "linux").With(67, ".0"));

        Assert.True(packet.BootFile.SequenceEqual("pxelinux.0"u8));
    }

    [Fact]
    public void Options_AreFoundInFileAndServerName_When_TheyAreOverloaded()
    {
        // RFC 3396 §5: first the options field, then file, then sname.
        DhcpPacket packet = Parse(new Question(DhcpMessageType.Offer).With(67, "a").With(52, 3)
            .Set(108, 67, 1, (byte)'b', 66, 2, (byte)'t', (byte)'s', 255).Set(44, 67, 1, (byte)'c', 255));

        Assert.True(packet.BootFile.SequenceEqual("abc"u8));
        Assert.True(packet.BootServerName.SequenceEqual("ts"u8));
        Assert.True(packet.FileField.IsEmpty);
        Assert.True(packet.ServerNameField.IsEmpty);
    }

    [Fact]
    public void FileField_IsNoPlaceForOptions_When_OnlyTheServerNameIsOverloaded()
    {
        DhcpPacket packet = Parse(new Question(DhcpMessageType.Offer).With(52, 2)
            .Set(108, [.. "pxelinux.0"u8]).Set(44, 66, 1, (byte)'t', 255));

        Assert.True(packet.BootFile.SequenceEqual("pxelinux.0"u8));
        Assert.True(packet.BootServerName.SequenceEqual("t"u8));
    }

    [Fact]
    public void Overload_IsIgnored_When_AnOverloadedFieldSaysIt()
    {
        DhcpPacket packet = Parse(new Question(DhcpMessageType.Offer).With(52, 1).Set(108, 52, 1, 3, 255).Set(44, [.. "server"u8]));

        Assert.True(packet.ServerNameField.SequenceEqual("server"u8));
    }

    [Fact]
    public void OptionsBefore_Hold_When_OneLeadsBeyondTheEnd()
    {
        byte[] bytes = new Question(DhcpMessageType.Discover).With(60, "PXEClient").ToBytes();
        bytes[254] = 12;
        bytes[255] = 200;

        Assert.Equal(DhcpParseStatus.Ok, DhcpPacket.TryParse(bytes, out DhcpPacket packet));
        Assert.True(packet.IsPxe);
        Assert.True(packet.Options.IsCut);
        Assert.False(packet.Options.Contains(DhcpOptionCode.HostName));
    }

    [Fact]
    public void Options_AreRead_When_TheEndIsMissingAndPadsStandBetween()
    {
        byte[] bytes = [.. new Question(DhcpMessageType.Discover).ToBytes().AsSpan(0, 243), 0, 0, 12, 1, (byte)'h', 0];

        Assert.Equal(DhcpParseStatus.Ok, DhcpPacket.TryParse(bytes, out DhcpPacket packet));
        Assert.True(packet.Options.TryFind(DhcpOptionCode.HostName, out ReadOnlySpan<byte> value));
        Assert.True(value.SequenceEqual("h"u8));
        Assert.False(packet.Options.IsCut);
    }

    [Fact]
    public void Numbers_CountAsAbsent_When_TheirOptionsAreTooShort()
    {
        DhcpPacket packet = Parse(new Question(DhcpMessageType.Request).With(54, 192, 0, 2).With(51, 0, 0, 1).With(93, 0).With(57, 2));

        Assert.False(packet.ServerIdentifier.IsSet);
        Assert.Null(packet.LeaseSeconds);
        Assert.Null(packet.Architecture);
        Assert.Equal(548, packet.MaxReplyBytes);
    }

    [Theory]
    [InlineData(576, 548)]
    [InlineData(1500, 1472)]
    [InlineData(100, 548)]
    public void LongestReply_IsWhatTheClientTakes_When_ItSaysSo(ushort option, int expected)
    {
        DhcpPacket packet = Parse(new Question(DhcpMessageType.Discover).With(57, (byte)(option >> 8), (byte)option));

        Assert.Equal(expected, packet.MaxReplyBytes);
    }

    private static DhcpPacket Parse(Question question)
    {
        Assert.Equal(DhcpParseStatus.Ok, DhcpPacket.TryParse(question.ToBytes(), out DhcpPacket packet));
        return packet;
    }
}
