namespace Oack.Server.Tests.Multicast;

/// <summary>Files that MTFTP offers, as people write them.</summary>
public sealed class MtftpFileTests
{
    [Fact]
    public void HasTheDefaultsOfPxe_When_OnlyFileAndGroupAreGiven()
    {
        Assert.True(MtftpFile.TryParse("boot/image=239.255.1.1", out MtftpFile? file, out string error), error);

        Assert.Equal("boot/image", file.Name);
        Assert.Equal("239.255.1.1:1758", file.Group.ToString());
        Assert.Equal((1759, 512), (file.ServerPort, file.BlockSize));
        Assert.Equal((2, 5), (file.OpenDelay.TotalSeconds, file.ReopenDelay.TotalSeconds));
    }

    [Fact]
    public void HasAllThatIsGiven_When_Written()
    {
        const string Text = "a=b,c=[ff15::1]:76,port=75,blksize=1432,delay=3,reopen=9";

        Assert.True(MtftpFile.TryParse(Text, out MtftpFile? file, out string error), error);

        Assert.Equal("a=b,c", file.Name);
        Assert.Equal("[ff15::1]:76", file.Group.ToString());
        Assert.Equal((75, 1432), (file.ServerPort, file.BlockSize));
        Assert.Equal((3, 9), (file.OpenDelay.TotalSeconds, file.ReopenDelay.TotalSeconds));
    }

    [Theory]
    [InlineData("", "expected FILE=GROUP")]
    [InlineData("file", "expected FILE=GROUP")]
    [InlineData("=239.255.1.1", "expected FILE=GROUP")]
    [InlineData("file=192.0.2.1", "192.0.2.1 is not the address of a group")]
    [InlineData("file=239.255.1.1:0", "'0' is not a port")]
    [InlineData("file=239.255.1.1,port=x", "'x' is not a port")]
    [InlineData("file=239.255.1.1,blksize=1000", "'1000' is not a block size of multicast TFTP")]
    [InlineData("file=239.255.1.1,delay=0", "'delay' takes whole seconds from 1 to 255")]
    [InlineData("file=239.255.1.1,colour=red", "'colour=red' is not known")]
    public void IsRefused_When_ItIsNone(string text, string expected)
    {
        Assert.False(MtftpFile.TryParse(text, out MtftpFile? file, out string error));

        Assert.Null(file);
        Assert.Contains(expected, error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("image", "/image", true)]
    [InlineData("/boot/image", "boot/image", true)]
    [InlineData("image", "IMAGE", false)]
    [InlineData("image", "image2", false)]
    public void IsMeant_When_NamesDifferByASlashOnly(string offered, string asked, bool expected)
    {
        Assert.True(MtftpFile.TryParse(offered + "=239.255.1.1", out MtftpFile? file, out string error), error);

        Assert.Equal(expected, file.Is(System.Text.Encoding.ASCII.GetBytes(asked)));
    }

    [Fact]
    public void ServingIsRefused_When_TwoFilesShareAGroup()
    {
        Assert.True(MtftpFile.TryParse("a=239.255.1.1", out MtftpFile? a, out _));
        Assert.True(MtftpFile.TryParse("b=239.255.1.1", out MtftpFile? b, out _));

        string? fault = new MulticastServing { Mtftp = [a, b] }.FindFault();

        Assert.Contains("two files have the group 239.255.1.1:1758", fault, StringComparison.Ordinal);
    }

    [Fact]
    public void ServingIsRefused_When_AGroupOfIPv6HasNoInterface()
    {
        string? fault = new MulticastServing { Pools = [Support.GroupHarness.Pool("[ff15::1]:1758")] }.FindFault();

        Assert.Contains("--multicast-interface", fault, StringComparison.Ordinal);
    }
}
