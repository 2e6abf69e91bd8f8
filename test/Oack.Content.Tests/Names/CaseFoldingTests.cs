using Oack.Protocol.Wire;
using Xunit;

namespace Oack.Content.Tests;

public sealed class CaseFoldingTests
{
    private static Serving Folding(Way way) =>
        new(way, options => options with { CaseFolding = true, WriteMode = WriteMode.Overwrite });

    [Theory]
    [EveryWay("boot/bcd", "BOOT/BCD", "\\Boot\\bCd", "/LINK/BCD", "boot/../x")]
    public async Task Name_IsFound_When_OnlyTheCaseDiffers(Way way, string name)
    {
        using Serving serving = Folding(way);
        serving.Write("Boot/BCD", "store");
        serving.Link("Link", "Boot");

        string expected = name.Contains("..", StringComparison.Ordinal) ? "ERROR 2 Bad file name: \"..\" is not allowed" : "store";
        Assert.Equal(expected, await serving.GetAsync(name));
    }

    [Theory]
    [EveryWay]
    public async Task ExactName_Wins(Way way)
    {
        using Serving serving = Folding(way);
        serving.Write("readme", "lower");
        serving.Write("README", "upper");
        serving.Write("Readme", "title");

        Assert.Equal("lower", await serving.GetAsync("readme"));
        Assert.Equal("upper", await serving.GetAsync("README"));
        // None matches exactly: the first in the order of bytes, always the same.
        Assert.Equal("upper", await serving.GetAsync("rEADME"));
    }

    [Theory]
    [EveryWay]
    public async Task Upload_ReplacesTheFileThatIsMeant(Way way)
    {
        using Serving serving = Folding(way);
        serving.Write("Configs/Router1", "old");

        Assert.Null(await serving.PutAsync("configs/ROUTER1", "new"));

        Assert.Equal(["Configs", "Configs/Router1"], serving.Listing());
        Assert.Equal("new", File.ReadAllText(serving.At("Configs/Router1")));
    }

    [Theory]
    [EveryWay]
    public async Task OtherCase_IsNotFound_When_FoldingIsOff_And_TheLogSaysWhy(Way way)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs a file system that knows case");
        using Serving serving = new(way);
        serving.Write("Boot/BCD", "store");

        ContentRefusal refusal = await serving.RefusalAsync("boot/bcd");

        Assert.Equal(ErrorCode.FileNotFound, refusal.Code);
        Assert.Equal("File not found: boot/bcd", refusal.Message);
        Assert.Contains("Boot/BCD exists: case differs, and case folding is off", refusal.Detail!, StringComparison.Ordinal);
    }

    [Theory]
    [EveryWay]
    public async Task Link_IsStillRefused_When_ItLeaves(Way way)
    {
        using Serving serving = Folding(way);
        File.WriteAllText(Path.Combine(serving.Outside, "secret"), "secret");
        serving.Link("Out", serving.Outside);

        Assert.StartsWith("ERROR 2 ", await serving.GetAsync("out/SECRET"), StringComparison.Ordinal);
    }
}
