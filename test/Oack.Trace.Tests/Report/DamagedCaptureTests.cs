using System.Text.Json;
using System.Xml;
using Oack.Protocol.Observe;
using Oack.Trace.Report;
using Oack.Trace.Tests.Capture;

namespace Oack.Trace.Tests.Report;

/// <summary>Captures with random bytes in them: whatever they say, it can be shown in every way.</summary>
public sealed class DamagedCaptureTests : IDisposable
{
    private const int Rounds = 12;
    private readonly string _directory = Directory.CreateTempSubdirectory("oack-damaged-").FullName;

    public static TheoryData<string> Names => [.. SampleCaptures.Names];

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Theory]
    [MemberData(nameof(Names))]
    public void EachOutput_IsWhole_When_TheCaptureIsDamaged(string name)
    {
        for (int seed = 0; seed < Rounds; seed++)
        {
            byte[] bytes = Damage(SampleCaptures.Read(name), seed);
            PacketLog log = new();
            PointLog points = new();
            using TraceExtract extract = new(Path.Combine(_directory, $"{seed}"));
            TraceRun run = TraceRun.Run(new MemoryStream(bytes), new CombinedObserver(log, points, extract), TestContext.Current.CancellationToken);
            TraceReport report = TraceReport.Of(name, run);
            report = report with { Extracted = extract.Finish(report.Transfers) };

            Assert.All(TraceText.Render(report, 80), AssertPrintable);
            foreach (ObservedTransfer transfer in report.Transfers)
            {
                Assert.All(TraceLadder.Render(log.TrailOf(transfer)!), AssertPrintable);
            }

            using MemoryStream json = new();
            TraceJson.Write(json, report);
            Assert.Equal(report.Transfers.Count, JsonDocument.Parse(json.ToArray()).RootElement.GetProperty("transfers").GetArrayLength());
            using MemoryStream page = new();
            TraceHtml.Write(page, report, log);
            AssertWellFormed(page);
            TracePoint point = new(report, points, run.FirstTime, run.LastTime);
            Assert.All(ComparisonText.Render(TwoPointComparison.Of(point, point)), AssertPrintable);
        }
    }

    /// <summary>A byte in a hundred behind the file's header, and now and then the rest is missing.</summary>
    private static byte[] Damage(byte[] bytes, int seed)
    {
        const int HeaderBytes = 64;
        Random random = new(seed);
        for (int i = 0; i < bytes.Length / 100; i++)
        {
            bytes[random.Next(HeaderBytes, bytes.Length)] = (byte)random.Next(256);
        }

        return seed % 4 == 0 ? bytes[..random.Next(HeaderBytes, bytes.Length)] : bytes;
    }

    private static void AssertPrintable(TraceLine line) => Assert.DoesNotContain(line.ToString(), char.IsControl);

    private static void AssertWellFormed(MemoryStream page)
    {
        page.Position = 0;
        using XmlReader reader = XmlReader.Create(page, new XmlReaderSettings { DtdProcessing = DtdProcessing.Ignore });
        while (reader.Read())
        {
        }
    }
}
