using System.Text;
using System.Text.Json;
using Oack.Trace.Report;

namespace Oack.Trace.Tests.Report;

/// <summary>What programs read: these keys, of these kinds, in this order.</summary>
public sealed class TraceJsonTests
{
    private const string TransferKeys =
        "id kind name mode client server serverTid requested granted firstFrame lastFrame startedAt seconds bytes blocks retransmissions outcome linkedTo findings"
        + " packets requestSeen blockSize windowBlocks announcedBytes clientProgram timeAccount";

    [Fact]
    public void Transfer_HasTheKeysThatAreDocumented()
    {
        PathBench path = new();
        path.Read("boot.efi", "windowsize", "4", "tsize", "0", "blksize", "1468").OptionAck("blksize", "1468", "tsize", "3000").Error(8, "User aborted", fromClient: true);

        JsonElement report = Write(path.Report("dir/x.pcap"));

        Assert.Equal("file packets transfers summary extracted context problems", Names(report));
        Assert.Equal("dir/x.pcap", report.GetProperty("file").GetString());
        Assert.Equal(3, report.GetProperty("packets").GetInt32());
        JsonElement transfer = Assert.Single(report.GetProperty("transfers").EnumerateArray());
        Assert.Equal(TransferKeys, Names(transfer));
        Assert.Equal("windowsize tsize blksize", Names(transfer.GetProperty("requested")));
        Assert.Equal("blksize tsize", Names(transfer.GetProperty("granted")));
        Assert.Equal("3000", transfer.GetProperty("granted").GetProperty("tsize").GetString());
        Assert.Equal("2027-01-15T08:00:00.000000Z", transfer.GetProperty("startedAt").GetString());
        Assert.Equal(0.00024, transfer.GetProperty("seconds").GetDouble(), 6);
        Assert.Equal("10.0.0.1:40001", transfer.GetProperty("serverTid").GetString());
        Assert.Equal(JsonValueKind.Null, transfer.GetProperty("linkedTo").ValueKind);
        JsonElement finding = transfer.GetProperty("findings").EnumerateArray().First();
        Assert.Equal("code severity frame explanation remedy reference", Names(finding));
    }

    [Fact]
    public void ServerTid_IsNull_When_NothingAnswered()
    {
        PathBench path = new();
        path.Read("x").Wait(2000).Read("x").Wait(2000).Read("x");

        JsonElement transfer = Write(path.Report()).GetProperty("transfers")[0];

        Assert.Equal(JsonValueKind.Null, transfer.GetProperty("serverTid").ValueKind);
        Assert.Equal("unanswered", transfer.GetProperty("outcome").GetString());
        Assert.Equal(2, transfer.GetProperty("retransmissions").GetInt32());
    }

    [Fact]
    public void Text_IsJsonAndNothingElse_When_ThePeerSendsAnything()
    {
        PathBench path = new();
        path.Read("\u001b[2J\"\\</script>\u0001\u009B\uFFFF", "blk\u0007size", "\n", "blk\u0007size", "2");

        using MemoryStream json = new();
        TraceJson.Write(json, path.Report());

        string text = Encoding.UTF8.GetString(json.ToArray());
        Assert.DoesNotContain(text, letter => char.IsControl(letter) && letter != '\n');
        Assert.StartsWith("\u001b[2J\"\\</script>", JsonDocument.Parse(text).RootElement.GetProperty("transfers")[0].GetProperty("name").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Report_IsAnObject_When_NoTransferIsInTheCapture()
    {
        JsonElement report = Write(new PathBench().Report());

        Assert.Equal(0, report.GetProperty("transfers").GetArrayLength());
        Assert.Equal(0, report.GetProperty("summary").GetProperty("findings").GetProperty("error").GetInt32());
    }

    private static JsonElement Write(TraceReport report)
    {
        using MemoryStream json = new();
        TraceJson.Write(json, report);
        return JsonDocument.Parse(json.ToArray()).RootElement;
    }

    private static string Names(JsonElement element) => string.Join(' ', element.EnumerateObject().Select(property => property.Name));
}
