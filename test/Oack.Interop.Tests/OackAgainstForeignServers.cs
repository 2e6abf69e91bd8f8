using System.Globalization;
using Oack.Interop.Tests.Clients;
using Oack.Interop.Tests.Lab;
using Oack.Interop.Tests.Programs;
using Oack.Interop.Tests.Servers;

namespace Oack.Interop.Tests;

/// <summary>What `oack get`, `oack put` and `oack tftp` must do against any server; each server has a class below this.</summary>
public abstract class OackAgainstForeignServers
{
    private static readonly int[] s_blockSizes = [512, 1428];

    /// <summary>Options of the command, for which each server must work or be fallen back from.</summary>
    public static TheoryData<string[]> Options => new()
    {
        Array.Empty<string>(),
        new[] { "--blksize", "8" },
        new[] { "--blksize", "512", "--windowsize", "1" },
        new[] { "--blksize", "1428" },
        new[] { "--blksize", "1428", "--windowsize", "16" },
        new[] { "--blksize", "65464" },
        new[] { "--timeout", "2" },
    };

    /// <summary>Whether the server takes uploads at all.</summary>
    private protected virtual bool TakesUploads => true;

    /// <summary>Starts the server.</summary>
    private protected abstract Task<TftpServerProgram> StartAsync(Site site, string root);

    [Theory]
    [MemberData(nameof(Options))]
    public async Task Get_DeliversEachByte_AroundBlockEdges(string[] options)
    {
        using ScratchDirectory scratch = new();
        await using NetworkLab lab = await NetworkLab.CreateAsync();
        await using TftpServerProgram server = await StartAsync(lab.Server, scratch.MakeDirectory("root"));
        foreach (long size in Sizes(options))
        {
            string name = $"{size}.bin";
            string original = scratch.Write($"root/{name}", size, seed: (int)size);
            CommandResult result = await new OackClient().GetAsync(
                lab.Client, server.Host, server.Port, name, scratch[name], options);
            ScratchDirectory.AssertSame(original, scratch[name], result.Succeeded().Output + server.Program.Output);
        }
    }

    [Theory]
    [MemberData(nameof(Options))]
    public async Task Put_StoresEachByte_AroundBlockEdges(string[] options)
    {
        using ScratchDirectory scratch = new();
        await using NetworkLab lab = await NetworkLab.CreateAsync();
        await using TftpServerProgram server = await StartAsync(lab.Server, scratch.MakeDirectory("root"));
        foreach (long size in Sizes(options))
        {
            string name = $"{size}.bin";
            string original = scratch.Write(name, size, seed: (int)size);
            CommandResult result = await new OackClient().PutAsync(
                lab.Client, server.Host, server.Port, original, name, options);
            if (!TakesUploads)
            {
                Assert.DoesNotContain("Unhandled exception", result.Failed().Output, StringComparison.Ordinal);
                Assert.False(File.Exists(scratch[$"root/{name}"]));
                return;
            }

            result.Succeeded();
            await AssertStoredAsync(server, original, scratch[$"root/{name}"], result);
        }
    }

    [Fact]
    public async Task Get_DeliversWhole_WhenBlockNumbersRollOver()
    {
        using ScratchDirectory scratch = new();
        await using NetworkLab lab = await NetworkLab.CreateAsync();
        await using TftpServerProgram server = await StartAsync(lab.Server, scratch.MakeDirectory("root"));
        string original = scratch.Write("root/large", 40_000_000);

        CommandResult result = await new OackClient().GetAsync(
            lab.Client, server.Host, server.Port, "large", scratch["copy"], "--blksize", "512", "--windowsize", "1");

        ScratchDirectory.AssertSame(original, scratch["copy"], result.Succeeded().Output);
    }

    [Fact]
    public async Task Get_FailsAndLeavesNothing_WhenTheFileIsNotThere()
    {
        using ScratchDirectory scratch = new();
        await using NetworkLab lab = await NetworkLab.CreateAsync();
        await using TftpServerProgram server = await StartAsync(lab.Server, scratch.MakeDirectory("root"));
        string target = scratch.MakeDirectory("target");

        CommandResult result = await new OackClient().GetAsync(
            lab.Client, server.Host, server.Port, "missing", Path.Combine(target, "copy"));

        Assert.DoesNotContain("Unhandled exception", result.Failed().Output, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(target));
    }

    [Fact]
    public async Task Session_FetchesAndStores_WhenCommandsComeFromAPipe()
    {
        using ScratchDirectory scratch = new();
        await using NetworkLab lab = await NetworkLab.CreateAsync();
        await using TftpServerProgram server = await StartAsync(lab.Server, scratch.MakeDirectory("root"));
        string original = scratch.Write("root/file", 100_000);
        string commands =
            $"connect {server.Host} {server.PortText}\nmode octet\ntsize on\nblksize 1024\nstatus\n"
            + $"get file {scratch["copy"]}\n"
            + (TakesUploads ? $"put {original} back\n" : string.Empty) + "quit\n";

        CommandResult result = await Command.RunAsync(
            lab.Client, TimeSpan.FromSeconds(60), commands, RealProgram.Oack, "tftp");

        ScratchDirectory.AssertSame(original, scratch["copy"], result.Succeeded().Output);
        if (TakesUploads)
        {
            await AssertStoredAsync(server, original, scratch["root/back"], result);
        }
    }

    [Fact]
    public async Task OneCommand_Fetches_WhenGivenAsTftpHpaTakesIt()
    {
        using ScratchDirectory scratch = new();
        await using NetworkLab lab = await NetworkLab.CreateAsync();
        await using TftpServerProgram server = await StartAsync(lab.Server, scratch.MakeDirectory("root"));
        string original = scratch.Write("root/file", 100_000);

        CommandResult result = await Command.RunAsync(
            lab.Client, RealProgram.Oack, "tftp", "-m", "binary", server.Host, server.PortText,
            "-c", "get", "file", scratch["copy"]);

        ScratchDirectory.AssertSame(original, scratch["copy"], result.Succeeded().Output);
    }

    private static IEnumerable<long> Sizes(string[] options)
    {
        int index = Array.IndexOf(options, "--blksize");
        int[] blockSizes = index < 0 ? s_blockSizes : [int.Parse(options[index + 1], CultureInfo.InvariantCulture)];
        return blockSizes.SelectMany(BlockEdges.For).Distinct();
    }

    // These servers close the file after the last acknowledgment has left, so a client may be back before that.
    private static Task AssertStoredAsync(TftpServerProgram server, string original, string stored, CommandResult result) =>
        server.Program.WaitUntilAsync(
            () => File.Exists(stored) && ScratchDirectory.Digest(stored) == ScratchDirectory.Digest(original),
            $"{stored} was whole; the client said {result.Output}", TimeSpan.FromSeconds(5));
}
