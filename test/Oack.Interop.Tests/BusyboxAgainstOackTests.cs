using Oack.Interop.Tests.Clients;
using Oack.Interop.Tests.Lab;
using Oack.Interop.Tests.Programs;
using Oack.Interop.Tests.Servers;

namespace Oack.Interop.Tests;

/// <summary>busybox tftp fetches from `oack serve` and stores on it, with each block size it may ask for.</summary>
public abstract class BusyboxAgainstOackTests(OackFixture oack)
{
    public sealed class OnLinux(OackOnLinux oack) : BusyboxAgainstOackTests(oack), IClassFixture<OackOnLinux>;

    public sealed class OnPortable(OackOnPortable oack) : BusyboxAgainstOackTests(oack), IClassFixture<OackOnPortable>;

    // It takes no block size below 24, and its own request must fit into a block too.
    public static TheoryData<int, string[]> Options => new()
    {
        { 512, [] },
        { 256, ["-b", "256"] },
        { 512, ["-b", "512"] },
        { 1428, ["-b", "1428"] },
        { 8192, ["-b", "8192"] },
        { 65464, ["-b", "65464"] },
    };

    [Theory]
    [MemberData(nameof(Options))]
    public Task Get_DeliversEachByte_AroundBlockEdges(int blockBytes, string[] options) =>
        oack.GetEachSizeAsync(new BusyboxClient(), BlockEdges.For(blockBytes), options);

    [Theory]
    [MemberData(nameof(Options))]
    public Task Put_StoresEachByte_AroundBlockEdges(int blockBytes, string[] options) =>
        oack.PutEachSizeAsync(new BusyboxClient(), BlockEdges.For(blockBytes), options);

    [Fact]
    public async Task Get_ShowsTheReason_WhenTheFileIsNotThere()
    {
        CommandResult result = await new BusyboxClient().GetAsync(
            Site.Machine, oack.Server.Host, oack.Server.Port, "missing", oack.Scratch["missing-copy"]);

        Assert.Contains("server error: (1)", result.Failed().Output, StringComparison.Ordinal);
    }
}
