using System.Text;
using Oack.Server.Tests.Support;
using static Oack.Server.Tests.Support.ShardHarness;

namespace Oack.Server.Tests.Shard;

public sealed class NetasciiTests
{
    private readonly ShardHarness _harness = new();

    [Fact]
    public void Line_ends_are_translated_on_the_way_out()
    {
        string text = string.Concat(Enumerable.Repeat("line\nbare\rend\r\n", 100));
        _harness.Content.Files["f"] = Encoding.ASCII.GetBytes(text);

        _harness.Ask(ClientA, Packets.Request(1, "f", "NetASCII"));

        string expected = string.Concat(Enumerable.Repeat("line\r\nbare\r\0end\r\0\r\n", 100));
        Assert.Equal(expected, Encoding.ASCII.GetString(_harness.ReadToEnd(_harness.TakeOne())));
        Assert.Equal("complete", _harness.Record.OutcomeName);
        Assert.Equal(expected.Length, _harness.Record.Bytes);
    }

    [Fact]
    public void Line_ends_are_translated_on_the_way_in_also_across_blocks()
    {
        _harness.Ask(ClientA, Packets.Request(2, "up", "netascii", ("blksize", "8")));
        SentDatagram oack = _harness.TakeOne();

        _harness.Reply(oack, Packets.Data(1, "1234567\r"u8));
        _harness.Reply(oack, Packets.Data(2, "\nx\r\0yz\r\n"u8));
        _harness.Reply(oack, Packets.Data(3, []));

        Assert.Equal("1234567\nx\ryz\n", Encoding.ASCII.GetString(Assert.Single(_harness.Content.Uploads).Bytes));
        Assert.Equal("complete", _harness.Record.OutcomeName);
    }

    [Fact]
    public void The_size_is_not_promised()
    {
        _harness.Content.Files["f"] = "a\nb"u8.ToArray();

        _harness.Ask(ClientA, Packets.Request(1, "f", "netascii", ("tsize", "0"), ("blksize", "1024")));

        Assert.Equal("blksize=1024", Packets.OptionsOf(_harness.TakeOne().Bytes));
    }
}
