using Oack.Cli.Tests.Support;
using Oack.Content;

namespace Oack.Cli.Tests;

public sealed class PutTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(512)]
    [InlineData(150_001)]
    public async Task StoresTheFile_When_WritesAreAllowed(int bytes)
    {
        await using Sandbox sandbox = await Sandbox.WithServerAsync(WriteMode.Create);
        byte[] file = new byte[bytes];
        new Random(7).NextBytes(file);
        File.WriteAllBytes(sandbox.Local("up.bin"), file);

        CommandRun run = await CommandRun.Of("put", sandbox.Local("up.bin"), sandbox.Url("stored.bin"));

        Assert.Equal("", run.Error);
        Assert.Equal(0, run.ExitCode);
        Assert.Equal(file, File.ReadAllBytes(Path.Combine(sandbox.Root, "stored.bin")));
        Assert.StartsWith("up.bin: ", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task StoresStandardInput_When_LocalIsADash()
    {
        await using Sandbox sandbox = await Sandbox.WithServerAsync(WriteMode.Create);
        string text = new('x', 70_000);

        CommandRun run = await CommandRun.WithInput(text, "put", "-", sandbox.Url("piped"));

        Assert.Equal(0, run.ExitCode);
        Assert.Equal(text, File.ReadAllText(Path.Combine(sandbox.Root, "piped")));
    }

    [Fact]
    public async Task TakesTheLocalName_When_TheUrlIsADirectory()
    {
        await using Sandbox sandbox = await Sandbox.WithServerAsync(WriteMode.Create);
        Directory.CreateDirectory(Path.Combine(sandbox.Root, "in"));
        File.WriteAllText(sandbox.Local("note.txt"), "hi");

        CommandRun run = await CommandRun.Of("put", sandbox.Local("note.txt"), sandbox.Url("in/"));

        Assert.Equal(0, run.ExitCode);
        Assert.Equal("hi", File.ReadAllText(Path.Combine(sandbox.Root, "in", "note.txt")));
    }

    [Fact]
    public async Task Returns2_When_StandardInputHasNoName()
    {
        CommandRun run = await CommandRun.Of("put", "-", "tftp://127.0.0.1/in/");

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("has no name", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Returns4_When_TheServerIsReadOnly()
    {
        await using Sandbox sandbox = await Sandbox.WithServerAsync();
        File.WriteAllText(sandbox.Local("note.txt"), "hi");

        CommandRun run = await CommandRun.Of("put", sandbox.Local("note.txt"), sandbox.Url("note.txt"));

        Assert.Equal(4, run.ExitCode);
        Assert.Contains("access refused (ERROR 2", run.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(sandbox.Root));
    }

    [Fact]
    public async Task Returns4_When_TheFileExistsAndIsNotToBeReplaced()
    {
        await using Sandbox sandbox = await Sandbox.WithServerAsync(WriteMode.Create);
        sandbox.Serve("taken", 5);
        File.WriteAllText(sandbox.Local("note.txt"), "hi");

        CommandRun run = await CommandRun.Of("put", sandbox.Local("note.txt"), sandbox.Url("taken"));

        Assert.Equal(4, run.ExitCode);
        Assert.Contains("exists already (ERROR 6", run.Error, StringComparison.Ordinal);
        Assert.Equal(5, new FileInfo(Path.Combine(sandbox.Root, "taken")).Length);
    }

    [Fact]
    public async Task Returns6_When_ThereIsNoSuchLocalFile()
    {
        CommandRun run = await CommandRun.Of("put", "/no/such/file", "tftp://127.0.0.1/x");

        Assert.Equal(6, run.ExitCode);
        Assert.StartsWith("oack: cannot read /no/such/file", run.Error, StringComparison.Ordinal);
    }
}
