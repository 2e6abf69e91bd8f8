using System.Text.Json;
using Oack.Trace.Report;

namespace Oack.Trace.Tests.Report;

/// <summary>One transfer, captured at both ends of its path.</summary>
public sealed class TwoPointComparisonTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Comparison_NamesTheLostPackets_When_EitherCaptureComesFirst(bool isServerFirst)
    {
        PathBench path = new() { ServerClockMicroseconds = -7_250_000 };
        path.Read("file.bin");
        for (int block = 1; block <= 6; block++)
        {
            byte[] data = PathBench.Content(block == 6 ? 100 : 512);
            if (block == 3)
            {
                path.Data(3, data, isLost: true).Wait(1000);
            }

            path.Data(block, data);
            if (block == 5)
            {
                path.Ack(5, isLost: true).Wait(1000).Data(5, data);
            }

            path.Ack(block);
        }

        TracePoint client = path.Point(ofClient: true);
        TracePoint server = path.Point(ofClient: false);
        TwoPointComparison comparison = isServerFirst ? TwoPointComparison.Of(server, client) : TwoPointComparison.Of(client, server);

        Assert.Same(client, comparison.ClientSide);
        Assert.True(comparison.IsSideCertain);
        PairedTransfer pair = Assert.Single(comparison.Pairs);
        Assert.Equal(MatchReason.Endpoint, pair.Reason);
        Assert.Equal((8, 1, 0, 0), (pair.TowardClient!.Sent, pair.TowardClient.Lost, pair.TowardClient.NotJudged, pair.TowardClient.NotSeenLeaving));
        Assert.Equal("DATA 3 (frame 6)", Assert.Single(pair.TowardClient.Named).ToString());
        Assert.Equal((8, 1), (pair.TowardServer!.Sent, pair.TowardServer.Lost));
        Assert.Equal("ACK 5 (frame 11)", Assert.Single(pair.TowardServer.Named).ToString());
        Assert.Equal(TimeSpan.FromMicroseconds(200), comparison.RoundTrip);
        Assert.Equal(TimeSpan.FromMicroseconds(-7_250_000), comparison.ClockOffset);
    }

    [Fact]
    public void Transfers_AreMatchedByWhatTheyAskFor_When_NatChangesAddressAndPort()
    {
        PathBench path = new() { Nat = ("198.51.100.7", 61_000) };
        path.Read("a.bin").Carry(PathBench.Content(2_000), 512);
        path.Nat = ("198.51.100.7", 61_001);
        path.ClientPort++;
        path.Read("b.bin").Carry(PathBench.Content(3_000), 512, 2);

        TwoPointComparison comparison = TwoPointComparison.Of(path.Point(ofClient: false), path.Point(ofClient: true));

        Assert.Equal([("a.bin", "a.bin"), ("b.bin", "b.bin")], comparison.Pairs.Select(pair => (pair.AtClient.Name, pair.AtServer.Name)));
        Assert.All(comparison.Pairs, pair => Assert.Equal(MatchReason.Name, pair.Reason));
        Assert.Equal(1, comparison.TowardClient.Lost);
        Assert.Equal("client.pcap", comparison.ClientSide.Report.File);
    }

    [Fact]
    public void Side_IsNotClaimed_When_BothSawTheSameAtOnce()
    {
        PathBench path = new() { DelayMicroseconds = 0 };
        path.Read("a.bin").Carry(PathBench.Content(2_000), 512);

        TwoPointComparison comparison = TwoPointComparison.Of(path.Point(ofClient: true), path.Point(ofClient: true));

        Assert.False(comparison.IsSideCertain);
        Assert.Contains("client's side?: ", PathBench.Text(ComparisonText.Render(comparison)), StringComparison.Ordinal);
    }

    [Fact]
    public void Request_IsNamedAsSeenAtOneSide_When_ItNeverArrived()
    {
        PathBench path = new();
        path.Read("a.bin").Carry(PathBench.Content(2_000), 512);
        path.ClientPort++;
        path.ToServer([0, 1, (byte)'q', 0, .. "octet"u8, 0], isLost: true, port: 69);

        TwoPointComparison comparison = TwoPointComparison.Of(path.Point(ofClient: true), path.Point(ofClient: false));

        Assert.Equal("q", Assert.Single(comparison.OnlyAtClient).Name);
        Assert.Empty(comparison.OnlyAtServer);
    }

    [Fact]
    public void Text_SaysWhatWasLostWhere()
    {
        PathBench path = new() { ServerClockMicroseconds = 2_000_000 };
        path.Read("file.bin").Carry(PathBench.Content(2_000), 512, 2);

        string text = PathBench.Text(ComparisonText.Render(TwoPointComparison.Of(path.Point(ofClient: false), path.Point(ofClient: true))));

        Assert.Equal(
            """
            client's side: client.pcap, 9 packets, 1 transfer
            server's side: server.pcap, 10 packets, 1 transfer
            The server's packets pass server.pcap first, the client's the other.
            Between the two points a packet and its answer take 0.20 ms together; how that
            divides, two clocks cannot tell.
            If both legs take the same time, the server's side's clock is 2.00 s ahead.

            #  #  client         name      outcome   lost to client  lost to server
            1  1  10.0.0.5:2001  file.bin  complete  1 of 5          0 of 5

            #1 file.bin
                Lost toward the client: DATA 2 (frame 4).

            1 transfer in both captures. Lost toward the client: 1 of 5; toward the server: 0 of 5.
            """,
            text);
    }

    [Fact]
    public void Json_HasTheKeysThatAreDocumented()
    {
        PathBench path = new();
        path.Read("file.bin").Carry(PathBench.Content(2_000), 512, 2);
        using MemoryStream target = new();

        ComparisonJson.Write(target, TwoPointComparison.Of(path.Point(ofClient: true), path.Point(ofClient: false)));

        JsonElement json = JsonDocument.Parse(target.ToArray()).RootElement;
        Assert.Equal(
            "sideCertain sideReason clockOffsetSeconds roundTripSeconds towardClient towardServer pairs onlyClient onlyServer client server",
            string.Join(' ', json.EnumerateObject().Select(property => property.Name)));
        JsonElement lost = json.GetProperty("pairs")[0].GetProperty("towardClient").GetProperty("lostPackets")[0];
        Assert.Equal("""{"kind":"DATA","block":2,"frame":4}""", JsonSerializer.Serialize(lost));
    }
}
