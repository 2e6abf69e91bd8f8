using Oack.Interop.Tests.Clients;
using Oack.Interop.Tests.Lab;
using Oack.Interop.Tests.Programs;
using Oack.Interop.Tests.Servers;

namespace Oack.Interop.Tests;

/// <summary>The client of tftp-hpa fetches from `oack serve` and stores on it, in both of its modes.</summary>
public abstract class TftpHpaAgainstOackTests(OackFixture oack)
{
    public sealed class OnLinux(OackOnLinux oack) : TftpHpaAgainstOackTests(oack), IClassFixture<OackOnLinux>;

    public sealed class OnPortable(OackOnPortable oack) : TftpHpaAgainstOackTests(oack), IClassFixture<OackOnPortable>;

    private const int BlockBytes = 512;

    public static TheoryData<string[]> Options => new()
    {
        Array.Empty<string>(),
        new string[] { "-4" },
        new string[] { "-v" },
        new string[] { "-l" },
        new string[] { "-R", "40000:40100" },
    };

    [Theory]
    [MemberData(nameof(Options))]
    public Task Get_DeliversEachByte_AroundBlockEdges(string[] options) =>
        oack.GetEachSizeAsync(new TftpHpaClient(), BlockEdges.For(BlockBytes), options);

    [Theory]
    [MemberData(nameof(Options))]
    public Task Put_StoresEachByte_AroundBlockEdges(string[] options) =>
        oack.PutEachSizeAsync(new TftpHpaClient(), BlockEdges.For(BlockBytes), options);

    [Fact]
    public async Task Text_ComesThroughUnchanged_WhenItTravelsAsNetascii()
    {
        TftpHpaClient client = new();
        string original = oack.Scratch.WriteText("text", lines: 2000);

        CommandResult put = await client.PutAsync(
            Site.Machine, oack.Server.Host, oack.Server.Port, original, "text", "-m", "netascii");
        ScratchDirectory.AssertSame(original, oack.Scratch["root/text"], put.Output);

        CommandResult get = await client.GetAsync(
            Site.Machine, oack.Server.Host, oack.Server.Port, "text", oack.Scratch["text-copy"], "-m", "netascii");
        ScratchDirectory.AssertSame(original, oack.Scratch["text-copy"], get.Output);
    }

    [Fact]
    public async Task Session_WorksThroughItsCommands_WhenTheyComeFromAPipe()
    {
        string tftp = RealProgram.Require("tftp");
        string original = oack.Scratch.Write("root/session", 5000);

        // Without a host on its command line this client first asks for one.
        string commands =
            $"{oack.Server.Host} {oack.Server.PortText}\nmode octet\nverbose\ntrace\nrexmt 1\ntimeout 5\nstatus\n"
            + $"get session {oack.Scratch["session-copy"]}\nput {original} session-back\nquit\n";

        CommandResult result = await Command.RunAsync(Site.Machine, TimeSpan.FromSeconds(30), commands, tftp);

        ScratchDirectory.AssertSame(original, oack.Scratch["session-copy"], result.Output);
        ScratchDirectory.AssertSame(original, oack.Scratch["root/session-back"], result.Output);
    }

    // This client ignores what comes from another address than the one it asked, so it shows where answers come from.
    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("127.0.0.2")]
    [InlineData("127.1.2.3")]
    public async Task Answer_ComesFromTheAddressAsked_WhenTheServerListensOnAll(string address)
    {
        TftpHpaClient client = new();
        using ScratchDirectory scratch = new();
        string root = scratch.MakeDirectory("root");
        string original = scratch.Write("root/file", 3000);
        foreach (string[] ports in (string[][])[[], ["--single-port"]])
        {
            int port = FreePort.Take();
            await using TftpServerProgram server = await TftpServerProgram.StartOackAsync(
                Site.Machine, root, ["--listen", $":{RealProgram.Text(port)}", "--engine", oack.Engine, .. ports]);
            await server.Program.WaitForPortAsync(port, TimeSpan.FromSeconds(10));

            CommandResult result = await client.GetAsync(Site.Machine, address, port, "file", scratch["copy"]);

            ScratchDirectory.AssertSame(original, scratch["copy"], result.Output + server.Program.Output);
            File.Delete(scratch["copy"]);
        }
    }
}
