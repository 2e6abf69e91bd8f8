using Oack.Protocol.Observe;
using Oack.Server.Tests.Support;
using static Oack.Server.Tests.Support.ShardHarness;

namespace Oack.Server.Tests.Shard;

/// <summary>What the server says of its own conversations.</summary>
public sealed class DiagnosisTests
{
    private readonly ShardHarness _harness = new();

    public DiagnosisTests() => _harness.Content.Files["f"] = Packets.Content(2_000);

    [Fact]
    public void Nothing_is_found_when_a_transfer_is_clean()
    {
        _harness.Ask(ClientA, Packets.Rrq("f"));
        _harness.ReadToEnd(_harness.TakeOne());

        Assert.Empty(_harness.Record.Findings);
        Assert.DoesNotContain("lost", _harness.Record.ToText(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_record_tells_the_size_probe()
    {
        _harness.Ask(ClientA, Packets.Rrq("f", ("tsize", "0"), ("blksize", "512")));
        _harness.Reply(_harness.TakeOne(), Packets.Error(8, "User aborted the transfer"));

        Finding finding = Assert.Single(_harness.Record.Findings);
        Assert.Equal("size-probe", finding.CodeName);
        Assert.Contains("2,000 bytes", finding.Explanation, StringComparison.Ordinal);
    }

    [Fact]
    public void The_record_and_its_line_tell_of_a_lost_block()
    {
        _harness.Ask(ClientA, Packets.Rrq("f"));
        _harness.Reply(_harness.TakeOne(), Packets.Ack(1));
        _harness.TakeOne();
        _harness.Advance(TimeSpan.FromMilliseconds(20));
        SentDatagram again = _harness.TakeAll()[^1];

        _harness.ReadToEnd(again);

        Assert.Contains(_harness.Record.Findings, finding => finding.Code == FindingCode.DataLost);
        Assert.Contains("data-lost: DATA was lost", _harness.Record.ToText(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_running_transfer_tells_what_was_found_so_far()
    {
        _harness.Ask(ClientA, Packets.Rrq("f", ("blksize", "4")));
        _ = _harness.Shard.ActiveTransfers;
        _harness.Wake();

        ActiveTransfer active = Assert.Single(_harness.Shard.ActiveTransfers);
        Assert.Equal("option-out-of-range", active.Findings[0].CodeName);
    }

    [Fact]
    public void A_search_list_is_told_when_its_last_name_is_found()
    {
        _harness.Content.Files["pxelinux.cfg/default"] = Packets.Content(10);
        foreach (string name in new[] { "0A000002", "0A00000", "0A0000", "default" })
        {
            _harness.Ask(ClientA, Packets.Rrq("pxelinux.cfg/" + name));
        }

        _harness.ReadToEnd(_harness.TakeAll()[^1]);

        Assert.Contains(_harness.Records[^1].Findings, finding => finding.Code == FindingCode.SearchOrder);
        Assert.Equal(FindingSeverity.Note, _harness.Records[0].Findings[0].Severity);
    }

    [Fact]
    public void The_record_tells_a_silent_client()
    {
        _harness.Ask(ClientA, Packets.Rrq("f"));
        _harness.Reply(_harness.TakeOne(), Packets.Ack(1));
        _harness.Advance(TimeSpan.FromMinutes(2));

        Assert.Equal("stalled", _harness.Record.OutcomeName);
        Assert.Contains(_harness.Record.Findings, finding => finding.Code == FindingCode.ClientSilent);
    }

    [Fact]
    public void Nothing_is_watched_when_it_is_switched_off()
    {
        ShardHarness harness = new(options => options.Diagnosis = false);
        harness.Content.Files["f"] = Packets.Content(2_000);
        harness.Ask(ClientA, Packets.Rrq("f", ("tsize", "0")));
        harness.Reply(harness.TakeOne(), Packets.Error(8, ""));

        Assert.Empty(harness.Record.Findings);
    }
}
