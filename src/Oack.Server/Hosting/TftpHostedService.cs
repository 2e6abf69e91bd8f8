using Microsoft.Extensions.Hosting;

namespace Oack.Server;

/// <summary>Starts and stops a server with its host; a server whose thread fails takes the host down rather than serve nothing.</summary>
internal sealed class TftpHostedService(TftpServer server, IHostApplicationLifetime lifetime) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await server.StartAsync(cancellationToken).ConfigureAwait(false);
        _ = WatchAsync();
    }

    public Task StopAsync(CancellationToken cancellationToken) => server.StopAsync(drain: null, cancellationToken);

    private async Task WatchAsync()
    {
        await server.Completion.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (server.Completion.IsFaulted)
        {
            lifetime.StopApplication();
        }
    }
}
