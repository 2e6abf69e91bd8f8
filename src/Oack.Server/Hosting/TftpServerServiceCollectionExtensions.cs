using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Oack.Content;

namespace Oack.Server;

/// <summary>Registration of a TFTP server among the services of a host.</summary>
public static class TftpServerServiceCollectionExtensions
{
    /// <summary>
    /// Adds a <see cref="TftpServer"/> that starts and stops with the host. Its content is
    /// <see cref="TftpServerOptions.Content"/> or else the registered <see cref="IContentSource"/>; its clock a registered
    /// <see cref="TimeProvider"/>, if there is one. Calling it again adds to the configuration of the one server.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="configure">Sets the options.</param>
    /// <returns>The services, for further calls.</returns>
    public static IServiceCollection AddTftpServer(this IServiceCollection services, Action<TftpServerOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configure);
        services.AddOptions<TftpServerOptions>().Configure(configure);
        services.TryAddSingleton(provider =>
        {
            TftpServerOptions options = provider.GetRequiredService<IOptions<TftpServerOptions>>().Value;
            return new TftpServer(
                options,
                options.Content ?? provider.GetService<IContentSource>(),
                provider.GetService<ILogger<TftpServer>>(),
                provider.GetService<TimeProvider>());
        });
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, TftpHostedService>());
        return services;
    }
}
