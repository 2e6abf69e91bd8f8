using System.Text;
using System.Xml;
using System.Xml.Linq;
using Oack.Trace.Report;

namespace Oack.Trace.Tests.Report;

/// <summary>The page: well-formed, self-contained, of bounded size, and proof against what peers send.</summary>
public sealed class TraceHtmlTests
{
    [Fact]
    public void Page_IsWellFormedAndShowsEachPart_When_ATransferLosesABlock()
    {
        PathBench path = new();
        path.Read("file.bin").Carry(PathBench.Content(20_000), 512, 7);

        XDocument page = Parse(Write(path));

        XNamespace none = XNamespace.None;
        Assert.Equal("html", page.Root!.Name.LocalName);
        Assert.Single(page.Descendants(none + "article"));
        Assert.Contains(page.Descendants(none + "svg"), svg => (string?)svg.Attribute("class") == "plot");
        Assert.Contains(page.Descendants(none + "circle"), circle => ((string)circle.Attribute("class")!).StartsWith("again", StringComparison.Ordinal));
        Assert.Contains(page.Descendants(none + "rect"), rect => (string?)rect.Attribute("class") == "pause");
        Assert.Contains(page.Descendants(none + "h3"), heading => heading.Value.Contains("data-lost", StringComparison.Ordinal));
        Assert.Contains(page.Descendants(none + "tr"), row => (string?)row.Attribute("class") == "fold");
    }

    [Fact]
    public void Page_AsksNobodyForAnything()
    {
        PathBench path = new();
        path.Read("file.bin").Carry(PathBench.Content(2_000), 512);

        string page = Write(path);

        Assert.DoesNotContain("http:", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("https:", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("src=", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("@import", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("url(", page, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("</title><script>alert(1)</script>")]
    [InlineData("\"><img onerror=alert(1)>")]
    [InlineData("' onmouseover='alert(1)")]
    [InlineData("]]><!--")]
    [InlineData("&lt;b&gt;&#0;")]
    [InlineData("\u0001\u001b\u202E\uFFFE")]
    public void Page_ShowsThePeersTextAsText_When_ItIsMadeToBreakOut(string evil)
    {
        PathBench path = new();
        path.Read(evil, evil, evil).Error(0, evil, fromClient: false);
        path.ClientPort++;
        path.Read(evil).Carry(PathBench.Content(3_000), 512, 2).Error(0, evil, fromClient: true);

        XDocument page = Parse(Write(path));

        Assert.Single(page.Descendants("script"));
        Assert.Empty(page.Descendants("img"));
        Assert.DoesNotContain(page.Descendants().SelectMany(element => element.Attributes()), attribute => attribute.Name.LocalName.StartsWith("on", StringComparison.Ordinal));
    }

    [Fact]
    public void Page_StaysSmall_When_ATransferIsLong()
    {
        PathBench path = new();
        path.Read("long.bin", "blksize", "8").OptionAck("blksize", "8").Ack(0).Carry(PathBench.Content(160_003), 8, 100, 5_000, 12_000);

        string page = Write(path);

        Assert.InRange(page.Length, 20_000, 400_000);
        Parse(page);
    }

    [Fact]
    public void Page_IsWhole_When_NothingIsInTheCapture()
    {
        Assert.Contains("holds no TFTP transfer", Parse(Write(new PathBench())).Root!.Value, StringComparison.Ordinal);
    }

    private static string Write(PathBench path)
    {
        PacketLog log = new();
        TraceRun run = path.RunAtServer(log);
        using MemoryStream page = new();
        TraceHtml.Write(page, TraceReport.Of("some & <file>.pcap", run), log);
        return Encoding.UTF8.GetString(page.ToArray());
    }

    private static XDocument Parse(string page)
    {
        using XmlReader reader = XmlReader.Create(new StringReader(page), new XmlReaderSettings { DtdProcessing = DtdProcessing.Ignore });
        return XDocument.Load(reader);
    }
}
