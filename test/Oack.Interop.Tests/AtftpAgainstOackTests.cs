using Oack.Interop.Tests.Clients;
using Oack.Interop.Tests.Lab;
using Oack.Interop.Tests.Programs;
using Oack.Interop.Tests.Servers;

namespace Oack.Interop.Tests;

/// <summary>atftp fetches from `oack serve` and stores on it, with each option that it has.</summary>
public abstract class AtftpAgainstOackTests(OackFixture oack)
{
    public sealed class OnLinux(OackOnLinux oack) : AtftpAgainstOackTests(oack), IClassFixture<OackOnLinux>;

    public sealed class OnPortable(OackOnPortable oack) : AtftpAgainstOackTests(oack), IClassFixture<OackOnPortable>;

    public static TheoryData<int, string[]> Options => new()
    {
        { 512, [] },
        { 512, ["--option", "tsize 0"] },
        { 512, ["--option", "timeout 2"] },
        { 512, ["--tftp-timeout", "2"] },
        { 512, ["--password", "secret"] },
        { 512, ["--no-source-port-checking"] },
        { 512, ["--prevent-sas"] },
        { 512, ["--verbose", "--trace"] },
        { 8, ["--option", "blksize 8"] },
        { 1428, ["--option", "blksize 1428"] },
        { 1468, ["--option", "blksize 1468", "--option", "tsize 0", "--option", "timeout 3"] },
        { 65464, ["--option", "blksize 65464"] },
        { 512, ["--option", "windowsize 4"] },
        { 1428, ["--option", "blksize 1428", "--option", "windowsize 16"] },
        { 512, ["--option", "windowsize 64"] },
    };

    [Theory]
    [MemberData(nameof(Options))]
    public Task Get_DeliversEachByte_AroundBlockEdges(int blockBytes, string[] options) =>
        oack.GetEachSizeAsync(new AtftpClient(), BlockEdges.For(blockBytes), options);

    [Theory]
    [MemberData(nameof(Options))]
    public Task Put_StoresEachByte_AroundBlockEdges(int blockBytes, string[] options) =>
        oack.PutEachSizeAsync(new AtftpClient(), BlockEdges.For(blockBytes), options);

    [Fact]
    public Task Get_DeliversEachByte_WhenMulticastIsAskedForAndNotGranted() =>
        oack.GetEachSizeAsync(new AtftpClient(), BlockEdges.For(512), "--option", "multicast");

    [Fact]
    public async Task Text_ComesThroughUnchanged_WhenItTravelsAsNetascii()
    {
        AtftpClient client = new();
        string original = oack.Scratch.WriteText("text", lines: 2000);

        CommandResult put = await client.PutAsync(
            Site.Machine, oack.Server.Host, oack.Server.Port, original, "text", "--option", "mode netascii");
        ScratchDirectory.AssertSame(original, oack.Scratch["root/text"], put.Output);

        CommandResult get = await client.GetAsync(
            Site.Machine, oack.Server.Host, oack.Server.Port, "text", oack.Scratch["text-copy"], "--option", "mode netascii");
        ScratchDirectory.AssertSame(original, oack.Scratch["text-copy"], get.Output);
    }
}
