using Oack.Boot.Dhcp;
using Oack.Boot.Proxy;
using Oack.Boot.Tests.Support;

namespace Oack.Boot.Tests.Proxy;

/// <summary>Other servers that get in the way are reported once each, and nobody answers them.</summary>
public sealed class OtherServerTests
{
    private readonly ProxyDhcpResponder _responder = new(Place.Settings());

    [Fact]
    public void SecondProxy_IsReportedOnce()
    {
        BootAnswer first = See(Offer("192.0.2.77").With(60, "PXEClient").With(67, "other.0"));

        Assert.Equal((BootVerdict.OtherServer, null), (first.Verdict, first.Reply));
        Assert.Contains("another proxyDHCP server, 192.0.2.77", first.Text, StringComparison.Ordinal);
        Assert.Contains("'other.0'", first.Text, StringComparison.Ordinal);
        Assert.Equal(BootVerdict.NotForUs, See(Offer("192.0.2.77").With(60, "PXEClient").With(67, "other.0")).Verdict);
        Assert.Equal(BootVerdict.OtherServer, See(Offer("192.0.2.78").With(60, "PXEClient")).Verdict);
    }

    [Fact]
    public void DhcpServer_IsReportedOnce_When_ItNamesABootFile()
    {
        Question offer = Offer("192.0.2.2").Set(16, 192, 0, 2, 50).Set(108, [.. "old.0\x1b[2J"u8]);

        BootAnswer first = See(offer);

        Assert.Contains("192.0.2.2 names a boot file itself, 'old.0\\x1B[2J'", first.Text, StringComparison.Ordinal);
        Assert.Equal(BootVerdict.NotForUs, See(offer).Verdict);
    }

    [Fact]
    public void DhcpServer_IsNotReported_When_ItGivesOnlyAddresses() =>
        Assert.Equal(BootVerdict.NotForUs, See(Offer("192.0.2.2").Set(16, 192, 0, 2, 50)).Verdict);

    [Fact]
    public void OwnAnswer_IsNotReported() =>
        Assert.Equal(BootVerdict.NotForUs, See(Offer("192.0.2.1").With(60, "PXEClient").With(67, "other.0")).Verdict);

    [Fact]
    public void Reports_End_When_ThereAreMoreServersThanAreRemembered()
    {
        int told = Enumerable.Range(0, 1000).Count(number =>
            See(Offer($"198.51.{100 + (number / 250)}.{1 + (number % 250)}").With(60, "PXEClient")).Verdict == BootVerdict.OtherServer);

        Assert.Equal(256, told);
    }

    private static Question Offer(string server) => new Question(DhcpMessageType.Offer).Set(0, 2).WithAddress(54, server);

    private BootAnswer See(Question offer) => _responder.HandleDatagram(Place.Start, Place.Server("192.0.2.77"), offer.ToBytes());
}
