using Oack.Interop.Tests.Clients;
using Oack.Interop.Tests.Lab;
using Oack.Interop.Tests.Programs;

namespace Oack.Interop.Tests.Boot;

/// <summary>
/// `oack serve --pxe` on the same host as a real DHCP server that gives addresses and knows nothing of booting: both hear
/// a client, and each does its part, whoever was there first.
/// </summary>
public sealed class ProxyBesideDnsmasqTests
{
    private const byte X64 = 7;
    private const byte Bios = 0;
    private const byte Discover = 1;
    private const byte Request = 3;
    private const int Offer = 2;
    private const int Acknowledge = 5;
    private static readonly TimeSpan s_startTime = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Machine_GetsItsAddressFromOneAndItsFileFromTheOther(bool dhcpServerIsFirst)
    {
        using ScratchDirectory scratch = new();
        string root = MakeRoot(scratch);
        await using NetworkLab lab = await NetworkLab.CreateAsync();
        await using RunningProgram first = await (dhcpServerIsFirst ? StartDnsmasqAsync(lab, scratch) : StartOackAsync(lab, root));
        await using RunningProgram second = await (dhcpServerIsFirst ? StartOackAsync(lab, root) : StartDnsmasqAsync(lab, scratch));
        RunningProgram oack = dhcpServerIsFirst ? second : first;
        using DhcpPlayer machine = DhcpPlayer.Open(lab);

        machine.Broadcast(DhcpMessage.Question(Discover, machine: 1, 100).Pxe(X64));
        List<DhcpMessage> offers = [.. (await machine.HearAsync(100, 2)).Select(heard => heard.Message)];
        DhcpMessage address = Assert.Single(offers, offer => offer.YourAddress != "0.0.0.0");
        DhcpMessage boot = Assert.Single(offers, offer => offer.YourAddress == "0.0.0.0");
        Assert.Equal((Offer, Offer, ""), (address.Type, boot.Type, address.File));
        Assert.Equal(("grubx64.efi", "PXEClient", lab.Server.Address), (boot.File, boot.TextOf(60), boot.NextServer));

        // The address comes from the DHCP server alone, though both servers have the same address.
        machine.Broadcast(DhcpMessage.Question(Request, machine: 1, 101).Pxe(X64)
            .WithAddress(54, address.ServerIdentifier).WithAddress(50, address.YourAddress));
        DhcpMessage lent = await machine.HearAsync(101);
        Assert.Equal((Acknowledge, address.YourAddress), (lent.Type, lent.YourAddress));

        // EDK2 asks once more, on port 4011; whatever else had come before that would be heard first.
        machine.Send(DhcpMessage.Question(Request, machine: 1, 101).Pxe(X64).From(lab.Client.Address), boot.ServerIdentifier, 4011);
        DhcpMessage confirmed = await machine.HearAsync(101);
        Assert.Equal((Acknowledge, "0.0.0.0", "grubx64.efi"), (confirmed.Type, confirmed.YourAddress, confirmed.File));

        CommandResult fetched = await new OackClient().GetAsync(lab.Client, confirmed.NextServer, 69, confirmed.File, scratch["fetched"]);
        ScratchDirectory.AssertSame(scratch["root/grubx64.efi"], scratch["fetched"], fetched.Succeeded().Output);
        await oack.WaitForLineAsync("52:54:00:69:00:01 (x64) is told to boot grubx64.efi", s_startTime);
    }

