using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using System.Text;
using Xunit;

namespace Oack.Content.Tests;

/// <summary>What the server's user may not. Root may everything, so a thread of root's gives that up for the moment.</summary>
[SupportedOSPlatform("linux")]
public sealed partial class PermissionTests
{
    private const uint Nobody = 65534;

    [Theory]
    [InlineData(Way.OpenAt2)]
    [InlineData(Way.Walk)]
    public void File_IsDenied_When_TheUserMayNotReadIt(Way way)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs setfsuid");
        using Serving serving = new(way);
        File.SetUnixFileMode(serving.Write("file", "private"), UnixFileMode.None);
        serving.Write("dir/file", "private");
        File.SetUnixFileMode(serving.At("dir"), UnixFileMode.None);
        using DirectoryTree tree = DirectoryTree.Open(serving.Root, serving.Options.Containment, TimeProvider.System);

        Assert.Equal(TreeStatus.Denied, AsNobody(() => tree.OpenRead(Name("file"), foldCase: false, out _)).Status);
        Assert.Equal(TreeStatus.Denied, AsNobody(() => tree.OpenRead(Name("dir", "file"), foldCase: true, out _)).Status);
        Assert.False(AsNobody(() => tree.TryOpenReadCached("file\0"u8, batch: 0, out _)));
        File.SetUnixFileMode(serving.At("dir"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    /// <summary>An open file is no way around its permissions: they are part of its version.</summary>
    [Theory]
    [InlineData(Way.OpenAt2)]
    [InlineData(Way.Walk)]
    public void File_IsDenied_When_ItIsOpenAndMayNotBeReadAnyMore(Way way)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs setfsuid");
        using Serving serving = new(way);
        serving.Write("file", "private");
        using DirectoryTree tree = DirectoryTree.Open(serving.Root, serving.Options.Containment, TimeProvider.System);
        Assert.True(tree.OpenRead(Name("file"), foldCase: false, out SharedFile? file).IsOk);
        File.SetUnixFileMode(serving.At("file"), UnixFileMode.None);

        Assert.Equal(TreeStatus.Denied, AsNobody(() => tree.OpenRead(Name("file"), foldCase: false, out _)).Status);
        Assert.False(AsNobody(() => tree.TryOpenReadCached("file\0"u8, batch: 0, out _)));
        file!.Release();
    }

    [Theory]
    [InlineData(Way.OpenAt2)]
    [InlineData(Way.Walk)]
    public void Upload_IsDenied_When_TheUserMayNotWriteThere(Way way)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs setfsuid");
        using Serving serving = new(way);
        Directory.CreateDirectory(serving.At("dir"));
        File.SetUnixFileMode(serving.At("dir"), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        using DirectoryTree tree = DirectoryTree.Open(serving.Root, serving.Options.Containment, TimeProvider.System);

        TreeOutcome outcome = AsNobody(() => tree.Stage(Name("dir", "new"), new(Overwrite: true), out _));

        Assert.Equal(TreeStatus.Denied, outcome.Status);
        Assert.Equal("Permission denied: dir/new", Refusals.From(outcome, "dir/new"u8).Message);
    }

    private static NamePath Name(params string[] components) => new([.. components.Select(Encoding.ASCII.GetBytes)]);

    private static T AsNobody<T>(Func<T> operation)
    {
        if (!Shell.IsRoot)
        {
            return operation();
        }

        // Only this thread changes, and only for file access.
        int before = SetFileSystemUser(Nobody);
        try
        {
            return operation();
        }
        finally
        {
            _ = SetFileSystemUser((uint)before);
        }
    }

    [LibraryImport("libc", EntryPoint = "setfsuid")]
    private static partial int SetFileSystemUser(uint user);
}
