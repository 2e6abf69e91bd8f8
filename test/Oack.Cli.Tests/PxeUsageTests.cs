using Oack.Cli.Tests.Support;

namespace Oack.Cli.Tests;

/// <summary>What is wrong with the options of `serve --pxe` is said before anything is bound.</summary>
public sealed class PxeUsageTests
{
    [Theory]
    [InlineData("--boot belongs to --pxe, which is not given", "--boot", "x64=grubx64.efi")]
    [InlineData("--pxe-interface belongs to --pxe, which is not given", "--pxe-interface", "eth0")]
    [InlineData("--pxe-server belongs to --pxe, which is not given", "--pxe-server", "192.0.2.1")]
    [InlineData("--lease-file is where the addresses of --dhcp-range are kept, which is not given", "--pxe", "--lease-file", "x")]
    [InlineData("--boot: 'x65=a' is not ARCH=FILE; ARCH is one of bios, ia32, x64", "--pxe", "--boot", "x65=a")]
    [InlineData("--boot: ipxe=ipxe.efi would make iPXE load itself for ever", "--pxe", "--boot", "ipxe=ipxe.efi")]
    [InlineData("--boot: x64 is given twice: a.efi and b.efi", "--pxe", "--boot", "x64=a.efi", "--boot", "x64=b.efi")]
    [InlineData("--pxe-server: 'boot.example' is not the IPv4 address of a host", "--pxe", "--pxe-server", "boot.example")]
    [InlineData("--pxe-server: '239.1.1.1' is not the IPv4 address of a host", "--pxe", "--pxe-server", "239.1.1.1")]
    [InlineData("--dhcp-range: 192.0.2.9-192.0.2.1 runs backwards", "--dhcp-range", "192.0.2.9-192.0.2.1")]
    [InlineData("--dhcp-range: '192.0.2.9' is not FIRST-LAST", "--dhcp-range", "192.0.2.9")]
    public async Task Returns2AndNamesTheThing_When_TheCommandLineIsWrong(string expected, params string[] args)
    {
        CommandRun run = await CommandRun.Of(["serve", .. args]);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains(expected, run.Error, StringComparison.Ordinal);
        Assert.Empty(run.Output);
    }

    [Fact]
    public async Task Help_NamesTheOptions()
    {
        CommandRun run = await CommandRun.Of("serve", "--help");

        foreach (string option in (string[])["--pxe", "--boot", "--pxe-interface", "--pxe-server", "--dhcp-range", "--lease-file"])
        {
            Assert.Contains(option, run.Output, StringComparison.Ordinal);
        }
    }
}
