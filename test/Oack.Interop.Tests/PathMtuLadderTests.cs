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
    private static readonly int[] s_blocks = [512, 1428, 1448, 1449, 1468, 1469, 8192, 65464];
    private static readonly int[] s_windows = [1, 16, 64];

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
        foreach ((IClientProgram client, long bytes, string[] options) in Ladder())
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
        foreach ((IClientProgram client, long bytes, string[] options) in Ladder())
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

    /// <summary>
    /// Each block size with each window, and files around the edges of a block: all of it by the client that starts
    /// soonest, and a cut through it by the others.
    /// </summary>
    private static IEnumerable<(IClientProgram Client, long Bytes, string[] Options)> Ladder()
    {
        AtftpClient atftp = new();
        CurlClient curl = new();
        OackClient oack = new();
        TftpHpaClient hpa = new();
        foreach (int block in s_blocks)
        {
            string blocks = RealProgram.Text(block);
            foreach (int window in s_windows)
            {
                string[] agreed = ["--option", $"blksize {blocks}", "--option", $"windowsize {RealProgram.Text(window)}"];
                foreach (long bytes in (long[])[0, block, block + 1, FileBytes])
                {
                    yield return (atftp, bytes, agreed);
                }

                yield return (oack, FileBytes, ["--blksize", blocks, "--windowsize", RealProgram.Text(window)]);
            }

            yield return (curl, block, ["--tftp-blksize", blocks]);
            yield return (curl, FileBytes, ["--tftp-blksize", blocks]);
        }

        yield return (hpa, FileBytes, []);
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
