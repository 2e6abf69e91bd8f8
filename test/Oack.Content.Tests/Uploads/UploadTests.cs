using System.Text;
using Oack.Protocol.Wire;
using Xunit;

namespace Oack.Content.Tests;

public sealed class UploadTests
{
    [Theory]
    [EveryWay]
    public async Task Upload_IsRefused_When_WritingIsOff(Way way)
    {
        using Serving serving = new(way);

        ContentRefusal? refusal = await serving.PutAsync("new", "text");

        Assert.Equal(new(ErrorCode.AccessViolation, "Writing is disabled on this server"), refusal);
        Assert.Empty(serving.Listing());
    }

    [Theory]
    [EveryWay]
    public async Task Upload_IsInvisible_Until_Committed(Way way)
    {
        using Serving serving = Serving.Uploads(way);
        serving.Write("config", "old version");
        byte[] bytes = Reading.Pattern(300_000);
        using WriteContent content = (await serving.OpenWriteAsync("config")).Content!;

        Assert.Equal(ContentStatus.Ok, await Reading.WriteAsync(content, bytes));
        Assert.Equal("old version", await serving.GetAsync("config"));
        Assert.DoesNotContain(serving.Listing(), name => name is not "config" && !name.StartsWith('.'));

        Assert.Null(await content.CommitAsync(TestContext.Current.CancellationToken));
        Assert.Equal(bytes, File.ReadAllBytes(serving.At("config")));
        Assert.Equal(["config"], serving.Listing());
    }

    [Theory]
    [EveryWay("0", "1", "65535", "65536", "65537", "200000")]
    public async Task Upload_IsWhole_When_AnyLength(Way way, string length)
    {
        using Serving serving = Serving.Uploads(way, WriteMode.Create);
        byte[] bytes = Reading.Pattern(int.Parse(length, System.Globalization.CultureInfo.InvariantCulture));

        Assert.Null(await serving.PutAsync("new", Encoding.Latin1.GetString(bytes)));

        Assert.Equal(bytes, File.ReadAllBytes(serving.At("new")));
    }

    [Theory]
    [EveryWay]
    public async Task OldTail_IsGone_When_TheNewVersionIsShorter(Way way)
    {
        using Serving serving = Serving.Uploads(way);
        serving.Write("file", new string('x', 100_000));

        Assert.Null(await serving.PutAsync("file", "short"));

        Assert.Equal("short", File.ReadAllText(serving.At("file")));
    }

    [Theory]
    [EveryWay]
    public async Task AbortedUpload_LeavesNothing(Way way)
    {
        using Serving serving = Serving.Uploads(way);
        serving.Write("file", "old version");
        foreach (string name in (string[])["file", "other"])
        {
            using WriteContent content = (await serving.OpenWriteAsync(name)).Content!;
            Assert.Equal(ContentStatus.Ok, content.TryWrite(Reading.Pattern(20_000)));
        }

        Assert.Equal("old version", await serving.GetAsync("file"));
        Assert.Equal(["file"], serving.Listing());
    }

    [Theory]
    [EveryWay]
    public async Task AbortedUpload_LeavesNothing_When_BytesAreOnTheirWay(Way way)
    {
        using Serving serving = Serving.Uploads(way);
        WriteContent content = (await serving.OpenWriteAsync("file")).Content!;
        byte[] bytes = Reading.Pattern(64_000);
        while (content.TryWrite(bytes) == ContentStatus.Ok)
        {
        }

        content.Dispose();

        // The write that was on its way ends first; then the part goes.
        Assert.Equal([], serving.SettledListing(0));
    }

    [Theory]
    [EveryWay]
    public async Task Create_IsRefused_When_TheNameIsTaken(Way way)
    {
        using Serving serving = Serving.Uploads(way, WriteMode.Create);
        serving.Write("file", "first");

        ContentRefusal? refusal = await serving.PutAsync("file", "second");

        Assert.Equal(ErrorCode.FileAlreadyExists, refusal!.Code);
        Assert.Equal("File already exists: file", refusal.Message);
        Assert.Equal("first", File.ReadAllText(serving.At("file")));
        Assert.Equal(["file"], serving.Listing());
    }

    [Theory]
    [EveryWay]
    public async Task Create_LosesNothing_When_TheNameIsTakenMeanwhile(Way way)
    {
        using Serving serving = Serving.Uploads(way, WriteMode.Create);
        using WriteContent content = (await serving.OpenWriteAsync("file")).Content!;
        Assert.Equal(ContentStatus.Ok, content.TryWrite("mine"u8));
        serving.Write("file", "somebody's");

        ContentRefusal? refusal = await content.CommitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(ErrorCode.FileAlreadyExists, refusal!.Code);
        Assert.Equal(refusal, content.Failure);
        Assert.Equal("somebody's", File.ReadAllText(serving.At("file")));
        Assert.Equal(["file"], serving.Listing());
    }

