using Oack.Cli.Tests.Support;
using Oack.Content;

namespace Oack.Cli.Tests;

/// <summary>The command as a shell runs it: exit codes, pipes, signals.</summary>
public sealed class ProcessTests
{
    [Fact]
    public async Task WritesInTheCurrentDirectory_When_NoTargetIsGiven()
    {
        await using Sandbox sandbox = await Sandbox.WithServerAsync();
        byte[] file = sandbox.Serve("file.bin", 70_000);

        using OackProcess oack = await OackProcess.RunAsync(sandbox.Path, "", "get", sandbox.Url("file.bin"));

        Assert.Equal(0, oack.ExitCode);
        Assert.Equal(file, File.ReadAllBytes(sandbox.Local("file.bin")));
        Assert.StartsWith("file.bin: 70,000 bytes in ", oack.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task StoresWhatIsPipedIn_When_LocalIsADash()
    {
        await using Sandbox sandbox = await Sandbox.WithServerAsync(WriteMode.Create);

        using OackProcess oack = await OackProcess.RunAsync(sandbox.Path, "from a pipe", "put", "-", sandbox.Url("piped"));

        Assert.Equal(0, oack.ExitCode);
        Assert.Equal("from a pipe", File.ReadAllText(Path.Combine(sandbox.Root, "piped")));
    }

    [Fact]
    public async Task WritesTheBytesAlone_When_TargetIsADash()
    {
        await using Sandbox sandbox = await Sandbox.WithServerAsync();
        File.WriteAllText(Path.Combine(sandbox.Root, "text"), "the text\n");

        using OackProcess oack = await OackProcess.RunAsync(sandbox.Path, "", "get", sandbox.Url("text"), "-");

        Assert.Equal(0, oack.ExitCode);
        Assert.Equal("the text\n", oack.Output);
    }

    [Theory]
    [InlineData(OackProcess.SigInt, 130)]
    [InlineData(OackProcess.SigTerm, 143)]
    public async Task TellsTheServerAndLeavesNothing_When_Interrupted(int signal, int exitCode)
    {
        await using Sandbox sandbox = Sandbox.WithoutServer();
        using SilentServer server = new();
        using OackProcess oack = OackProcess.Start(sandbox.Path, "get", $"tftp://127.0.0.1:{server.Port}/file");
        string ending = await server.SendOneBlockAsync(() => oack.Signal(signal));

        Assert.Equal(exitCode, await oack.ExitAsync());
        Assert.Equal("ERROR code=0 \"cancelled by the user\"", ending);
        Assert.Equal("oack: interrupted; nothing was written\n", oack.Error);
        Assert.Equal(["root"], Directory.GetFileSystemEntries(sandbox.Path).Select(Path.GetFileName));
    }

    [Fact]
    public async Task EndsThePipe_When_TheShellIsInterrupted()
    {
        await using Sandbox sandbox = Sandbox.WithoutServer();
        using SilentServer server = new();
        using OackProcess oack = OackProcess.Start(sandbox.Path, "tftp", "127.0.0.1", $"{server.Port}");
        await oack.Input.WriteAsync("get file\nstatus\n");
        oack.Input.Close();
        string ending = await server.SendOneBlockAsync(() => oack.Signal(OackProcess.SigInt));

        Assert.Equal(130, await oack.ExitAsync());
        Assert.StartsWith("ERROR code=0", ending, StringComparison.Ordinal);
        Assert.Empty(oack.Output);
    }

    [Fact]
    public async Task ReturnsUsage_When_TheCommandLineIsWrong()
    {
        using OackProcess oack = await OackProcess.RunAsync("/", "", "get", "nohost");

        Assert.Equal(2, oack.ExitCode);
        Assert.Contains("has no host", oack.Error, StringComparison.Ordinal);
    }
}
