using System.Runtime.Versioning;
using Oack.Net.Linux;
using Oack.Protocol;

namespace Oack.Net.Tests;

[SupportedOSPlatform("linux")]
public sealed class ArrivalGatheringTests
{
    private const int ManyTransfers = 200;
    private const int EnoughReady = ArrivalGathering.MostDatagrams / ArrivalGathering.PartThatIsEnough;

    private static readonly TimeSpan _gap = TimeSpan.FromMicroseconds(5);
    private static readonly TimeSpan _whole = _gap * ArrivalGathering.MostDatagrams;

    [Fact]
    public void SomeDatagramsGather_When_ManyTransfersBringThemFast()
    {
        Assert.Equal(_whole, PauseAfter(_gap));
    }

    [Fact]
    public void WhatHasPassedSinceTheSystemWasAsked_Counts()
    {
        TimeSpan served = TimeSpan.FromMicroseconds(35);

        Assert.Equal(_whole - served, PauseAfter(_gap, sinceAsked: served));
    }

    [Fact]
    public void NothingIsWaitedFor_When_ServingTookAsLong()
    {
        // So a server that has no time left never pauses.
        TimeSpan served = _whole - ArrivalGathering.Shortest + TimeSpan.FromMicroseconds(1);

        Assert.Equal(TimeSpan.Zero, PauseAfter(_gap, sinceAsked: served));
    }

    [Theory]
    [InlineData(EnoughReady, true)]
    [InlineData(EnoughReady + 1, false)]
    public void NothingIsWaitedFor_When_TheLastLookFoundMany(int ready, bool pauses)
    {
        Assert.Equal(pauses, PauseAfter(_gap, ready: ready) > TimeSpan.Zero);
    }

    [Theory]
    [InlineData(ArrivalGathering.LeastTransfers - 1, 0)]
    [InlineData(ArrivalGathering.LeastTransfers, ArrivalGathering.LeastTransfers / ArrivalGathering.TransfersForADatagram)]
    [InlineData(80, 20)]
    public void FewerGather_When_ThereAreFewerTransfers(int transfers, int datagrams)
    {
        Assert.Equal(_gap * datagrams, PauseAfter(_gap, transfers: transfers));
    }

    [Theory]
    [InlineData(50, true)]
    [InlineData(51, false)]
    public void SlowClients_AreServedAsTheyCome(int gapMicroseconds, bool pauses)
    {
        Assert.Equal(pauses, PauseAfter(TimeSpan.FromMicroseconds(gapMicroseconds)) > TimeSpan.Zero);
    }

    [Theory]
    [InlineData(4, 6)]
    [InlineData(16, 0)]
    public void FewerGather_When_EachCallsForAWindow(int windowBlocks, int datagrams)
    {
        Assert.Equal(_gap * datagrams, PauseAfter(_gap, sentForOne: windowBlocks));
    }

    [Fact]
    public void ThePauseEnds_When_ClientsBecomeSilent()
    {
        ArrivalGathering gathering = default;
        Instant now = Instant.Zero + TimeSpan.FromSeconds(1);
        Assert.Equal(_whole, gathering.PauseFor(now, 1, now, 200_000, 200_000, ManyTransfers));

        now += ArrivalGathering.Count;
        Assert.Equal(TimeSpan.Zero, gathering.PauseFor(now, 1, now, 200_002, 200_002, ManyTransfers));
    }

    [Fact]
    public void NoPauseIsLong_WhateverTheSpeed()
    {
        for (int gap = 1; gap < 1_000; gap++)
        {
            Assert.InRange(PauseAfter(TimeSpan.FromTicks(gap)), TimeSpan.Zero, ArrivalGathering.Longest);
        }
    }

    /// <summary>The pause after a second in which datagrams came so far apart.</summary>
    private static TimeSpan PauseAfter(
        TimeSpan gap, int transfers = ManyTransfers, TimeSpan sinceAsked = default, int ready = 1, int sentForOne = 1)
    {
        ArrivalGathering gathering = default;
        Instant now = Instant.Zero + TimeSpan.FromSeconds(1);
        long received = TimeSpan.FromSeconds(1).Ticks / gap.Ticks;
        return gathering.PauseFor(now - sinceAsked, ready, now, received, received * sentForOne, transfers);
    }
}
