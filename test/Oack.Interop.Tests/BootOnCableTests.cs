using System.Text.Json;
using Oack.Interop.Tests.Lab;
using Oack.Interop.Tests.Programs;
using Oack.Interop.Tests.Servers;

namespace Oack.Interop.Tests;

/// <summary><c>oack boot</c> as a machine of its own on a cable, against dnsmasq's DHCP and TFTP.</summary>
public sealed class BootOnCableTests
{
    private const string Hardware = "52:54:00:69:00:05";

    [Theory]
    [InlineData("edk2", "x64", 7)]
    [InlineData("ipxe", "arm64", 11)]
    [InlineData("edk1", "bios", 0)]
    public async Task Boot_BringsTheFileThatDhcpNames_When_ItPlaysAMachine(string program, string architecture, int number)
    {
        RealProgram.RequireRoot("a machine is played with whole frames");
        using ScratchDirectory scratch = new();
        await using NetworkLab lab = await NetworkLab.CreateAsync();
        string root = scratch.MakeDirectory("root");
        string original = scratch.Write("root/boot.efi", 300_000);
        await using TftpServerProgram server = await StartAsync(lab, scratch, root, "--dhcp-boot=boot.efi");

        CommandResult result = await BootAsync(lab, "--as", program, "--arch", architecture, "--output", scratch["kept"]);

        ScratchDirectory.AssertSame(original, scratch["kept"], result.Succeeded().Output + server.Program.Output);
        using JsonDocument json = Read(result);
        JsonElement dhcp = json.RootElement.GetProperty("dhcp");
        Assert.Equal(Hardware, dhcp.GetProperty("hardware").GetString());
        Assert.Equal(number, dhcp.GetProperty("architecture").GetInt32());
        Assert.StartsWith("10.69.0.", dhcp.GetProperty("address").GetString(), StringComparison.Ordinal);
        Assert.NotEqual(lab.Client.Address, dhcp.GetProperty("address").GetString());
        Assert.Equal("10.69.0.1:69", json.RootElement.GetProperty("server").GetString());
    }

    /// <summary>dnsmasq sends a menu of one line; a client that takes it asks on port 4011.</summary>
    [Fact]
    public async Task Boot_FollowsAMenu_When_TheServerSpeaksPxe()
    {
        RealProgram.RequireRoot("a machine is played with whole frames");
        using ScratchDirectory scratch = new();
        await using NetworkLab lab = await NetworkLab.CreateAsync();
        string root = scratch.MakeDirectory("root");
        scratch.Write("root/install.0", 30_000);
        await using TftpServerProgram server = await StartAsync(
            lab, scratch, root, "--pxe-prompt=Boot,1", "--pxe-service=x86PC,Install,install");

        CommandResult result = await BootAsync(lab, "--as", "pxelinux", "--no-search");

        using JsonDocument json = Read(result.Succeeded());
        Assert.Equal("install.0", json.RootElement.GetProperty("file").GetString());
        Assert.Contains(
            json.RootElement.GetProperty("dhcp").GetProperty("messages").EnumerateArray(),
            message => message.GetProperty("peer").GetString() == "10.69.0.1:4011");
    }

    [Fact]
    public async Task Boot_SaysThatNobodyAnswers_When_TheCableIsSilent()
    {
        RealProgram.RequireRoot("a machine is played with whole frames");
        await using NetworkLab lab = await NetworkLab.CreateAsync();

        // U-Boot gives up first of all: after 16 seconds.
        CommandResult result = await BootAsync(lab, "--as", "uboot");

        Assert.Equal(5, result.ExitCode);
        Assert.Contains("no DHCP server answers", result.Output, StringComparison.Ordinal);
    }

    private static Task<TftpServerProgram> StartAsync(NetworkLab lab, ScratchDirectory scratch, string root, params string[] options) =>
        TftpServerProgram.StartDnsmasqAsync(
            lab.Server,
            root,
            [
                "--interface=cable", "--bind-interfaces", "--no-ping", "--log-dhcp", $"--dhcp-leasefile={scratch["leases"]}",
                "--dhcp-range=10.69.0.50,10.69.0.99,255.255.255.0,10m", .. options,
            ]);

    private static Task<CommandResult> BootAsync(NetworkLab lab, params string[] options) =>
        Command.RunAsync(lab.Client, RealProgram.Oack, ["boot", "--interface", "cable", "--mac", Hardware, "--json", .. options]);

    private static JsonDocument Read(CommandResult result) =>
        JsonDocument.Parse(result.Output.Split('\n').Single(line => line.StartsWith('{')));
}
