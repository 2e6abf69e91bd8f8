using Oack.Server.Tests.Support;
using static Oack.Server.Tests.Support.ShardHarness;

namespace Oack.Server.Tests.Shard;

public sealed class MalformedRequestTests
{
    private readonly ShardHarness _harness = new();

    [Fact]
    public void Nothing_is_answered_when_the_datagram_is_empty()
    {
        _harness.Ask(ClientA, []);

        Assert.Empty(_harness.Sent);
        Assert.Equal(1, _harness.Shard.ReadCounters().Malformed);
    }

    [Fact]
    public void Nothing_is_answered_when_the_datagram_has_one_byte()
    {
        _harness.Ask(ClientA, [0]);

        Assert.Empty(_harness.Sent);
        Assert.Equal(1, _harness.Shard.ReadCounters().Malformed);
    }

    [Theory]
    [InlineData(new byte[] { 0, 1 })]
    [InlineData(new byte[] { 0, 1, (byte)'a' })]
    [InlineData(new byte[] { 0, 1, (byte)'a', (byte)'b', (byte)'c' })]
    [InlineData(new byte[] { 0, 2, (byte)'a', 0, (byte)'o' })]
    public void Error_4_says_so_when_a_string_has_no_nul(byte[] request)
    {
        _harness.Ask(ClientA, request);

        _harness.TakeOne().AssertError(4, "NUL");
        Assert.Equal(RequestRejection.Malformed, Assert.Single(_harness.Rejections));
        Assert.Empty(_harness.Records);
    }

    [Fact]
    public void Error_4_says_so_when_the_name_is_empty()
    {
        _harness.Ask(ClientA, Packets.Rrq(""));

        _harness.TakeOne().AssertError(4, "empty file name");
    }

    [Fact]
    public void Error_4_says_so_when_the_name_has_2000_bytes()
    {
        _harness.Ask(ClientA, Packets.Rrq(new string('n', 2_000)));

        _harness.TakeOne().AssertError(4, "too long");
    }

    [Fact]
    public void Error_4_says_so_when_the_request_has_64_kilobytes()
    {
        _harness.Ask(ClientA, Packets.Rrq(new string('n', 65_000)));

        _harness.TakeOne().AssertError(4, "too long");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(9)]
    [InlineData(256)]
    [InlineData(65_535)]
    public void Error_4_names_the_opcode_when_TFTP_does_not_have_it(int opcode)
    {
        _harness.Ask(ClientA, [(byte)(opcode >> 8), (byte)opcode, 0, 0]);

        _harness.TakeOne().AssertError(4, $"opcode {opcode}");
        Assert.Equal(1, _harness.Shard.ReadCounters().UnknownOpcodes);
    }

    [Theory]
    [InlineData("mail")]
    [InlineData("MAIL")]
    [InlineData("binary")]
    [InlineData("")]
    public void Error_4_names_the_mode_and_a_record_is_written_when_it_is_not_served(string mode)
    {
        _harness.Ask(ClientA, Packets.Request(1, "file", mode));

        _harness.TakeOne().AssertError(4, $"Mode {mode} is not served: use octet or netascii");
        Assert.Equal("refused", _harness.Record.OutcomeName);
        Assert.Null(_harness.Record.Mode);
    }

    [Fact]
    public void The_answer_comes_from_the_address_and_port_that_were_asked()
    {
        _harness.Ask(ClientA, Packets.Rrq(""), listener: 3);

        SentDatagram error = _harness.TakeOne();
        Assert.Equal(Oack.Net.ChannelId.Listener(3), error.Channel);
        Assert.Equal(ServerAddress, error.Local);
        Assert.Equal(ClientA, error.Remote);
    }
}
