using Oack.Interop.Tests.Clients;
using Oack.Interop.Tests.Lab;
using Oack.Interop.Tests.Programs;
using Oack.Interop.Tests.Servers;

namespace Oack.Interop.Tests;

/// <summary>
/// Blocks that fit the path, that just fit, that just do not, and that come in many fragments: a window of them leaves
/// in whatever way the system takes it, and the file arrives. With the path narrower than the link, nothing but lost
/// datagrams (or the router's word, over IPv6) tells the sender.
/// </summary>
public abstract class PathMtuLadderTests(string engine)
{
    private const int WideMtu = 9000;
    private const int NarrowMtu = 1400;
    private const int FileBytes = 1_000_000;

    // Lock-step clients wait for a second or more where something was lost; more than this is not loss but a halt.
    private static readonly TimeSpan s_sensible = TimeSpan.FromSeconds(20);

    // Over an MTU of 1500, 1468 fills a datagram of IPv4 and 1448 one of IPv6.
    private static readonly int[] s_blocks = [1428, 1468, 1469, 8192, 65464];
    private static readonly int[] s_blocksOverIPv6 = [1428, 1448, 1449, 8192, 65464];

    public sealed class OnLinux() : PathMtuLadderTests(OackFixture.Linux);

    public sealed class OnPortable() : PathMtuLadderTests(OackFixture.Portable);

    public static TheoryData<bool, bool, bool> Paths => new()
    {
        // routed, IPv6, single port
        { false, false, false },
        { false, false, true },
        { false, true, false },
        { false, true, true },
        { true, false, false },
        { true, false, true },
        { true, true, false },
        { true, true, true },
    };

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task Get_DeliversEachByte_WhateverFitsThePath(bool routed, bool overIPv6, bool singlePort)
    {
        using ScratchDirectory scratch = new();
        string root = scratch.MakeDirectory("root");
        await using NetworkLab lab = await CreateLabAsync(routed);
        await using TftpServerProgram server = await StartAsync(lab, root, singlePort);
        string host = overIPv6 ? NetworkLab.ServerV6 : server.Host;
        foreach ((IClientProgram client, long bytes, string[] options) in Ladder(overIPv6))
        {
            string name = RealProgram.Text(bytes);
            string original = File.Exists(scratch[$"root/{name}"])
                ? scratch[$"root/{name}"]
                : scratch.Write($"root/{name}", bytes, seed: (int)bytes);
            CommandResult result = await client.GetAsync(lab.Client, host, server.Port, name, scratch["copy"], options);
            AssertArrived(original, scratch["copy"], result);
            File.Delete(scratch["copy"]);
        }
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task Put_StoresEachByte_WhateverFitsThePath(bool routed, bool overIPv6, bool singlePort)
    {
        using ScratchDirectory scratch = new();
        string root = scratch.MakeDirectory("root");
        await using NetworkLab lab = await CreateLabAsync(routed);
        await using TftpServerProgram server = await StartAsync(lab, root, singlePort);
        string host = overIPv6 ? NetworkLab.ServerV6 : server.Host;
        foreach ((IClientProgram client, long bytes, string[] options) in Ladder(overIPv6))
        {
            string original = scratch.Write("file", bytes, seed: (int)bytes);
            CommandResult result = await client.PutAsync(lab.Client, host, server.Port, original, "file", options);
            AssertArrived(original, scratch["root/file"], result);
            File.Delete(scratch["root/file"]);
        }
    }

    private static void AssertArrived(string original, string copy, CommandResult result)
    {
        ScratchDirectory.AssertSame(original, copy, result.Output);
        result.Succeeded();
        Assert.True(result.Elapsed < s_sensible, $"whole, but after {result.Elapsed.TotalSeconds:F1} s:\n{result.Output}");
    }

    /// <summary>Each block size with each window, and files around the edges of a block.</summary>
    private static IEnumerable<(IClientProgram Client, long Bytes, string[] Options)> Ladder(bool overIPv6)
    {
        AtftpClient atftp = new();
        CurlClient curl = new();
        OackClient oack = new();
        foreach (int block in overIPv6 ? s_blocksOverIPv6 : s_blocks)
        {
            string blocks = RealProgram.Text(block);
            foreach ((int window, long bytes) in ((int, long)[])
                [(1, FileBytes), (16, 0), (16, block), (16, block + 1), (16, FileBytes), (64, FileBytes)])
            {
                yield return (
                    atftp, bytes, ["--option", $"blksize {blocks}", "--option", $"windowsize {RealProgram.Text(window)}"]);
            }

            yield return (oack, FileBytes, ["--blksize", blocks, "--windowsize", "16"]);
            yield return (oack, FileBytes, ["--blksize", blocks, "--windowsize", "64"]);
            yield return (curl, block, ["--tftp-blksize", blocks]);
            yield return (curl, FileBytes, ["--tftp-blksize", blocks]);
        }

        yield return (new TftpHpaClient(), FileBytes, []);
    }

    private static Task<NetworkLab> CreateLabAsync(bool routed) =>
        routed ? NetworkLab.CreateRoutedAsync(WideMtu, NarrowMtu) : NetworkLab.CreateAsync();

    private Task<TftpServerProgram> StartAsync(NetworkLab lab, string root, bool singlePort) =>
        TftpServerProgram.StartOackAsync(
            lab.Server, root,
            [
                "--engine", engine, "--write", "overwrite", "--listen", $"[{NetworkLab.ServerV6}]:69",
                .. singlePort ? (string[])["--single-port"] : [],
            ]);
}
