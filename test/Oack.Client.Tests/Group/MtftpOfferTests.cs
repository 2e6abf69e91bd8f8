namespace Oack.Client.Tests.Group;

/// <summary>Where a file is offered by MTFTP, as people write it.</summary>
public sealed class MtftpOfferTests
{
    [Theory]
    [InlineData("239.255.1.1:1758", "239.255.1.1:1758", 1759)]
    [InlineData("239.255.1.1:76,75", "239.255.1.1:76", 75)]
    [InlineData("[ff15::1]:1758,1", "[ff15::1]:1758", 1)]
    public void IsRead_When_Written(string text, string group, int serverPort)
    {
        Assert.True(MtftpOffer.TryParse(text, out MtftpOffer? offer, out string error), error);

        Assert.Equal(group, offer.Group.ToString());
        Assert.Equal(serverPort, offer.ServerPort);
    }

    [Theory]
    [InlineData("", "expected GROUP:CLIENTPORT")]
    [InlineData("239.255.1.1", "expected GROUP:CLIENTPORT")]
    [InlineData("239.255.1.1:0", "expected GROUP:CLIENTPORT")]
    [InlineData("192.0.2.1:1758", "is not the address of a group")]
    [InlineData("239.255.1.1:1758,x", "'x' is not a port")]
    public void IsRefused_When_ItIsNone(string text, string expected)
    {
        Assert.False(MtftpOffer.TryParse(text, out MtftpOffer? offer, out string error));

        Assert.Null(offer);
        Assert.Contains(expected, error, StringComparison.Ordinal);
    }
}
