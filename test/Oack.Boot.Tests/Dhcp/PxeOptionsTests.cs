using Oack.Boot.Dhcp;

namespace Oack.Boot.Tests.Dhcp;

/// <summary>Option 43 as PXE 2.1 has it, Tables 2-1 and 2-3.</summary>
public sealed class PxeOptionsTests
{
    // As dnsmasq sends it with --pxe-prompt and --pxe-service: control 3, a prompt of 0 s, and one line of type 0.
    private static readonly byte[] s_raspberryPi =
        [6, 1, 3, 10, 4, 0, .. "PXE"u8, 9, 20, 0, 0, 17, .. "Raspberry Pi Boot"u8, 255];

    [Fact]
    public void Menu_IsRead_When_DnsmasqSendsIt()
    {
        PxeOptions options = new(s_raspberryPi);

        Assert.Equal(PxeDiscovery.NoBroadcast | PxeDiscovery.NoMulticast, options.Discovery);
        Assert.Equal((byte)0, options.PromptSeconds);
        Assert.True(options.PromptText.SequenceEqual("PXE"u8));
        int lines = 0;
        foreach (PxeMenuItem item in options.Menu)
        {
            Assert.Equal(0, item.Type);
            Assert.True(item.Text.SequenceEqual("Raspberry Pi Boot"u8));
            lines++;
        }

        Assert.Equal(1, lines);
    }

    [Fact]
    public void Menu_IsWrittenAsDnsmasqSendsIt_When_ItIsForARaspberryPi()
    {
        Span<byte> target = stackalloc byte[255];
        PxeOptionsWriter writer = new(target);
        writer.AddDiscovery(PxeDiscovery.NoBroadcast | PxeDiscovery.NoMulticast);
        writer.AddPrompt(0, "PXE"u8);
        writer.AddMenuItem(0, "Raspberry Pi Boot"u8);

        Assert.Equal(s_raspberryPi, target[..writer.Finish()].ToArray());
    }

    [Fact]
    public void Ports_StandLowByteFirst_When_AFileIsFetchedByMulticast()
    {
        MtftpParameters parameters = new(new(0xEF0A0B0C), ClientPort: 1758, ServerPort: 1759, ListenDelaySeconds: 2, ReopenDelaySeconds: 5);
        Span<byte> target = stackalloc byte[255];
        PxeOptionsWriter writer = new(target);
        writer.AddMtftp(parameters);
        int length = writer.Finish();

        // 1758 is 0x06DE, 1759 0x06DF.
        Assert.Equal([1, 4, 239, 10, 11, 12, 2, 2, 0xDE, 0x06, 3, 2, 0xDF, 0x06, 4, 1, 2, 5, 1, 5, 255], target[..length].ToArray());
        Assert.Equal(parameters, new PxeOptions(target[..length]).Mtftp);
    }

    [Theory]
    [InlineData(new byte[] { 1, 4, 192, 0, 2, 1, 2, 2, 1, 0, 3, 2, 1, 0, 4, 1, 0, 5, 1, 0 })] // no group
    [InlineData(new byte[] { 1, 4, 239, 0, 0, 1, 2, 2, 0, 0, 3, 2, 1, 0, 4, 1, 0, 5, 1, 0 })] // no port
    [InlineData(new byte[] { 1, 4, 239, 0, 0, 1, 2, 2, 1, 0, 3, 2, 1, 0, 4, 1, 0 })] // no delay
    public void Multicast_IsAbsent_When_APartOfItIsWrong(byte[] value) => Assert.Null(new PxeOptions(value).Mtftp);

    [Fact]
    public void Servers_AreRead_When_ThereAreSeveralOfAType()
    {
        PxeOptions options = new([8, 15, 0, 1, 2, 192, 0, 2, 1, 192, 0, 2, 2, 0x80, 0, 9, 192, 71, 4, 0, 1, 0, 2, 255]);
        List<string> servers = [];
        foreach (PxeBootServer entry in options.BootServers)
        {
            for (int index = 0; index < entry.Count; index++)
            {
                servers.Add($"{entry.Type} {entry[index]}");
            }
        }

        // The second entry says nine addresses and has none: it ends the list.
        Assert.Equal(["1 192.0.2.1", "1 192.0.2.2"], servers);
        Assert.Equal(new PxeBootItem(1, 2), options.BootItem);
    }
}
