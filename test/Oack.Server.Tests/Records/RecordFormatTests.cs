using System.Net;
using System.Text.Json;
using Oack.Protocol;
using Oack.Protocol.Observe;
using Oack.Protocol.Transfer;
using Oack.Protocol.Wire;

namespace Oack.Server.Tests.Records;

public sealed class RecordFormatTests
{
    private static readonly TransferRecord s_complete = new()
    {
        Id = 7,
        EndedAt = new DateTimeOffset(2026, 1, 2, 3, 4, 5, 678, TimeSpan.FromHours(2)),
        Client = new IPEndPoint(IPAddress.Parse("192.0.2.7"), 2071),
        Server = new IPEndPoint(IPAddress.Parse("192.0.2.1"), 69),
        Operation = Opcode.ReadRequest,
        Name = "pxelinux.0",
        Mode = TransferMode.Octet,
        Asked = [new("tsize", "0"), new("blksize", "1408"), new("BLKSIZE", "9"), new("odd", "")],
        Granted = [new("tsize", "26443"), new("blksize", "1408")],
        Content = "/srv/tftp/pxelinux.0",
        Bytes = 26_443,
        TotalBytes = 26_443,
        Duration = TimeSpan.FromMilliseconds(31),
        BlockSize = 1_408,
        WindowBlocks = 1,
        DatagramsSent = 21,
        DatagramsReceived = 21,
        Retransmissions = 1,
        Timeouts = 1,
        RoundTrip = TimeSpan.FromMicroseconds(412),
        Outcome = TransferOutcome.Complete,
        Cause = "the whole file was sent",
    };

    [Fact]
    public void The_json_is_one_line_with_the_documented_fields()
    {
        string expected = string.Concat(
            "{'time':'2026-01-02T01:04:05.678Z','id':7,'outcome':'complete','cause':'the whole file was sent',",
            "'client':'192.0.2.7:2071','server':'192.0.2.1:69','operation':'read','name':'pxelinux.0',",
            "'content':'/srv/tftp/pxelinux.0','mode':'octet','asked':{'tsize':'0','blksize':'1408','odd':''},",
            "'granted':{'tsize':'26443','blksize':'1408'},'bytes':26443,'total_bytes':26443,'seconds':0.031,",
            "'block_size':1408,'window_blocks':1,'datagrams_sent':21,'datagrams_received':21,'retransmissions':1,",
            "'timeouts':1,'duplicates':0,'round_trip_seconds':0.000412,'error_code':null,'error_message':null,",
            "'error_from':null,'multicast':null,'findings':[{'code':'data-lost','severity':'warning','explanation':'Block 3 was lost.',",
            "'remedy':'Look at the cable.','reference':'RFC 1350 §2'}]}");

        TransferRecord record = s_complete with
        {
            Findings = [new(FindingCode.DataLost, FindingSeverity.Warning, 9, "Block 3 was lost.", "Look at the cable.", "RFC 1350 §2")],
        };
        Assert.Equal(expected.Replace('\'', '"'), record.ToJson());
    }

    [Fact]
    public void The_json_names_who_sent_the_error()
    {
        TransferRecord record = s_complete with
        {
            Outcome = TransferOutcome.ClosedEarly,
            ErrorCode = ErrorCode.NotDefined,
            ErrorMessage = "say \"hi\"",
            EndedByClient = true,
            RoundTrip = null,
        };

        using JsonDocument json = JsonDocument.Parse(record.ToJson());

        Assert.Equal("closed-early", json.RootElement.GetProperty("outcome").GetString());
        Assert.Equal(0, json.RootElement.GetProperty("error_code").GetInt32());
        Assert.Equal("say \"hi\"", json.RootElement.GetProperty("error_message").GetString());
        Assert.Equal("client", json.RootElement.GetProperty("error_from").GetString());
        Assert.Equal(JsonValueKind.Null, json.RootElement.GetProperty("round_trip_seconds").ValueKind);
    }

    [Fact]
    public void The_text_says_what_went_how_fast()
    {
        Assert.Equal(
            "192.0.2.7:2071 read \"pxelinux.0\": complete, 26,443 bytes in 0.031 s (853.0 kB/s), " +
            "tsize=26443, blksize=1408, 1 sent again, round trip 0.412 ms",
            s_complete.ToText());
    }

    [Fact]
    public void The_text_says_why_when_a_request_was_refused()
    {
        TransferRecord record = s_complete with
        {
            Outcome = TransferOutcome.Refused,
            Asked = [new("blksize", "1408")],
            Cause = "File not found: pxelinux.0",
        };

        Assert.Equal(
            "192.0.2.7:2071 read \"pxelinux.0\": refused (blksize=1408); File not found: pxelinux.0", record.ToText());
    }

    [Theory]
    [InlineData(TransferOutcome.Complete, "complete")]
    [InlineData(TransferOutcome.Probed, "probed")]
    [InlineData(TransferOutcome.ClosedEarly, "closed-early")]
    [InlineData(TransferOutcome.Refused, "refused")]
    [InlineData(TransferOutcome.Failed, "failed")]
    [InlineData(TransferOutcome.Stalled, "stalled")]
    public void Each_outcome_has_its_name(TransferOutcome outcome, string name) =>
        Assert.Equal(name, TransferRecord.NameOf(outcome));
}
