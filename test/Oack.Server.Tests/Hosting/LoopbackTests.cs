using System.Net;
using System.Net.Sockets;
using Oack.Net;
using Oack.Server.Tests.Support;

namespace Oack.Server.Tests.Hosting;

/// <summary>The server over real sockets, with a client that says exactly what the test wants.</summary>
public sealed class LoopbackTests
{
    private readonly TestContent _content = new() { Files = { ["f"] = Packets.Content(5_000), ["g"] = Packets.Content(10) } };

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_file_is_read_in_lock_step(bool singlePort)
    {
        await using RunningServer server = await RunningServer.StartAsync(_content, options => options.SinglePort = singlePort);
        using UdpClientSocket client = server.Connect();

        client.Ask(Packets.Rrq("f"));
        byte[] first = client.Receive();

        Assert.Equal(singlePort, client.Peer.Port == server.Endpoint.Port);
        Assert.Equal(Packets.Content(5_000), client.ReadToEnd(first));
        TransferRecord record = server.TakeRecord();
        Assert.Equal("complete", record.OutcomeName);
        Assert.NotNull(record.EndedAt);
        Assert.NotNull(record.RoundTrip);
    }

    [Fact]
    public async Task A_file_is_stored()
    {
        await using RunningServer server = await RunningServer.StartAsync(_content);
        using UdpClientSocket client = server.Connect();

        client.Ask(Packets.Wrq("up", ("blksize", "1024")));
        Assert.Equal("blksize=1024", Packets.OptionsOf(client.Receive()));
        client.Reply(Packets.Data(1, Packets.Content(1_024)));
        Assert.Equal(1, Packets.NumberOf(client.Receive()));
        client.Reply(Packets.Data(2, "end"u8));
        Assert.Equal(2, Packets.NumberOf(client.Receive()));

        Assert.Equal([.. Packets.Content(1_024), .. "end"u8], Assert.Single(_content.Uploads).Bytes);
        Assert.Equal("complete", server.TakeRecord().OutcomeName);
    }

    [Fact]
    public async Task A_finished_upload_gives_up_the_only_port_for_the_next_transfer()
    {
        await using RunningServer server = await RunningServer.StartAsync(_content, options =>
        {
            options.PortRange = FreePort();
            options.Shards = 1;
        });
        using UdpClientSocket first = server.Connect();
        using UdpClientSocket second = server.Connect();
        first.Ask(Packets.Wrq("up"));
        first.Receive();
        first.Reply(Packets.Data(1, "end"u8));
        Assert.Equal(1, Packets.NumberOf(first.Receive()));

        second.Ask(Packets.Rrq("f"));

        Assert.Equal(Packets.Content(5_000), second.ReadToEnd(second.Receive()));
        Assert.Equal(first.Peer.Port, second.Peer.Port);
        Assert.Equal(("complete", 0), (server.TakeRecord().OutcomeName, server.TakeRecord().Retransmissions));
    }

    private static PortRange FreePort()
    {
        using Socket probe = HoldPort(out PortRange range);
        return range;
    }

    private static Socket HoldPort(out PortRange range)
    {
        Socket holder = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        holder.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        int port = ((IPEndPoint)holder.LocalEndPoint!).Port;
        range = new PortRange(port, port);
        return holder;
    }

    [Fact]
    public async Task The_server_serves_on_after_every_kind_of_broken_datagram()
    {
        await using RunningServer server = await RunningServer.StartAsync(_content);
        (byte[] Datagram, int? Code)[] broken =
        [
            ([], null),
            ([0], null),
            ([0, 1], 4),
            ([0, 1, 97, 98, 99], 4),
            ("\0\u0001abcde"u8.ToArray(), 4),
            (Packets.Rrq(""), 4),
            (Packets.Rrq(new string('n', 2_000)), 4),
            (Packets.Rrq(new string('n', 65_000)), 4),
            (new byte[65_507], 4),
            (Packets.Request(1, "f", "mail"), 4),
            (Packets.Request(1, "f", "%s%n%s%n"), 4),
            (Packets.Error(0, "no"), null),
            (Packets.Error(5, ""), null),
            (Packets.Data(1, new byte[60_000]), 5),
            (Packets.Ack(1), 5),
            ([0, 6, (byte)'x', 0, (byte)'1', 0], 5),
            ([0, 99, 0, 0], 4),
        ];
        foreach ((byte[] datagram, int? code) in broken)
        {
            using UdpClientSocket sender = server.Connect();
            sender.Ask(datagram);
            if (code is { } expected)
            {
                byte[] error = sender.Receive();
                Assert.Equal((5, expected), (Packets.OpcodeOf(error), Packets.NumberOf(error)));
                Assert.Equal(0, error[^1]);
                Assert.InRange(error.Length, 5, 300);
            }
        }

        using UdpClientSocket client = server.Connect();
        client.Ask(Packets.Rrq("f"));

        Assert.Equal(Packets.Content(5_000), client.ReadToEnd(client.Receive()));
        Assert.False(client.HasMore);
    }

