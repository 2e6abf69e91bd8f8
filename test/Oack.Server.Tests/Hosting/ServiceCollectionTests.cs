using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Oack.Content;
using Oack.Server.Tests.Support;

namespace Oack.Server.Tests.Hosting;

public sealed class ServiceCollectionTests
{
    [Fact]
    public async Task The_server_starts_and_stops_with_its_host_and_finds_its_content_among_the_services()
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(settings: null);
        builder.Services.AddSingleton<IContentSource>(
            DelegateContent.FromBytes((request, _) => new("for "u8.ToArray().Concat(request.Client.GetAddressBytes()).ToArray())));
        builder.Services.AddTftpServer(options => options.Listen = [new IPEndPoint(IPAddress.Loopback, 0)]);
        using IHost host = builder.Build();
        await host.StartAsync(TestContext.Current.CancellationToken);
        TftpServer server = host.Services.GetRequiredService<TftpServer>();
        using UdpClientSocket client = new(server.LocalEndpoints[0]);

        client.Ask(Packets.Rrq("made/for/me"));

        Assert.Equal([.. "for "u8, 127, 0, 0, 1], client.ReadToEnd(client.Receive()));
        await host.StopAsync(TestContext.Current.CancellationToken);
        Assert.True(server.Completion.IsCompletedSuccessfully);
    }

    [Fact]
    public void Both_configurations_apply_to_the_one_server_when_it_is_added_twice()
    {
        ServiceCollection services = new();
        services.AddTftpServer(options => options.Content = new TestContent());
        services.AddTftpServer(options => options.Listen = [new IPEndPoint(IPAddress.Loopback, 0)]);

        Assert.Single(services, service => service.ServiceType == typeof(TftpServer));
        Assert.Single(services, service => service.ServiceType == typeof(IHostedService));
    }
}
