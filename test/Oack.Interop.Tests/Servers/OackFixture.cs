using Oack.Interop.Tests.Clients;
using Oack.Interop.Tests.Lab;
using Oack.Interop.Tests.Programs;

namespace Oack.Interop.Tests.Servers;

/// <summary>One `oack serve` on this machine for all tests of a class; it takes uploads and lets them overwrite.</summary>
public abstract class OackFixture(string engine) : IAsyncLifetime
{
    /// <summary>The words of `oack serve --engine` that name an engine.</summary>
    public const string Linux = "linux";

    /// <inheritdoc cref="Linux"/>
    public const string Portable = "portable";

    private ScratchDirectory? _scratch;
    private TftpServerProgram? _server;

    /// <summary>The directory of the class; the server serves `root` in it.</summary>
    internal ScratchDirectory Scratch => _scratch!;

    /// <summary>The engine that it runs on.</summary>
    internal string Engine => engine;

    /// <summary>The server.</summary>
    internal TftpServerProgram Server => _server!;

    public async ValueTask InitializeAsync()
    {
        _scratch = new ScratchDirectory();
        _server = await TftpServerProgram.StartOackAsync(
            Site.Machine, _scratch.MakeDirectory("root"), "--write", "overwrite", "--engine", engine);
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        _scratch?.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Lets a client fetch a file of each size, and compares what arrived.</summary>
    internal Task GetEachSizeAsync(IClientProgram client, IEnumerable<long> sizes, params string[] options) =>
        EachSizeAsync(client, sizes, options, upload: false);

    /// <summary>Lets a client store a file of each size, and compares what the server then holds.</summary>
    internal Task PutEachSizeAsync(IClientProgram client, IEnumerable<long> sizes, params string[] options) =>
        EachSizeAsync(client, sizes, options, upload: true);

    private async Task EachSizeAsync(
        IClientProgram client, IEnumerable<long> sizes, string[] options, bool upload)
    {
        string prefix = Guid.NewGuid().ToString("N")[..8];
        foreach (long size in sizes)
        {
            string name = $"{prefix}-{size}.bin";
            string local = Scratch[name];
            string remote = Scratch[$"root/{name}"];
            string original = Scratch.Write(upload ? name : $"root/{name}", size, seed: (int)size + 1);
            CommandResult result = upload
                ? await client.PutAsync(Site.Machine, Server.Host, Server.Port, local, name, options)
                : await client.GetAsync(Site.Machine, Server.Host, Server.Port, name, local, options);
            ScratchDirectory.AssertSame(
                original, upload ? remote : local, $"{size} bytes, options {string.Join(' ', options)}\n{result.Output}");
            result.Succeeded();
        }
    }
}
