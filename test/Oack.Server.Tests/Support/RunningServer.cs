using System.Collections.Concurrent;
using System.Net;

namespace Oack.Server.Tests.Support;

/// <summary>A server on loopback with its records.</summary>
internal sealed class RunningServer : IAsyncDisposable
{
    private readonly BlockingCollection<TransferRecord> _records = [];

    private RunningServer(TftpServer server)
    {
        Server = server;
        server.TransferEnded += (_, record) => _records.Add(record);
    }

    internal TftpServer Server { get; }

    internal IPEndPoint Endpoint => Server.LocalEndpoints[0];

    internal static async Task<RunningServer> StartAsync(Oack.Content.IContentSource content, Action<TftpServerOptions>? configure = null)
    {
        TftpServerOptions options = new() { Listen = [new IPEndPoint(IPAddress.Loopback, 0)] };
        configure?.Invoke(options);
        RunningServer running = new(new TftpServer(options, content));
        await running.Server.StartAsync(TestContext.Current.CancellationToken);
        return running;
    }

    internal UdpClientSocket Connect() => new(Endpoint);

    /// <summary>The next record; waits for it.</summary>
    internal TransferRecord TakeRecord() =>
        _records.TryTake(out TransferRecord? record, TimeSpan.FromSeconds(10))
            ? record
            : throw new TimeoutException("No record came within 10 s.");

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        _records.Dispose();
    }
}
