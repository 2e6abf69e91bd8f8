using Oack.Interop.Tests.Clients;
using Oack.Interop.Tests.Lab;
using Oack.Interop.Tests.Programs;
using Oack.Interop.Tests.Servers;

namespace Oack.Interop.Tests;

/// <summary>A boot storm: 300 real clients at once, half of them after the same file, each checked by its digest.</summary>
[Collection(MeasuredAlone.Name)]
public sealed class CrowdTests
{
    private const int Clients = 300;
    private const int SharedEvery = 2;
    private const long FileBytes = 300_000;

    [Fact]
    public async Task Get_DeliversEachFile_When300ClientsAskAtOnce()
    {
        CurlClient curl = new();
        using ScratchDirectory scratch = new();
        string root = scratch.MakeDirectory("root");
        string shared = scratch.Write("root/shared", FileBytes);
        await using TftpServerProgram server = await TftpServerProgram.StartOackAsync(Site.Machine, root);
        for (int client = 0; client < Clients; client++)
        {
            if (client % SharedEvery != 0)
            {
                scratch.Write($"root/{client}", FileBytes + client, seed: client);
            }
        }

        Task<CommandResult>[] downloads =
        [
            .. Enumerable.Range(0, Clients).Select(client => curl.GetAsync(
                Site.Machine, server.Host, server.Port, NameFor(client), scratch[$"copy-{client}"],
                "--tftp-blksize", "1428")),
        ];
        CommandResult[] results = await Task.WhenAll(downloads);

        for (int client = 0; client < Clients; client++)
        {
            string original = client % SharedEvery == 0 ? shared : scratch[$"root/{client}"];
            ScratchDirectory.AssertSame(original, scratch[$"copy-{client}"], $"client {client}: {results[client].Output}");
            results[client].Succeeded();
        }
    }

    [Fact]
    public async Task Put_StoresEachFile_When100ClientsSendAtOnce()
    {
        const int Senders = 100;
        CurlClient curl = new();
        using ScratchDirectory scratch = new();
        string root = scratch.MakeDirectory("root");
        await using TftpServerProgram server = await TftpServerProgram.StartOackAsync(
            Site.Machine, root, "--write", "create");
        for (int client = 0; client < Senders; client++)
        {
            scratch.Write($"{client}", FileBytes + client, seed: client);
        }

        CommandResult[] results = await Task.WhenAll(Enumerable.Range(0, Senders).Select(client => curl.PutAsync(
            Site.Machine, server.Host, server.Port, scratch[$"{client}"], $"{client}", "--tftp-blksize", "1428")));

        for (int client = 0; client < Senders; client++)
        {
            results[client].Succeeded();
            ScratchDirectory.AssertSame(scratch[$"{client}"], scratch[$"root/{client}"], results[client].Output);
        }

        Assert.Equal(Senders, Directory.EnumerateFileSystemEntries(root).Count());
    }

    private static string NameFor(int client) => client % SharedEvery == 0 ? "shared" : RealProgram.Text(client);
}
