using Oack.Protocol.Wire;
using Xunit;

namespace Oack.Content.Tests;

public sealed class RewrittenNamesTests
{
    private static Serving With(Way way, string rules) =>
        new(way, options => options with { RewriteRules = RewriteRules.Parse(rules), WriteMode = WriteMode.Create });

    [Theory]
    [EveryWay]
    public async Task File_IsServed_Under_TheRewrittenName(Way way)
    {
        using Serving serving = With(way, "r ^/?tftpboot/\nr .efiy.*$ .efi");
        serving.Write("boot.efi", "loader");

        Assert.Equal("loader", await serving.GetAsync("/tftpboot/boot.efi"));
        // Firmware that sends garbage behind the name: rules see it before the check for control characters.
        Assert.Equal("loader", await serving.GetAsync("boot.efiy\n\u001e"));
    }

    [Theory]
    [EveryWay]
    public async Task Rules_CannotLeaveTheRoot(Way way)
    {
        using Serving serving = With(way, "r ^out ../root-private/secret\nr ^abs /etc/passwd");
        File.WriteAllText(Path.Combine(serving.Outside, "secret"), "secret");

        Assert.Equal("ERROR 2 Bad file name: \"..\" is not allowed", await serving.GetAsync("out"));
        Assert.StartsWith("ERROR 1 ", await serving.GetAsync("abs"), StringComparison.Ordinal);
    }

    [Theory]
    [EveryWay]
    public async Task FirstFileThatExists_IsServed_When_RulesAsk(Way way)
    {
        using Serving serving = With(way, "rEG ^ \\i/\nrEG ^ \\x/\nrEP ^ store/");
        serving.Write("192.0.2.7/a", "by address");
        serving.Write("C0000207/b", "by hexadecimal address");
        serving.Write("c", "common");
        Directory.CreateDirectory(serving.At("store"));

        Assert.Equal("by address", await serving.GetAsync("a"));
        Assert.Equal("by hexadecimal address", await serving.GetAsync("b"));
        Assert.Equal("common", await serving.GetAsync("c"));
        Assert.Null(await serving.PutAsync("upload", "stored"));
        Assert.Equal("stored", File.ReadAllText(serving.At("store/upload")));
        Assert.Equal(0, serving.Content.OpenFileCount);
    }

    [Theory]
    [EveryWay]
    public async Task Refusal_ComesFromTheRule(Way way)
    {
        using Serving serving = With(way, "aP \\.efi$ loaders\\ are\\ not\\ stored\\ here\na ^private/");
        serving.Write("private/key", "secret");

        Assert.Equal("ERROR 2 Access denied", await serving.GetAsync("private/key"));
        Assert.Equal(
            new(ErrorCode.AccessViolation, "loaders are not stored here", "refused by the rewrite rule in line 1"),
            await serving.PutAsync("x.efi", "text"));
    }
}
