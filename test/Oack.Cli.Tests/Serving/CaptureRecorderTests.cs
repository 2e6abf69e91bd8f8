using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Oack.Cli.Serving;
using Oack.Cli.Tests.Support;
using Oack.Protocol;

namespace Oack.Cli.Tests.Serving;

/// <summary>What ends a recording is said once, leaves a whole file behind, and holds up nobody who sends.</summary>
public sealed class CaptureRecorderTests
{
    private static readonly PeerEndpoint s_server = PeerEndpoint.FromIPv4(0x0A000001, 69);
    private static readonly PeerEndpoint s_client = PeerEndpoint.FromIPv4(0x0A000005, 2_070);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);
    private const long MaxBytes = 1_000_000;

    private readonly BlockingCollection<(LogLevel Level, string Message)> _told = [];
    private readonly ManualTime _time = new();

    [Fact]
    public void AllIsThere_When_SeveralThreadsServe()
    {
        const int threads = 4;
        const int each = 500;
        TroubledDisk disk = new();
        CaptureRecorder recorder = Record(disk);

        Parallel.For(0, threads, thread =>
        {
            byte[] bytes = new byte[600];
            for (int index = 0; index < each; index++)
            {
                if (index % 2 == 0)
                {
                    recorder.OnReceived(s_client.WithPort((ushort)(thread + 1)), s_server, bytes.AsSpan(0, index % 600));
                }
                else
                {
                    recorder.OnSent(s_server, s_client.WithPort((ushort)(thread + 1)), bytes.AsSpan(0, index % 600));
                }
            }
        });
        recorder.Dispose();

        Assert.Equal(threads * each, RecordedPackets.Read(disk.ToArray()).Counters.Datagrams);
        Assert.Equal((LogLevel.Information, $"recorded 2,000 datagrams, {Output.Units.Bytes(disk.Length)}, in x.pcapng"), Assert.Single(_told));
    }

    [Fact]
    public void EndsOnce_WithTheFileWhole_When_TheDiskIsFull()
    {
        TroubledDisk disk = new(roomBytes: 100_000);
        CaptureRecorder recorder = Record(disk);
        for (int index = 0; index < 300; index++)
        {
            recorder.OnSent(s_server, s_client, new byte[1_000]);
        }

        Assert.True(_told.TryTake(out (LogLevel Level, string Message) told, (int)s_patience.TotalMilliseconds, TestContext.Current.CancellationToken));
        recorder.OnSent(s_server, s_client, new byte[1_000]);
        recorder.Dispose();

        Assert.Equal((LogLevel.Warning, "the recording has ended, and the server goes on: cannot write x.pcapng: No space left on device"), told);
        Assert.Empty(_told);
        Assert.InRange(RecordedPackets.Read(disk.ToArray()).Counters.Datagrams, 1, 95);
    }

    [Fact]
    public void EndsOnce_When_TheFileIsAsLongAsItMayBe()
    {
        TroubledDisk disk = new();
        CaptureRecorder recorder = Record(disk);
        for (int index = 0; index < 2_000; index++)
        {
            recorder.OnSent(s_server, s_client, new byte[1_000]);
        }

        Assert.True(_told.TryTake(out (LogLevel Level, string Message) told, (int)s_patience.TotalMilliseconds, TestContext.Current.CancellationToken));
        recorder.OnSent(s_server, s_client, new byte[1_000]);
        recorder.Dispose();

        long datagrams = RecordedPackets.Read(disk.ToArray()).Counters.Datagrams;
        Assert.Equal(
            (LogLevel.Information, $"the recording has ended by its --capture-size, and the server goes on: x.pcapng has {datagrams:N0} datagrams, {Output.Units.Bytes(disk.Length)}"),
            told);
        Assert.Empty(_told);
        Assert.InRange(disk.Length, 980_000, 1_000_000);
    }

    [Fact]
    public void EndsOnce_When_ItsTimeIsOver()
    {
        TroubledDisk disk = new();
        CaptureRecorder recorder = Record(disk, longest: TimeSpan.FromMinutes(1));
        recorder.OnSent(s_server, s_client, [1]);
        _time.Advance(TimeSpan.FromSeconds(59));
        recorder.OnSent(s_server, s_client, [2]);
        _time.Advance(TimeSpan.FromSeconds(1));
        recorder.OnSent(s_server, s_client, [3]);

        Assert.True(_told.TryTake(out (LogLevel Level, string Message) told, (int)s_patience.TotalMilliseconds, TestContext.Current.CancellationToken));
        recorder.Dispose();

        Assert.Equal(2, RecordedPackets.Read(disk.ToArray()).Counters.Datagrams);
        Assert.StartsWith("the recording has ended by its --capture-time, and the server goes on: x.pcapng has 2 datagrams", told.Message, StringComparison.Ordinal);
        Assert.Empty(_told);
    }

    [Fact]
    public void DropsAndCounts_InsteadOfWaiting_When_TheDiskStandsStill()
    {
        TroubledDisk disk = new();
        CaptureRecorder recorder = Record(disk, queueBytes: 4_096);
        Assert.True(disk.WasWritten.Wait(s_patience, TestContext.Current.CancellationToken));
        disk.StandStill();
        recorder.OnReceived(s_client, s_server, [0, 1]);
        Assert.True(disk.Stands.Wait(s_patience, TestContext.Current.CancellationToken));

        // Seven of 1,000 bytes do not fit into 4,096.
        for (int index = 0; index < 7; index++)
        {
            recorder.OnSent(s_server, s_client, new byte[1_000]);
        }

        disk.GoOn();
        recorder.Dispose();

        Assert.Equal((LogLevel.Warning, "4 datagrams came too fast to be recorded in x.pcapng; comments in it say where"), _told.Take(TestContext.Current.CancellationToken));
        Assert.Equal(4, RecordedPackets.Read(disk.ToArray()).Counters.Datagrams);
        Assert.StartsWith("4 datagrams after this one are not recorded", RecordedPackets.Comments(disk.ToArray())[3], StringComparison.Ordinal);
    }

    private CaptureRecorder Record(TroubledDisk disk, TimeSpan? longest = null, int queueBytes = 16 << 20) => new(
        disk, new CaptureSettings("x.pcapng", MaxBytes, longest), (level, message) => _told.Add((level, message)), _time, queueBytes);
}
