using System.Net;
using Oack.Content;
using Oack.Server;

namespace Oack.Cli.Tests.Support;

/// <summary>A directory of its own, and a server on loopback that serves another one.</summary>
internal sealed class Sandbox : IAsyncDisposable
{
    private readonly DirectoryContent? _content;
    private readonly TftpServer? _server;

    private Sandbox(string path, TftpServer? server, DirectoryContent? content)
    {
        Path = path;
        _server = server;
        _content = content;
    }

    /// <summary>Where the client's files are.</summary>
    public string Path { get; }

    /// <summary>Where the server's files are.</summary>
    public string Root => System.IO.Path.Combine(Path, "root");

    public int Port => _server!.LocalEndpoints[0].Port;

    /// <summary>What is not expected to have anything listening.</summary>
    public static Sandbox WithoutServer()
    {
        string path = Directory.CreateTempSubdirectory("oack-cli-").FullName;
        Directory.CreateDirectory(System.IO.Path.Combine(path, "root"));
        return new Sandbox(path, null, null);
    }

    public static async Task<Sandbox> WithServerAsync(WriteMode writes = WriteMode.None, Action<TftpServerOptions>? configure = null)
    {
        string path = Directory.CreateTempSubdirectory("oack-cli-").FullName;
        string root = Directory.CreateDirectory(System.IO.Path.Combine(path, "root")).FullName;
        DirectoryContent content = new(new DirectoryContentOptions { Root = root, WriteMode = writes });
        TftpServerOptions options = new() { Listen = [new IPEndPoint(IPAddress.Loopback, 0)] };
        configure?.Invoke(options);
        TftpServer server = new(options, content);
        await server.StartAsync();
        return new Sandbox(path, server, content);
    }

    public string Local(string name) => System.IO.Path.Combine(Path, name);

    public string Url(string name) => $"tftp://127.0.0.1:{Port}/{name}";

    /// <summary>Puts a file on the server.</summary>
    public byte[] Serve(string name, int bytes)
    {
        byte[] content = new byte[bytes];
        new Random(bytes).NextBytes(content);
        File.WriteAllBytes(System.IO.Path.Combine(Root, name), content);
        return content;
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
            _content!.Dispose();
        }

        Directory.Delete(Path, recursive: true);
    }
}