    [Fact]
    public async Task A_stranger_gets_error_5_and_the_transfer_goes_on()
    {
        await using RunningServer server = await RunningServer.StartAsync(_content);
        using UdpClientSocket client = server.Connect();
        client.Ask(Packets.Rrq("f"));
        byte[] first = client.Receive();
        using UdpClientSocket stranger = new(client.Peer);

        stranger.Ask(Packets.Ack(1));

        byte[] error = stranger.Receive();
        Assert.Equal((5, 5), (Packets.OpcodeOf(error), Packets.NumberOf(error)));
        Assert.Equal(client.Peer, stranger.Peer);
        Assert.Equal(Packets.Content(5_000), client.ReadToEnd(first));
    }

    [Fact]
    public async Task The_ports_of_transfers_come_from_the_range()
    {
        await using RunningServer server = await RunningServer.StartAsync(
            _content, options => options.PortRange = new Net.PortRange(38_410, 38_429));
        using UdpClientSocket client = server.Connect();

        client.Ask(Packets.Rrq("f"));
        byte[] first = client.Receive();

        Assert.InRange(client.Peer.Port, 38_410, 38_429);
        Assert.Equal(Packets.Content(5_000), client.ReadToEnd(first));
    }

    [Fact]
    public async Task The_client_is_told_when_others_hold_the_range()
    {
        using Socket holder = HoldPort(out PortRange range);
        await using RunningServer server = await RunningServer.StartAsync(_content, options => options.PortRange = range);
        using UdpClientSocket client = server.Connect();

        client.Ask(Packets.Rrq("f"));

        byte[] error = client.Receive();
        Assert.Equal((5, 0), (Packets.OpcodeOf(error), Packets.NumberOf(error)));
        Assert.Equal(server.Endpoint, client.Peer);
    }

    [Fact]
    public async Task Each_of_several_listeners_is_served()
    {
        await using RunningServer server = await RunningServer.StartAsync(
            _content, options => options.Listen = [new(IPAddress.Loopback, 0), new(IPAddress.IPv6Loopback, 0)]);

        foreach (IPEndPoint endpoint in server.Server.LocalEndpoints)
        {
            using UdpClientSocket client = new(endpoint);
            client.Ask(Packets.Rrq("g"));
            Assert.Equal(Packets.Content(10), client.ReadToEnd(client.Receive()));
            Assert.Equal(endpoint, server.TakeRecord().Server);
        }
    }

    [Fact]
    public async Task Three_hundred_clients_at_once_get_their_files()
    {
        await using RunningServer server = await RunningServer.StartAsync(_content);
        UdpClientSocket[] clients = [.. Enumerable.Range(0, 300).Select(_ => server.Connect())];
        foreach (UdpClientSocket client in clients)
        {
            client.Ask(Packets.Rrq("f", ("windowsize", "16")));
        }

        foreach (UdpClientSocket client in clients)
        {
            Assert.Equal("windowsize=16", Packets.OptionsOf(client.Receive()));
            client.Reply(Packets.Ack(0));
        }

        foreach (UdpClientSocket client in clients)
        {
            List<byte> bytes = [];
            for (int block = 1; block <= 10; block++)
            {
                byte[] data = client.Receive();
                Assert.Equal(block, Packets.NumberOf(data));
                bytes.AddRange(data.AsSpan(4));
            }

            client.Reply(Packets.Ack(10));
            Assert.Equal(Packets.Content(5_000), bytes);
            client.Dispose();
        }

        for (int i = 0; i < clients.Length; i++)
        {
            Assert.Equal("complete", server.TakeRecord().OutcomeName);
        }
    }
}
