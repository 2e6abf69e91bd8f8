using Oack.Net;
using Oack.Protocol;
using Oack.Server.Tests.Support;
using static Oack.Server.Tests.Support.ShardHarness;

namespace Oack.Server.Tests.Shard;

public sealed class SinglePortTests
{
    private readonly ShardHarness _harness = new(options => options.SinglePort = true);

    public SinglePortTests()
    {
        _harness.Content.Files["f"] = Packets.Content(1_300);
        _harness.Content.Files["g"] = Packets.Content(10);
    }

    [Fact]
    public void Everything_passes_through_the_listening_port()
    {
        _harness.Ask(ClientA, Packets.Rrq("f"));
        SentDatagram data = _harness.TakeOne();

        Assert.Equal(ChannelId.Listener(0), data.Channel);
        Assert.Equal(Packets.Content(1_300), _harness.ReadToEnd(data));
        Assert.Empty(_harness.Closed);
    }

    [Fact]
    public void Clients_are_told_apart_by_address_and_port()
    {
        PeerEndpoint otherPort = ClientA.WithPort(2002);
        _harness.Ask(ClientA, Packets.Rrq("f"));
        SentDatagram first = _harness.TakeOne();
        _harness.Ask(otherPort, Packets.Rrq("f"));
        SentDatagram second = _harness.TakeOne();

        Assert.Equal(Packets.Content(1_300), _harness.ReadToEnd(second));
        Assert.Equal(Packets.Content(1_300), _harness.ReadToEnd(first));
    }

    [Fact]
    public void Clients_are_told_apart_by_the_address_that_they_asked()
    {
        PeerEndpoint otherLocal = PeerEndpoint.FromIPv4(0x0A000009, 69);
        _harness.Ask(ClientA, Packets.Rrq("f"));
        _harness.TakeOne();

        _harness.Shard.HandleDatagram(
            _harness.Now, new IncomingDatagram(ChannelId.Listener(0), ClientA, otherLocal, false), Packets.Rrq("g"));
        _harness.Drain();

        Assert.Equal(otherLocal, _harness.TakeOne().Local);
        Assert.Empty(_harness.Records);
    }

    [Fact]
    public void A_repeated_request_joins()
    {
        _harness.Ask(ClientA, Packets.Rrq("f"));
        SentDatagram data = _harness.TakeOne();

        _harness.Ask(ClientA, Packets.Rrq("f"));

        Assert.Empty(_harness.Sent);
        Assert.Equal(Packets.Content(1_300), _harness.ReadToEnd(data));
    }

    [Fact]
    public void Another_request_from_the_same_port_replaces_the_running_one()
    {
        _harness.Ask(ClientA, Packets.Rrq("f"));
        _harness.TakeOne();

        _harness.Ask(ClientA, Packets.Rrq("g"));

        Assert.Equal("closed-early", _harness.Record.OutcomeName);
        Assert.Equal(Packets.Content(10), _harness.ReadToEnd(_harness.TakeOne()));
    }

    [Fact]
    public void A_malformed_request_replaces_nothing()
    {
        _harness.Ask(ClientA, Packets.Rrq("f"));
        SentDatagram data = _harness.TakeOne();

        _harness.Ask(ClientA, Packets.Rrq(""));

        _harness.TakeOne().AssertError(4, "empty");
        Assert.Equal(Packets.Content(1_300), _harness.ReadToEnd(data));
    }

    [Fact]
    public void A_new_request_takes_the_place_of_a_dallying_upload()
    {
        _harness.Ask(ClientA, Packets.Wrq("up"));
        _harness.TakeOne();
        _harness.Ask(ClientA, Packets.Data(1, "hello"u8));
        Assert.Equal(1, _harness.TakeOne().Number);
        Assert.Equal(1, _harness.Shard.ReadCounters().DallyingTransfers);

        _harness.Ask(ClientA, Packets.Rrq("g"));

        Assert.Equal(3, _harness.TakeOne().Opcode);
        Assert.Equal(0, _harness.Shard.ReadCounters().DallyingTransfers);
    }

    [Fact]
    public void The_request_is_taken_back_when_the_client_sends_an_error_before_the_file_is_open()
    {
        _harness.Content.OpenGate = new();
        _harness.Ask(ClientA, Packets.Rrq("f"));

        _harness.Ask(ClientA, Packets.Error(0, "never mind"));
        _harness.Content.OpenGate.SetResult();
        _harness.Wake();

        Assert.Empty(_harness.Sent);
        Assert.Equal("closed-early", _harness.Record.OutcomeName);
        Assert.All(_harness.Content.Opened, content => Assert.True(content.IsDisposed));
    }
}
