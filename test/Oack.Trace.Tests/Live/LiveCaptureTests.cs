using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.Versioning;
using Oack.Trace.Capture;
using Oack.Trace.Live;

namespace Oack.Trace.Tests.Live;

/// <summary>Live capture on the loopback interface; where this process may not capture, only what it says about that.</summary>
[SupportedOSPlatform("linux")]
public sealed class LiveCaptureTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    [Fact]
    public void Interface_IsNamed_WhenItIsNotThere()
    {
        RequireLinux();
        LiveCaptureException exception = Assert.Throws<LiveCaptureException>(() => LiveCapture.Open("oack-none"));

        Assert.StartsWith("cannot capture on oack-none: there is no such interface. There are: ", exception.Message, StringComparison.Ordinal);
        Assert.Contains("lo", exception.Message, StringComparison.Ordinal);
        Assert.Equal("oack-none", exception.InterfaceName);
    }

    [Theory]
    [InlineData("lo", LinkType.Ethernet)]
    [InlineData(LiveCapture.AnyInterface, LinkType.LinuxCooked)]
    public void Datagram_IsSeenOnce_WithItsTime(string interfaceName, LinkType linkType)
    {
        using LiveCapture capture = Open(interfaceName);
        Assert.Equal(linkType, capture.LinkType);
        using UdpClient receiver = new(new IPEndPoint(IPAddress.Loopback, 0));
        using UdpClient sender = new(new IPEndPoint(IPAddress.Loopback, 0));
        byte[] sent = Guid.NewGuid().ToByteArray();
        sender.Send(sent, (IPEndPoint)receiver.Client.LocalEndPoint!);
        sender.Send([1, 2, 3], (IPEndPoint)receiver.Client.LocalEndPoint!);

        int seen = 0;
        bool isLast = false;
        Stopwatch watch = Stopwatch.StartNew();
        while (!isLast && watch.Elapsed < s_patience && capture.TryRead(s_patience, out CapturedFrame frame))
        {
            Frames.DecoderHost host = new();
            host.Add(frame.Bytes.ToArray(), frame.LinkType);
            if (host.Datagrams is [var (datagram, payload)] && datagram.To.Port == ((IPEndPoint)receiver.Client.LocalEndPoint!).Port)
            {
                isLast = payload.Length == 3;
                seen += payload.AsSpan().SequenceEqual(sent) ? 1 : 0;
                TimeSpan age = DateTime.UtcNow - DateTime.UnixEpoch.AddTicks(frame.Time.Ticks);
                Assert.InRange(age, TimeSpan.FromSeconds(-1), s_patience);
            }
        }

        Assert.Equal(1, seen);
        Assert.Equal(0, capture.DroppedFrames);
    }

    [Fact]
    public async Task Waiting_Ends_WhenItIsStopped()
    {
        using LiveCapture capture = Open("lo");
        Task run = Task.Factory.StartNew(
            () =>
            {
                while (capture.TryRead(TimeSpan.FromDays(1), out _))
                {
                }
            },
            TestContext.Current.CancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);

        capture.Stop();

        await run.WaitAsync(s_patience, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Run_HandsFramesOverAndCopiesThem_UntilItIsCancelled()
    {
        using LiveCapture capture = Open("lo");
        using CancellationTokenSource source = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        using MemoryStream file = new();
        using PcapngWriter copy = new(file, leaveOpen: true);
        TraceRun trace = new();
        Task run = Task.Factory.StartNew(
            () => capture.Run(trace, copy, source.Token), TestContext.Current.CancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        using UdpClient sender = new(new IPEndPoint(IPAddress.Loopback, 0));
        Stopwatch watch = Stopwatch.StartNew();
        while (trace.Counters.Datagrams == 0 && watch.Elapsed < s_patience)
        {
            // To itself, so that no ICMP error comes back.
            sender.Send([0, 1, 2], (IPEndPoint)sender.Client.LocalEndPoint!);
            await Task.Yield();
        }

        await source.CancelAsync();
        await run.WaitAsync(s_patience, TestContext.Current.CancellationToken);
        copy.Flush();

        file.Position = 0;
        using CaptureReader reader = CaptureReader.Open(file, leaveOpen: true);
        Assert.Equal(trace.Counters.Frames, Tests.Capture.ReadFrame.All(reader).Count);
        Assert.NotEqual(0, trace.Counters.Datagrams);
    }

    private static LiveCapture Open(string interfaceName)
    {
        RequireLinux();
        try
        {
            return LiveCapture.Open(interfaceName);
        }
        catch (LiveCaptureException exception) when (!Environment.IsPrivilegedProcess)
        {
            Assert.Contains("permission denied. Live capture needs CAP_NET_RAW: run as root, or: setcap cap_net_raw+ep ", exception.Message, StringComparison.Ordinal);
            Assert.Skip("this process may not capture");
            throw;
        }
    }

    private static void RequireLinux() => Assert.SkipUnless(OperatingSystem.IsLinux(), "live capture is for Linux");
}
