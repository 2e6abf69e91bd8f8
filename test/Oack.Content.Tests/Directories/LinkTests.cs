using Xunit;

namespace Oack.Content.Tests;

public sealed class LinkTests
{
    [Theory]
    [EveryWay("to-file", "to-dir/file", "dir/up", "chain", "absolute", "absolute-dir/file", "dir/../x/../up")]
    public async Task Link_IsFollowed_When_ItStaysInside(Way way, string name)
    {
        using Serving serving = new(way);
        serving.Write("dir/file", "linked");
        serving.Link("to-file", "dir/file");
        serving.Link("to-dir", "dir");
        serving.Link("dir/up", "../to-dir/./file");
        serving.Link("chain", "to-file");
        serving.Link("absolute", serving.At("dir/file"));
        serving.Link("absolute-dir", serving.At("dir"));

        // A ".." in the name itself is refused whatever it leads to.
        string expected = name.Contains("..", StringComparison.Ordinal) ? "ERROR 2 Bad file name: \"..\" is not allowed" : "linked";
        Assert.Equal(expected, await serving.GetAsync(name));
    }

    [Theory]
    [EveryWay("relative", "absolute", "dir-out/secret", "sibling", "through/secret", "dir/climb", "root", "swing")]
    public async Task Link_IsRefused_When_ItLeaves(Way way, string name)
    {
        using Serving serving = new(way);
        string secret = Path.Combine(serving.Outside, "secret");
        File.WriteAllText(secret, "secret");
        serving.Write("dir/file", "inside");
        serving.Link("relative", "../root-private/secret");
        serving.Link("absolute", secret);
        serving.Link("dir-out", serving.Outside);
        serving.Link("sibling", serving.Root + "-private/secret");
        serving.Link("through", "dir-out");
        serving.Link("dir/climb", "../../root-private/secret");
        serving.Link("root", "/etc/passwd");
        serving.Link("swing", "../root/dir/file");

        Assert.StartsWith("ERROR 2 Leads out of the served directory: ", await serving.GetAsync(name), StringComparison.Ordinal);
    }

    [Theory]
    [EveryWay]
    public async Task Link_IsRefused_When_ItLoops(Way way)
    {
        using Serving serving = new(way);
        serving.Link("a", "b");
        serving.Link("b", "a");
        serving.Link("self", "self/x");

        Assert.StartsWith("ERROR 2 Too many symbolic links", await serving.GetAsync("a"), StringComparison.Ordinal);
        Assert.StartsWith("ERROR 2 Too many symbolic links", await serving.GetAsync("self"), StringComparison.Ordinal);
    }

    [Theory]
    [EveryWay]
    public async Task Link_IsNotFound_When_ItDangles(Way way)
    {
        using Serving serving = new(way);
        serving.Link("dangling", "nothing");

        Assert.StartsWith("ERROR 1 ", await serving.GetAsync("dangling"), StringComparison.Ordinal);
    }

    [Theory]
    [EveryWay]
    public async Task MagicLink_IsRefused(Way way)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs /proc");
        using DirectoryContent content = new(new() { Root = "/proc/self", Containment = Enum.Parse<Containment>(way.ToString()) });

        ContentOpening<ReadContent> opening =
            await content.OpenReadAsync(Serving.Ask("root/etc/passwd"u8), TestContext.Current.CancellationToken);

        Assert.Equal(Protocol.Wire.ErrorCode.AccessViolation, opening.Refusal!.Code);
    }

    [Theory]
    [EveryWay("out", "dir-out/new", "dangling-out")]
    public async Task Upload_IsRefused_When_TheLinkLeaves(Way way, string name)
    {
        using Serving serving = Serving.Uploads(way);
        string target = Path.Combine(serving.Outside, "target");
        File.WriteAllText(target, "untouched");
        serving.Link("out", target);
        serving.Link("dir-out", serving.Outside);
        serving.Link("dangling-out", Path.Combine(serving.Outside, "new"));

        Assert.Equal(Protocol.Wire.ErrorCode.AccessViolation, await serving.PutCodeAsync(name));
        Assert.Equal("untouched", File.ReadAllText(target));
        Assert.Equal([target], Directory.GetFiles(serving.Outside));
    }

    [Theory]
    [EveryWay]
    public async Task Upload_GoesThroughALink_When_ItStaysInside(Way way)
    {
        using Serving serving = Serving.Uploads(way);
        serving.Write("store/v1.cfg", "old");
        serving.Link("current.cfg", "store/v1.cfg");

        Assert.Null(await serving.PutAsync("current.cfg", "new"));

        Assert.Equal("new", File.ReadAllText(serving.At("store/v1.cfg")));
        Assert.Equal("store/v1.cfg", new FileInfo(serving.At("current.cfg")).LinkTarget);
    }

    [Theory]
    [EveryWay]
    public async Task RootItself_MayBeALink(Way way)
    {
        using Serving serving = new(way);
        serving.Write("file", "through");
        serving.Link("absolute", serving.At("file"));
        Directory.CreateSymbolicLink(Path.Combine(serving.Outside, "first"), Path.GetDirectoryName(serving.Root)!);
        string link = Path.Combine(serving.Outside, "link");
        Directory.CreateSymbolicLink(link, "first/root");
        using DirectoryContent content = new(serving.Options with { Root = link });

        foreach (string name in (string[])["file", "absolute"])
        {
            ContentOpening<ReadContent> opening = await content.OpenReadAsync(
                Serving.Ask(System.Text.Encoding.ASCII.GetBytes(name)), TestContext.Current.CancellationToken);
            Assert.Null(opening.Refusal);
            using ReadContent file = opening.Content!;
            Assert.Equal("through", await Reading.TextAsync(file));
        }
    }
}
