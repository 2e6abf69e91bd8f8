using System.Net;
using Oack.Net;
using Oack.Server.Tests.Support;

namespace Oack.Server.Tests.Hosting;

public sealed class LifecycleTests
{
    private readonly TestContent _content = new() { Files = { ["f"] = Packets.Content(5_000) } };

    [Fact]
    public async Task Stopping_lets_a_running_transfer_finish()
    {
        await using RunningServer server = await RunningServer.StartAsync(_content);
        using UdpClientSocket client = server.Connect();
        client.Ask(Packets.Rrq("f"));
        byte[] first = client.Receive();

        Task stop = server.Server.StopAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        Assert.Equal(Packets.Content(5_000), client.ReadToEnd(first));
        await stop.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);

        Assert.Equal("complete", server.TakeRecord().OutcomeName);
    }

    [Fact]
    public async Task Cancelling_the_stop_ends_the_patience_and_tells_the_client()
    {
        await using RunningServer server = await RunningServer.StartAsync(_content);
        using UdpClientSocket client = server.Connect();
        client.Ask(Packets.Rrq("f"));
        client.Receive();
        using CancellationTokenSource impatience = new();

        Task stop = server.Server.StopAsync(TimeSpan.FromMinutes(5), impatience.Token);
        await impatience.CancelAsync();
        await stop.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);

        byte[] packet = client.Receive();
        while (Packets.OpcodeOf(packet) == 3)
        {
            packet = client.Receive();
        }

        Assert.Equal((5, 0), (Packets.OpcodeOf(packet), Packets.NumberOf(packet)));
        Assert.Equal("the server was stopped", server.TakeRecord().Cause);
    }

    [Fact]
    public async Task Stopping_twice_and_disposing_are_harmless()
    {
        RunningServer server = await RunningServer.StartAsync(_content);

        await server.Server.StopAsync(TimeSpan.Zero, TestContext.Current.CancellationToken);
        await server.Server.StopAsync(TimeSpan.Zero, TestContext.Current.CancellationToken);
        await server.DisposeAsync();
        await server.Server.DisposeAsync();

        Assert.True(server.Server.Completion.IsCompletedSuccessfully);
    }

    [Fact]
    public async Task Stopping_right_after_the_start_ends()
    {
        for (int i = 0; i < 20; i++)
        {
            await using TftpServer server = new(new TftpServerOptions { Listen = [new IPEndPoint(IPAddress.Loopback, 0)] }, _content);
            await server.StartAsync(TestContext.Current.CancellationToken);
            await server.StopAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken)
                .WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
        }
    }

    [Fact]
    public async Task Starting_twice_is_a_callers_bug()
    {
        await using RunningServer server = await RunningServer.StartAsync(_content);

        await Assert.ThrowsAsync<InvalidOperationException>(() => server.Server.StartAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_port_in_use_is_told_with_its_address()
    {
        await using RunningServer first = await RunningServer.StartAsync(_content);
        await using TftpServer second = new(new TftpServerOptions { Listen = [first.Endpoint] }, _content);

        BindException exception = await Assert.ThrowsAsync<BindException>(
            () => second.StartAsync(TestContext.Current.CancellationToken));

        Assert.Contains(first.Endpoint.ToString(), exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_handler_that_throws_silences_nobody()
    {
        await using RunningServer server = await RunningServer.StartAsync(_content);
        server.Server.TransferStarted += (_, _) => throw new InvalidOperationException("a handler's bug");
        using UdpClientSocket client = server.Connect();

        client.Ask(Packets.Rrq("f"));

        Assert.Equal(Packets.Content(5_000), client.ReadToEnd(client.Receive()));
        Assert.Equal("complete", server.TakeRecord().OutcomeName);
    }

    [Fact]
    public async Task The_table_of_running_transfers_fills_when_somebody_asks()
    {
        await using RunningServer server = await RunningServer.StartAsync(_content);
        using UdpClientSocket client = server.Connect();
        client.Ask(Packets.Rrq("f"));
        client.Receive();

        Assert.True(SpinWait.SpinUntil(() => server.Server.ActiveTransfers.Count == 1, TimeSpan.FromSeconds(10)));

        Assert.Equal("f", server.Server.ActiveTransfers[0].Name);
    }
}