    [Fact]
    public async Task Machine_IsToldAtOnce_When_ItIsAPc()
    {
        using ScratchDirectory scratch = new();
        await using NetworkLab lab = await NetworkLab.CreateAsync();
        await using RunningProgram oack = await StartOackAsync(lab, MakeRoot(scratch), "--log", "json");
        using DhcpPlayer machine = DhcpPlayer.Open(lab);

        machine.Broadcast(DhcpMessage.Question(Discover, machine: 2, 7).Pxe(Bios));
        DhcpMessage offer = await machine.HearAsync(7);

        Assert.Equal(("pxelinux.0", "0.0.0.0"), (offer.File, offer.YourAddress));
        Assert.Equal([6, 1, 8, 255], offer.Option(43));
        string line = await oack.WaitForLineAsync("\"event\":101", s_startTime);
        Assert.Contains("\"client\":\"52:54:00:69:00:02\",\"file\":\"pxelinux.0\"", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Machine_IsToldTheGroup_When_ItsFileIsSentByMulticast()
    {
        using ScratchDirectory scratch = new();
        await using NetworkLab lab = await NetworkLab.CreateAsync();
        await using RunningProgram oack = await StartOackAsync(
            lab, MakeRoot(scratch), "--mtftp", "pxelinux.0=239.255.1.1:1758,delay=3,reopen=4");
        using DhcpPlayer machine = DhcpPlayer.Open(lab);

        machine.Broadcast(DhcpMessage.Question(Discover, machine: 5, 8).Pxe(Bios));
        DhcpMessage offer = await machine.HearAsync(8);

        // 1758 is 0x06DE, 1759 0x06DF: low byte first.
        Assert.Equal([6, 1, 8, 1, 4, 239, 255, 1, 1, 2, 2, 0xDE, 0x06, 3, 2, 0xDF, 0x06, 4, 1, 3, 5, 1, 4, 255], offer.Option(43));
    }

    [Fact]
    public async Task OtherServers_AreReportedOnceEach()
    {
        using ScratchDirectory scratch = new();
        await using NetworkLab lab = await NetworkLab.CreateAsync();
        await using RunningProgram oack = await StartOackAsync(lab, MakeRoot(scratch));

        // On the other end of the cable: a DHCP server that names a file of its own.
        await using RunningProgram other = RunningProgram.Start(
            lab.Client, RealProgram.Require("dnsmasq"),
            [.. DnsmasqOptions(scratch), "--dhcp-range=10.69.0.70,10.69.0.80,255.255.255.0,1h", "--dhcp-boot=other.0", "--dhcp-broadcast"]);
        await other.WaitForPortAsync(67, s_startTime);
        using DhcpPlayer machine = DhcpPlayer.Open(lab, atServer: true);

        for (uint transaction = 1; transaction <= 3; transaction++)
        {
            machine.Broadcast(DhcpMessage.Question(Discover, machine: 3, transaction).Pxe(Bios));
            await machine.HearAsync(transaction, 1);
        }

        await oack.WaitForLineAsync("the DHCP server 10.69.0.2 names a boot file itself, 'other.0'", s_startTime);
        Assert.Single(oack.FindLines("names a boot file itself"));
    }

    [Fact]
    public async Task Machine_IsAnswered_When_ThePortIsSharedForWantOfRights()
    {
        using ScratchDirectory scratch = new();
        await using NetworkLab lab = await NetworkLab.CreateAsync();
        await using RunningProgram oack = RunningProgram.Start(
            lab.Server, RealProgram.Require("setpriv"),
            ["--bounding-set=-net_raw", "--inh-caps=-net_raw", RealProgram.Oack, "serve", MakeRoot(scratch), "--pxe", "--plain"]);
        await oack.WaitForLineAsync("PXE boots", s_startTime);
        Assert.NotNull(oack.FindLine("port 67 is shared"));
        using DhcpPlayer machine = DhcpPlayer.Open(lab);

        machine.Broadcast(DhcpMessage.Question(Discover, machine: 4, 9).Pxe(Bios));

        Assert.Equal("pxelinux.0", (await machine.HearAsync(9)).File);
    }

    [Theory]
    [InlineData("--pxe", "--pxe-interface", "nowhere", "there is no interface nowhere; there are ")]
    [InlineData("--dhcp-range", "192.0.2.9-192.0.2.20", "--plain", "is outside of the subnet of cable, 10.69.0.0/255.255.255.0")]
    [InlineData("--dhcp-range", "10.69.0.100-10.69.0.110", "--plain", "a DHCP server runs on this host already")]
    public async Task Server_SaysWhy_When_ItCannotBegin(string first, string second, string third, string expected)
    {
        using ScratchDirectory scratch = new();
        await using NetworkLab lab = await NetworkLab.CreateAsync();
        await using RunningProgram dnsmasq = await StartDnsmasqAsync(lab, scratch);

        CommandResult result = await Command.RunAsync(
            lab.Server, RealProgram.Oack, "serve", MakeRoot(scratch), first, second, third, "--listen", ":69");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains(expected, result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SecondBootServer_SaysWhoIsInTheWay()
    {
        using ScratchDirectory scratch = new();
        string root = MakeRoot(scratch);
        await using NetworkLab lab = await NetworkLab.CreateAsync();
        await using RunningProgram first = await StartOackAsync(lab, root);

        CommandResult second = await Command.RunAsync(lab.Server, RealProgram.Oack, "serve", root, "--pxe", "--listen", ":6969");

        Assert.Equal(1, second.ExitCode);
        Assert.Contains("PXE needs port 4011: another proxyDHCP or boot server on this host has it", second.Output, StringComparison.Ordinal);
    }

    private static string MakeRoot(ScratchDirectory scratch)
    {
        string root = scratch.MakeDirectory("root");
        scratch.Write("root/grubx64.efi", 40_000);
        scratch.Write("root/pxelinux.0", 20_000);
        return root;
    }

    private static async Task<RunningProgram> StartOackAsync(NetworkLab lab, string root, params string[] options)
    {
        RunningProgram oack = RunningProgram.Start(lab.Server, RealProgram.Oack, ["serve", root, "--pxe", "--plain", .. options]);
        await oack.WaitForLineAsync("PXE boots", s_startTime);
        return oack;
    }

    private static async Task<RunningProgram> StartDnsmasqAsync(NetworkLab lab, ScratchDirectory scratch)
    {
        RealProgram.RequireRoot("dnsmasq changes its user");
        RunningProgram dnsmasq = RunningProgram.Start(
            lab.Server, RealProgram.Require("dnsmasq"),
            [.. DnsmasqOptions(scratch), "--dhcp-range=10.69.0.50,10.69.0.60,255.255.255.0,1h"]);
        await dnsmasq.WaitForPortAsync(67, s_startTime);
        return dnsmasq;
    }

    private static string[] DnsmasqOptions(ScratchDirectory scratch) =>
    [
        "--keep-in-foreground", "--log-facility=-", "--port=0", "--conf-file=/dev/null", "--pid-file=", "--user=root", "--no-ping",
        "--dhcp-authoritative", $"--dhcp-leasefile={scratch["dnsmasq.leases"]}", "--interface=cable",
    ];
}
