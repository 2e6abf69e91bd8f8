using System.Net;
using Microsoft.Extensions.Logging;
using Oack.Server.Tests.Support;

namespace Oack.Server.Tests.Hosting;

public sealed class LogTests
{
    [Fact]
    public async Task Each_finished_transfer_is_one_line_with_fields()
    {
        ListLogger logger = new();
        TestContent content = new() { Files = { ["f"] = Packets.Content(10) } };
        TftpServer server = new(new TftpServerOptions { Listen = [new IPEndPoint(IPAddress.Loopback, 0)] }, content, logger);
        await using (server)
        {
            await server.StartAsync(TestContext.Current.CancellationToken);
            using UdpClientSocket client = new(server.LocalEndpoints[0]);
            client.Ask(Packets.Rrq("f"));
            client.ReadToEnd(client.Receive());
            client.Ask(Packets.Rrq("a\nb\u001B[31m"));
            client.Receive();
            await server.StopAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
        }

        ListLogger.Line complete = Assert.Single(logger.Lines, line => line.Id == 11);
        Assert.Equal(LogLevel.Information, complete.Level);
        Assert.Equal("complete", complete.Fields["Outcome"]);
        Assert.Equal(10L, complete.Fields["Bytes"]);
        ListLogger.Line refused = Assert.Single(logger.Lines, line => line.Id == 12);
        Assert.Equal(LogLevel.Warning, refused.Level);
        Assert.Contains("a\\x0Ab\\x1B[31m", refused.Text, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refused.Text);
        Assert.Equal([1, 2, 3], logger.Lines.Where(line => line.Id < 10).Select(line => line.Id));
    }
}
