using System.Text;
using Oack.Cli.Tracing;
using Oack.Protocol;
using Oack.Protocol.Observe;
using Oack.Trace.Report;

namespace Oack.Cli.Tests.Tracing;

/// <summary>Who watches for days sees more transfers than memory should hold; the summary counts them all.</summary>
public sealed class LiveSummaryTests : IDisposable
{
    private const int Transfers = ConversationTracker.MaxRememberedWithoutEnded + 500;

    private readonly StringWriter _output = new();
    private long _frame;

    [Fact]
    public void AllAreCounted_When_ThereAreMoreThanAreRemembered()
    {
        LiveObserver observer = Observer(new TraceFilter());
        ConversationTracker tracker = new(observer, keepsEnded: false);

        for (int index = 0; index < Transfers; index++)
        {
            Refused(tracker, index);
        }

        Assert.InRange(tracker.Transfers.Count, 0, 2_000);
        tracker.Finish();
        TraceTotals totals = observer.Finish();
        Assert.Equal(Transfers, totals.Transfers);
        Assert.Equal(Transfers, totals.Count(ObservedOutcome.Refused));
        Assert.Equal(Transfers, totals.Count(FindingSeverity.Error));
        Assert.Equal(FindingSeverity.Error, totals.Severity);
    }

    [Fact]
    public void OthersAreHidden_When_TheFilterIsForOneHost()
    {
        Assert.True(TraceFilter.TryParse(["host=10.0.0.99"], out TraceFilter? filter, out _));
        LiveObserver observer = Observer(filter);
        ConversationTracker tracker = new(observer, keepsEnded: false);

        Refused(tracker, 1);
        tracker.Finish();

        TraceTotals totals = observer.Finish();
        Assert.Equal(0, totals.Transfers);
        Assert.Equal(1, totals.Hidden);
        Assert.Null(totals.Severity);
        Assert.StartsWith("No transfers (1 more left out by the filter).", Assert.Single(TraceText.Summary(totals, [])).ToString(), StringComparison.Ordinal);
    }

    public void Dispose() => _output.Dispose();

    private LiveObserver Observer(TraceFilter filter)
    {
        CliEnvironment environment = new() { Out = _output, IsOutputTerminal = false };
        return new LiveObserver(new TracePrinter(environment), filter, isQuiet: true, _output.Flush);
    }

    /// <summary>A request that gets ERROR 2, of a host of its own, a tenth of a second after the one before.</summary>
    private void Refused(ConversationTracker tracker, int index)
    {
        PeerEndpoint client = PeerEndpoint.FromIPv4(0x0A010000 + (uint)index, 2_000);
        PeerEndpoint server = PeerEndpoint.FromIPv4(0x0A000001, 69);
        Instant now = new(TimeSpan.TicksPerDay + (index * TimeSpan.TicksPerSecond / 10));
        Show(client, server, [0, 1, .. Encoding.ASCII.GetBytes("a\0octet\0")]);
        Show(server.WithPort(40_000), client, [0, 5, 0, 2, .. Encoding.ASCII.GetBytes("no\0")]);

        void Show(PeerEndpoint from, PeerEndpoint to, byte[] datagram) =>
            tracker.Observe(new ObservedDatagram(now, ++_frame, from, to, datagram.Length), datagram);
    }
}
