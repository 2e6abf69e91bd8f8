using Oack.Interop.Tests.Lab;
using Oack.Interop.Tests.Programs;
using Oack.Interop.Tests.Servers;

namespace Oack.Interop.Tests;

/// <summary>The harness itself: what the other tests conclude from a real program, two real programs must show first.</summary>
public sealed class NetworkLabTests
{
    public static TheoryData<string> ForeignServers => ["in.tftpd", "atftpd", "dnsmasq", "busybox"];

    [Theory]
    [MemberData(nameof(ForeignServers))]
    public async Task Lab_CarriesAFile_BetweenTwoProgramsOfOthers(string serverName)
    {
        string curl = RealProgram.Require("curl");
        using ScratchDirectory scratch = new();
        await using NetworkLab lab = await NetworkLab.CreateAsync();
        string root = scratch.MakeDirectory("root");
        string original = scratch.Write("root/file", 100_000);
        await using TftpServerProgram server = await StartAsync(serverName, lab.Server, root);

        CommandResult result = await Command.RunAsync(lab.Client, curl, "-sS", "-o", scratch["copy"], server.Url("file"));

        ScratchDirectory.AssertSame(original, scratch["copy"], result.Succeeded().Output + server.Program.Output);
    }

    [Fact]
    public async Task Lab_DropsPackets_WhenAsked()
    {
        string curl = RealProgram.Require("curl");
        using ScratchDirectory scratch = new();
        await using NetworkLab lab = await NetworkLab.CreateAsync();
        scratch.Write("file", 100_000);
        await using TftpServerProgram server = await TftpServerProgram.StartBusyboxAsync(lab.Server, scratch.Path);
        await lab.DropAsync(100);

        CommandResult result = await Command.RunAsync(
            lab.Client, curl, "-sS", "-m", "2", "-o", scratch["copy"], server.Url("file"));

        Assert.True(result.ExitCode == 28, $"curl ended with {result.ExitCode}, not with 28 (time-out):\n{result.Output}");
    }

    private static Task<TftpServerProgram> StartAsync(string name, Site site, string root) => name switch
    {
        "in.tftpd" => TftpServerProgram.StartTftpdHpaAsync(site, root),
        "atftpd" => TftpServerProgram.StartAtftpdAsync(site, root),
        "dnsmasq" => TftpServerProgram.StartDnsmasqAsync(site, root),
        _ => TftpServerProgram.StartBusyboxAsync(site, root),
    };
}
