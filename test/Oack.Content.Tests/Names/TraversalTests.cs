using Xunit;

namespace Oack.Content.Tests;

public sealed class TraversalTests
{
    [Theory]
    [EveryWay(
        "../root-private/secret", "/../root-private/secret", "..\\root-private\\secret", "boot/../../root-private/secret",
        "boot/../file", "./../root-private/secret", "boot/..", "..", "/..", "../", "..\\", "boot/.././../root-private/secret",
        "//..//root-private/secret", "/./../root-private/secret", "....//../root-private/secret", "boot\\..\\..\\root-private\\secret")]
    public async Task Climbing_IsRefused(Way way, string name)
    {
        using Serving serving = new(way);
        serving.Write("file", "inside");
        serving.Write("boot/file", "inside");
        File.WriteAllText(Path.Combine(serving.Outside, "secret"), "secret");

        Assert.StartsWith("ERROR 2 ", await serving.GetAsync(name), StringComparison.Ordinal);
    }

    [Theory]
    [EveryWay("%2e%2e/root-private/secret", "..%2froot-private/secret", "..%5croot-private%5csecret", "\u2025/root-private/secret",
        "\uFF0E\uFF0E/root-private/secret", "..\u2215root-private\u2215secret", "..;/root-private/secret")]
    public async Task Climbing_MeansNothing_When_Disguised(Way way, string name)
    {
        using Serving serving = new(way);
        File.WriteAllText(Path.Combine(serving.Outside, "secret"), "secret");

        Assert.StartsWith("ERROR 1 ", await serving.GetAsync(name), StringComparison.Ordinal);
    }

    [Theory]
    [EveryWay]
    public async Task OverlongUtf8_IsNoDot(Way way)
    {
        using Serving serving = new(way);
        File.WriteAllText(Path.Combine(serving.Outside, "secret"), "secret");
        byte[] name = [0xC0, 0xAE, 0xC0, 0xAE, (byte)'/', .. "root-private/secret"u8];

        Assert.StartsWith("ERROR ", await serving.GetAsync(name), StringComparison.Ordinal);
    }

    [Theory]
    [EveryWay]
    public async Task AbsolutePath_IsBelowTheRoot(Way way)
    {
        using Serving serving = new(way);
        string secret = Path.Combine(serving.Outside, "secret");
        File.WriteAllText(secret, "secret");
        serving.Write("etc/passwd", "ours");

        Assert.StartsWith("ERROR 1 ", await serving.GetAsync(secret), StringComparison.Ordinal);
        Assert.Equal("ours", await serving.GetAsync("/etc/passwd"));
    }

    [Theory]
    [EveryWay("../root-private/new", "/../new", "..\\new", "boot/../new")]
    public async Task Climbing_IsRefused_When_Writing(Way way, string name)
    {
        using Serving serving = Serving.Uploads(way);
        Directory.CreateDirectory(serving.At("boot"));

        Assert.Equal(Protocol.Wire.ErrorCode.AccessViolation, await serving.PutCodeAsync(name));
        Assert.Empty(Directory.GetFiles(serving.Outside));
        Assert.Equal(["boot"], serving.Listing());
    }
}