    [Theory]
    [EveryWay("Create", "Overwrite")]
    public async Task TwoWriters_DoNotMix(Way way, string mode)
    {
        using Serving serving = Serving.Uploads(way, Enum.Parse<WriteMode>(mode));
        byte[] ones = Enumerable.Repeat((byte)'1', 150_000).ToArray();
        byte[] twos = Enumerable.Repeat((byte)'2', 100_000).ToArray();
        using WriteContent first = (await serving.OpenWriteAsync("file")).Content!;
        using WriteContent second = (await serving.OpenWriteAsync("file")).Content!;
        await Reading.WriteAsync(first, ones.AsMemory(0, 70_000));
        await Reading.WriteAsync(second, twos);
        await Reading.WriteAsync(first, ones.AsMemory(70_000));

        Assert.Null(await second.CommitAsync(TestContext.Current.CancellationToken));
        Assert.Equal(twos, File.ReadAllBytes(serving.At("file")));
        ContentRefusal? later = await first.CommitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(mode == "Create" ? ErrorCode.FileAlreadyExists : null, later?.Code);
        Assert.Equal(mode == "Create" ? twos : ones, File.ReadAllBytes(serving.At("file")));
        Assert.Equal(["file"], serving.Listing());
    }

    [Theory]
    [EveryWay]
    public async Task Reader_SeesOneVersion_When_ManyWritersCommit(Way way)
    {
        using Serving serving = Serving.Uploads(way);
        serving.Write("file", new string('0', 9000));
        Task[] writers = [.. Enumerable.Range(1, 4).Select(writer => Task.Run(async () =>
        {
            for (int round = 0; round < 10; round++)
            {
                Assert.Null(await serving.PutAsync("file", new string((char)('0' + writer), 5000 + (writer * 1000))));
            }
        }))];

        Task all = Task.WhenAll(writers);
        while (!all.IsCompleted)
        {
            string text = await serving.GetAsync("file");
            Assert.Equal(new string(text[0], text[0] == '0' ? 9000 : 5000 + ((text[0] - '0') * 1000)), text);
        }

        await all;
        Assert.Equal(["file"], serving.Listing());
    }

    [Theory]
    [EveryWay]
    public async Task Permissions_AreKept_When_Overwritten(Way way)
    {
        Shell.NeedUnix();
        using Serving serving = Serving.Uploads(way);
        string path = serving.Write("file", "old");
        const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite;
#pragma warning disable CA1416 // Skipped above where there are no such permissions.
        File.SetUnixFileMode(path, Mode);

        Assert.Null(await serving.PutAsync("file", "new"));
        Assert.Null(await serving.PutAsync("fresh", "new"));

        Assert.Equal(Mode, File.GetUnixFileMode(path));
        Assert.False(File.GetUnixFileMode(serving.At("fresh")).HasFlag(UnixFileMode.OtherWrite));
        Assert.True(File.GetUnixFileMode(serving.At("fresh")).HasFlag(UnixFileMode.UserRead | UnixFileMode.UserWrite));
#pragma warning restore CA1416
    }

    [Theory]
    [EveryWay]
    public async Task MissingDirectory_IsRefused(Way way)
    {
        using Serving serving = Serving.Uploads(way);
        serving.Write("file", "no directory");

        Assert.Equal("No such directory for none/new", (await serving.PutAsync("none/new", "text"))!.Message);
        Assert.Equal(ErrorCode.FileNotFound, await serving.PutCodeAsync("none/new"));
        Assert.Equal(ErrorCode.FileNotFound, await serving.PutCodeAsync("file/new"));
        Assert.Equal(["file"], serving.Listing());
    }

    [Theory]
    [EveryWay]
    public async Task MissingDirectories_AreMade_When_Asked(Way way)
    {
        using Serving serving = new(way, options => options with { WriteMode = WriteMode.Create, CreateDirectories = true });

        Assert.Null(await serving.PutAsync("a/b/c/new", "deep"));

        Assert.Equal("deep", await serving.GetAsync("a/b/c/new"));
        Assert.Equal(["a", "a/b", "a/b/c", "a/b/c/new"], serving.Listing());
    }

    [Theory]
    [EveryWay]
    public async Task Part_IsNeverServed_Or_Written(Way way)
    {
        using Serving serving = new(way, options => options with { WriteMode = WriteMode.Overwrite, CaseFolding = true });
        serving.Write(".config.0123456789abcdef.oack-part", "left over");

        foreach (string name in (string[])[".config.0123456789abcdef.oack-part", ".CONFIG.0123456789abcdef.OACK-PART"])
        {
            Assert.Equal("ERROR 2 Bad file name: reserved for uploads in progress", await serving.GetAsync(name));
            Assert.Equal(ErrorCode.AccessViolation, await serving.PutCodeAsync(name));
        }
    }

    [Theory]
    [EveryWay]
    public async Task LongestName_CanBeStored(Way way)
    {
        using Serving serving = Serving.Uploads(way);
        string name = new('n', 255);

        Assert.Null(await serving.PutAsync(name, "one"));
        Assert.Null(await serving.PutAsync(name, "two"));

        Assert.Equal("two", await serving.GetAsync(name));
    }

    [Theory]
    [EveryWay]
    public async Task WriteProtectedFile_IsRefused(Way way)
    {
        using Serving serving = Serving.Uploads(way);
        string path = serving.Write("file", "protected");
        File.SetAttributes(path, FileAttributes.ReadOnly);
        bool mounted = Shell.IsRoot;
        if (mounted)
        {
            // Root may write whatever the permissions say, but not to a read-only mount.
            Shell.Run("mount", "--bind", path, path);
            Shell.Run("mount", "-o", "remount,ro,bind", path);
        }

        try
        {
            Assert.Equal("Permission denied: file", (await serving.PutAsync("file", "new"))!.Message);
            Assert.Equal("protected", File.ReadAllText(path));
        }
        finally
        {
            if (mounted)
            {
                Shell.Unmount(path);
            }
        }
    }
}
