using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Oack.Server.Tests.Support;

namespace Oack.Server.Tests.Hosting;

public sealed class MetricsTests
{
    [Fact]
    public async Task Instruments_carry_units_and_no_tag_holds_a_peer_or_a_path()
    {
        ConcurrentQueue<(Instrument Instrument, string[] Tags)> seen = new();
        using MeterListener listener = new();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Meter.Name == "Oack.Server")
            {
                self.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((instrument, _, tags, _) => seen.Enqueue((instrument, Texts(tags))));
        listener.SetMeasurementEventCallback<double>((instrument, _, tags, _) => seen.Enqueue((instrument, Texts(tags))));
        listener.Start();
        TestContent content = new() { Files = { ["f"] = Packets.Content(10) } };
        await using RunningServer server = await RunningServer.StartAsync(content);
        using UdpClientSocket client = server.Connect();
        client.Ask(Packets.Rrq("f"));
        client.ReadToEnd(client.Receive());
        server.TakeRecord();

        listener.RecordObservableInstruments();

        Assert.Contains(seen, item => item.Instrument.Name == "oack.server.transfers" && item.Tags.SequenceEqual(["outcome=complete", "operation=read"]));
        Assert.Contains(seen, item => item.Instrument.Name == "oack.server.payload");
        Assert.All(seen, item =>
        {
            Assert.False(string.IsNullOrEmpty(item.Instrument.Unit));
            Assert.All(item.Tags, tag => Assert.Matches("^(outcome|operation|direction)=", tag));
        });
    }

    [Fact]
    public async Task Instruments_count_nothing_While_the_server_is_being_made()
    {
        // Servers of other tests may be made at the same time; only what this thread makes is looked at.
        int thread = Environment.CurrentManagedThreadId;
        bool isBeingMade = false;
        List<long> seen = [];
        using MeterListener listener = new();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (isBeingMade && instrument.Meter.Name == "Oack.Server" && Environment.CurrentManagedThreadId == thread)
            {
                self.EnableMeasurementEvents(instrument);
                self.RecordObservableInstruments();
            }
        };
        listener.SetMeasurementEventCallback<long>((_, value, _, _) => seen.Add(value));
        listener.Start();
        isBeingMade = true;
        await using TftpServer server = new(new TftpServerOptions(), new TestContent());

        Assert.NotEmpty(seen);
        Assert.All(seen, value => Assert.Equal(0, value));
    }

    private static string[] Texts(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        string[] texts = new string[tags.Length];
        for (int i = 0; i < tags.Length; i++)
        {
            texts[i] = $"{tags[i].Key}={tags[i].Value}";
        }

        return texts;
    }
}
